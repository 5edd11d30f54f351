package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.StoreException;
import dev.handoff.conformance.Changes;
import dev.handoff.conformance.TraceRecorder;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.sqlite.SqliteSettings;
import dev.handoff.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A {@link CommitFanOut} as in production, on threads and on SQLite, whose events go to a file; and
 * what the environment does to it.
 *
 * <p>The process can be left and entered again: {@link #exit} throws away all that is in memory,
 * and the trace goes on.
 */
final class TracedFanOut implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Longer than a busy machine keeps a thread waiting: only what is meant to hang is declared so.
   */
  private static final Duration DETACH_AFTER = Duration.ofSeconds(2);

  private final FanOutSettings settings;
  private final Path folder;
  private final TraceRecorder recorder;
  private final AtomicLong announced = new AtomicLong();
  private final Changes changes = new Changes();
  private ThreadScheduler scheduler;
  private SqliteStore file;
  private HeldStore store;
  private CommitFanOut fanOut;

  TracedFanOut(
      Path folder, int commits, int logBound, StateKeeping keeping, PanicPolicy policy, Path trace)
      throws IOException {
    this.folder = folder;
    this.settings =
        FanOutSettings.DEFAULT
            .withLogBound(logBound)
            .withStateKeeping(keeping)
            .withPanicPolicy(policy)
            .withDeadlines(DETACH_AFTER, DETACH_AFTER);
    this.recorder =
        TraceRecorder.open(
            trace,
            "fanout",
            "CommitFanOut",
            Map.of(
                "Commits",
                "1.." + commits,
                "Expiry",
                "[b \\in 0.." + commits + " |-> " + (commits + 1) + "]",
                "OutOfOrder",
                "TRUE",
                "MayShutDown",
                "TRUE",
                "FaultKinds",
                "{\"crash\", \"hang\"}",
                "MaxFaults",
                "1000",
                "Restart",
                keeping == StateKeeping.DURABLE ? "\"durable\"" : "\"volatile\"",
                "PanicPolicy",
                policy == PanicPolicy.PROCESS ? "\"process\"" : "\"task\"",
                "LogBound",
                "" + logBound),
            List.of());
    this.scheduler = new ThreadScheduler("fanout", 4);
    this.file = openFile();
    this.store = new HeldStore(file, changes);
    this.fanOut = open();
  }

  private SqliteStore openFile() throws StoreException {
    return SqliteStore.open(
        folder.resolve("store"), SqliteSettings.STANDARD, scheduler, Metrics.NONE);
  }

  private CommitFanOut open() throws StoreException {
    return CommitFanOut.open(
        settings,
        FanOutPorts.inMemory(scheduler, SystemClock.INSTANCE)
            .withStore(store)
            .withEvents(
                (action, arguments) -> {
                  recorder.record(action, arguments);
                  changes.happened();
                }));
  }

  CommitFanOut fanOut() {
    return fanOut;
  }

  HeldStore store() {
    return store;
  }

  Member member(ComponentName component) {
    return fanOut.log().member(component);
  }

  /** Announces the next commit. */
  CommitReceipt announce() {
    long k = announced.incrementAndGet();
    return fanOut.notify(new Commit(k, List.of(batch(k))));
  }

  static BatchInfo batch(long k) {
    return new BatchInfo(Bench.digest(k), Long.MAX_VALUE);
  }

  /** Announces so many commits, each when the fates of the one before are known. */
  void announceInTurn(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      awaitFates(announce(), ComponentName.values());
    }
  }

  static void awaitFates(CommitReceipt receipt, ComponentName... components) throws Exception {
    for (ComponentName component : components) {
      receipt
          .of(component)
          .stage()
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  void awaitAttached(ComponentName component) throws InterruptedException {
    changes.await(
        component + " is attached",
        () ->
            fanOut
                .log()
                .read(
                    () ->
                        member(component).isAttached()
                            && member(component).status() == ComponentStatus.UP));
  }

  /** Waits until the store holds back what it was asked to. */
  void awaitHolding() throws InterruptedException {
    changes.await("the store holds something back", store::isHolding);
  }

  /** Takes a step of the environment, as its owner's thread would. */
  void take(Consumer<Guard.Section> step) {
    try (Guard.Section section = fanOut.log().guard().enter()) {
      step.accept(section);
    }
  }

  void crash(ComponentName component) {
    take(section -> member(component).crash(section, new IllegalStateException("a bug")));
  }

  /** What a supervisor does: tries until what is on its way to the store is out of the way. */
  void restart(ComponentName component) throws InterruptedException {
    changes.await(component + " restarts", () -> restarted(component));
  }

  private boolean restarted(ComponentName component) {
    try {
      return fanOut.restartComponent(component);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  void restartProcess() throws InterruptedException {
    changes.await(
        "the process restarts",
        () -> {
          try {
            return fanOut.restartProcess();
          } catch (StoreException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Ends the process, which has crashed, and starts a new one on what is in the file. */
  void exit() throws StoreException {
    file.close();
    scheduler.close();
    scheduler = new ThreadScheduler("fanout", 4);
    file = openFile();
    store = new HeldStore(file, changes);
    // Nobody in the new process knows that it is not the first; its threads start at once.
    recorder.record("CommitFanOut!RestartProcess");
    fanOut = open();
  }

  ShutdownReport shutDown() throws Exception {
    CompletableFuture<ShutdownReport> report = fanOut.shutdown().toCompletableFuture();
    announce();
    return report.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    file.close();
    scheduler.close();
    recorder.close();
  }
}
