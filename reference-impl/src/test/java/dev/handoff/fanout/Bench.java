package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.StoreException;
import dev.handoff.fakes.FaultyStore;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.fakes.RecordedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A fan-out on fakes, whose steps are taken one by one. */
final class Bench {
  static final ComponentName BG = ComponentName.BATCH_GENERATOR;
  static final ComponentName PC = ComponentName.PROOF_COORDINATOR;
  static final ComponentName PM = ComponentName.PROOF_MANAGER;

  static final Duration DETACH_AFTER = Duration.ofSeconds(10);
  static final Duration PHASE = Duration.ofSeconds(30);
  static final Duration RETRY = Duration.ofMillis(100);

  static final FanOutSettings SMALL =
      new FanOutSettings(
          2, 4, 16, 8, DETACH_AFTER, PHASE, RETRY, StateKeeping.VOLATILE, PanicPolicy.TASK);

  /** Runs the components. */
  final ManualScheduler scheduler = new ManualScheduler();

  /** Has the timers and the clock, so that time can pass while no component runs. */
  final ManualScheduler timers = new ManualScheduler();

  /** Runs what the store does. */
  final ManualScheduler disk;

  final FaultyStore store;
  final RecordedEvents events = new RecordedEvents();
  final Tally metrics = new Tally();
  final List<String> crashes = new ArrayList<>();

  /** After how long the timers were to fire, in the order in which they were set. */
  final List<Duration> delays = new ArrayList<>();

  private final FanOutSettings settings;
  private final FanOutPorts ports;
  private final CommitFanOut fanOut;

  private Bench(FanOutSettings settings, boolean onStore) {
    this(settings, onStore, new ManualScheduler());
  }

  private Bench(FanOutSettings settings, boolean onStore, ManualScheduler disk) {
    this(settings, onStore, new FaultyStore(disk), disk);
  }

  private Bench(FanOutSettings settings, FaultyStore store, ManualScheduler disk) {
    this(settings, true, store, disk);
  }

  private Bench(FanOutSettings settings, boolean onStore, FaultyStore store, ManualScheduler disk) {
    this.settings = settings;
    this.store = store;
    this.disk = disk;
    FanOutPorts inMemory =
        FanOutPorts.inMemory(new TasksAndTimers(), timers)
            .withMetrics(metrics)
            .withEvents(events)
            .withSupervisor(
                (component, cause) -> crashes.add(component.label() + ": " + cause.getMessage()));
    this.ports = onStore ? inMemory.withStore(store) : inMemory;
    this.fanOut = open();
  }

  /** Without a store. */
  static Bench inMemory(FanOutSettings settings) {
    return new Bench(settings, false);
  }

  /** On a store. */
  static Bench onStore(FanOutSettings settings) {
    return new Bench(settings, true);
  }

  static Bench durable() {
    return onStore(SMALL.withStateKeeping(StateKeeping.DURABLE));
  }

  private final class TasksAndTimers implements Scheduler {
    @Override
    public void execute(Runnable task) {
      scheduler.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      delays.add(delay);
      return timers.schedule(delay, task);
    }

    @Override
    public int quantum() {
      return 1;
    }
  }

  private CommitFanOut open() {
    try {
      return CommitFanOut.open(settings, ports);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  FanOutPorts ports() {
    return ports;
  }

  FanOutSettings settings() {
    return settings;
  }

  CommitFanOut fanOut() {
    return fanOut;
  }

  /** Returns a new process on the same store; this one does nothing any more. */
  Bench reopen() {
    return new Bench(settings, store, disk);
  }

  Member member(ComponentName name) {
    return fanOut.log().member(name);
  }

  CommitLog log() {
    return fanOut.log();
  }

  /** Takes a step in a section. */
  boolean in(Predicate<Guard.Section> step) {
    try (Guard.Section section = log().guard().enter()) {
      return step.test(section);
    }
  }

  boolean apply(ComponentName name) {
    return in(member(name)::apply);
  }

  boolean saveCursor(ComponentName name) {
    return in(member(name)::saveCursor);
  }

  boolean resynchronise(ComponentName name) {
    return in(member(name)::resynchronise);
  }

  boolean rejoin(ComponentName name) {
    return in(member(name)::rejoin);
  }

  boolean detach(ComponentName name) {
    return in(member(name)::detach);
  }

  boolean stop(ComponentName name) {
    return in(member(name)::stop);
  }

  boolean hang(ComponentName name) {
    return in(member(name)::hang);
  }

  boolean resume(ComponentName name) {
    return in(member(name)::resume);
  }

  boolean crash(ComponentName name) {
    return in(section -> member(name).crash(section, new IllegalStateException("boom")));
  }

  boolean requestShutdown() {
    return in(fanOut.coordinator()::requestShutdown);
  }

  boolean finishShutdown() {
    return in(fanOut.coordinator()::finishShutdown);
  }

  boolean restart(ComponentName name) {
    try {
      return fanOut.restartComponent(name);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  boolean restartProcess() {
    try {
      return fanOut.restartProcess();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  /** Has the next write begun, and lets the disk do all that it has to do. */
  boolean write(ComponentName name) {
    boolean began = in(member(name)::prepare);
    disk.runAll();
    return began;
  }

  /** Applies an entry and saves the cursor, with all that this writes. */
  void take(ComponentName name) {
    write(name);
    if (!apply(name)) {
      throw new AssertionError("cannot apply");
    }
    write(name);
    if (!saveCursor(name)) {
      throw new AssertionError("cannot save the cursor");
    }
  }

  /** Announces commit k with one batch of the same number that expires late, and stores it. */
  CommitReceipt notify(long k) {
    CommitReceipt receipt = fanOut.notify(commit(k, batch(k)));
    disk.runAll();
    return receipt;
  }

  static Commit commit(long timestamp, BatchInfo... batches) {
    return new Commit(timestamp, List.of(batches));
  }

  static BatchInfo batch(long number) {
    return batch(number, 1000);
  }

  static BatchInfo batch(long number, long expiration) {
    return new BatchInfo(digest(number), expiration);
  }

  static Digest digest(long number) {
    return Digest.of(Bytes.of(number));
  }

  static Batch inProgress(BatchInfo info, long... transactions) {
    List<Digest> digests = new ArrayList<>();
    for (long transaction : transactions) {
      digests.add(digest(-transaction));
    }
    return new Batch(info, digests);
  }

  static boolean isDelivered(Receipt receipt) {
    return receipt.fate().equals(Optional.of(Fate.DELIVERED));
  }

  static boolean isUnknown(Receipt receipt, Reason reason) {
    return receipt.fate().equals(Optional.of(new Fate.Unknown(reason)));
  }

  static boolean isOpen(Receipt receipt) {
    return receipt.fate().isEmpty();
  }

  /** Lets everything happen that can, without time passing. */
  void settle() {
    int ran = 0;
    while (scheduler.readyCount() + disk.readyCount() > 0) {
      ran += scheduler.runAll() + disk.runAll();
      if (ran > 100_000) {
        throw new AssertionError("components and disk keep each other busy without end");
      }
    }
  }

  /** Lets everything happen that can, then time pass, then everything again. */
  void advance(Duration duration) {
    settle();
    timers.advance(duration);
    settle();
  }
}
