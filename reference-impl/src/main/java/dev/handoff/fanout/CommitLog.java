package dev.handoff.fanout;

import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.trace.SpecAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The accepted commits, in the order of their acceptance, from the slowest cursor of those for whom
 * the log waits; and what the commits before amount to. It also has the variables that all share:
 * whether the process is up, and how far a shutdown has come.
 *
 * <p>Thread-safe. Everything that the protocol changes, here, in the members and in the components,
 * is guarded by one guard, the log's: each step is short, and takes no port with it but the sink of
 * events and timers.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>entries, effect, end</td><td>notify; a recovery</td><td>guard</td></tr>
 * <tr><td>process, shutdown</td><td>crash, restartProcess; requestShutdown, finishShutdown</td><td>guard</td></tr>
 * </table>
 */
final class CommitLog {
  /** The name of the protocol in the metrics. */
  static final String PROTOCOL = "fanout";

  /** How far a shutdown has come. */
  enum Shutdown {
    RUNNING,
    REQUESTED,
    DONE
  }

  /** Whether the process lives, as far as the protocol can tell. */
  enum Lifeline {
    UP,
    DOWN
  }

  private final FanOutSettings settings;
  private final FanOutPorts ports;
  private final Guard guard;
  private final Runnable whenMoved;
  private final Optional<LogStore> logStore;
  private final List<Member> members;
  private final Watch watch;
  private final Runnable countDelivered;

  /** Entry {@code p} is at {@code p % logBound}. */
  private final Commit[] entries;

  private CommitHistory effect = new CommitHistory();
  private long end;
  private Lifeline process = Lifeline.DOWN;
  private Shutdown shutdown = Shutdown.RUNNING;

  /**
   * Creates a log without entries, of a process that is down.
   *
   * @param whenMoved is called, outside of the section, when a component has changed its status
   *     during a shutdown
   */
  CommitLog(FanOutSettings settings, FanOutPorts ports, Guard guard, Runnable whenMoved) {
    this.settings = settings;
    this.ports = ports;
    this.guard = guard;
    this.whenMoved = whenMoved;
    this.entries = new Commit[settings.logBound()];
    this.countDelivered = () -> ports.metrics().fate(PROTOCOL, Fate.DELIVERED);
    this.logStore =
        ports
            .store()
            .map(
                store ->
                    new LogStore(
                        new Writer(guard, store, ports, settings.retryDelay()),
                        this::entriesStored));
    this.watch = new Watch(this);
    this.members = new ArrayList<>();
  }

  /** Adds a component: those that are stopped first come first. */
  void join(Component<?> component) {
    members.add(new Member(this, component));
  }

  FanOutSettings settings() {
    return settings;
  }

  FanOutPorts ports() {
    return ports;
  }

  Guard guard() {
    return guard;
  }

  /** Returns the components, in the order of a shutdown. */
  List<Member> members() {
    return members;
  }

  Member member(ComponentName name) {
    return switch (name) {
      case BATCH_GENERATOR -> members.get(0);
      case PROOF_COORDINATOR -> members.get(1);
      case PROOF_MANAGER -> members.get(2);
    };
  }

  Watch watch() {
    return watch;
  }

  Optional<LogStore> logStore() {
    return logStore;
  }

  /** Asks while nobody changes anything. */
  @SuppressWarnings("try") // nothing is done with the section but to be in it
  <T> T read(Supplier<T> question) {
    try (Guard.Section section = guard.enter()) {
      return question.get();
    }
  }

  // Within a section from here on, but for notify.

  Lifeline process() {
    return process;
  }

  void process(Lifeline now) {
    process = now;
  }

  Shutdown shutdown() {
    return shutdown;
  }

  void shutdown(Shutdown now) {
    shutdown = now;
  }

  /** Returns how many commits were ever accepted: the position behind the last. */
  long end() {
    return end;
  }

  /**
   * Returns the position of the first entry: the slowest cursor of those for whom the log waits.
   */
  long base() {
    long base = end;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.isAttached()) {
        base = Math.min(base, member.cursor());
      }
    }
    return base;
  }

  /** Returns the entry at that position, between base and end. */
  Commit entry(long position) {
    return entries[slot(position)];
  }

  private int slot(long position) {
    return (int) (position % entries.length);
  }

  /** Returns how many entries are as durable as they will get. */
  long stored() {
    return logStore.isPresent() ? logStore.get().stored() : end;
  }

  /** Returns a copy of what all commits amount to. */
  CommitHistory snapshot() {
    return effect.copy();
  }

  long time() {
    return effect.time();
  }

  @SpecAction(value = "CommitFanOut!Notify", arguments = "k", by = SpecAction.By.ENVIRONMENT)
  CommitReceipt notify(Commit commit) {
    CommitReceipt receipt;
    try (Guard.Section section = guard.enter()) {
      receipt = answer(section, commit);
    }
    if (receipt.refusal().isPresent()) {
      for (int i = 0; i < members.size(); i++) {
        ports.metrics().fate(PROTOCOL, new Fate.Refused(receipt.refusal().get()));
      }
    }
    return receipt;
  }

  private CommitReceipt answer(Guard.Section section, Commit commit) {
    if (process == Lifeline.DOWN) {
      return CommitReceipt.refused(Reason.NODE_STOPPED);
    } else if (shutdown != Shutdown.RUNNING) {
      section.record("CommitFanOut!Notify", commit.timestamp());
      return CommitReceipt.refused(Reason.CLOSED);
    } else if (end - base() >= entries.length) {
      section.record("CommitFanOut!Notify", commit.timestamp());
      return CommitReceipt.refused(Reason.FULL);
    } else if (commit.batches().size() > settings.batchBound()) {
      return CommitReceipt.refused(Reason.TOO_LARGE);
    } else if (end - stored() >= entries.length
        || !effect.hasRoomFor(commit, settings.committedBound())) {
      return CommitReceipt.refused(Reason.FULL);
    }
    return append(section, commit);
  }

  private CommitReceipt append(Guard.Section section, Commit commit) {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).makeRoom(section);
    }
    long position = end++;
    entries[slot(position)] = commit;
    if (logStore.isPresent()) {
      logStore.get().append(position, commit, effect);
    }
    effect.honour(commit);
    Promise generator = members.get(0).owed().add(position);
    Promise coordinator = members.get(1).owed().add(position);
    Promise manager = members.get(2).owed().add(position);
    section.record("CommitFanOut!Notify", commit.timestamp());
    wakeAll(section);
    flush(section);
    return new CommitReceipt(
        Optional.empty(), generator.receipt(), coordinator.receipt(), manager.receipt());
  }

  private void flush(Guard.Section section) {
    if (logStore.isPresent()) {
      logStore.get().flush(section, base());
    }
  }

  private void entriesStored(Guard.Section section) {
    wakeAll(section);
    flush(section);
  }

  /** Decides that a component has a commit. */
  void delivered(Guard.Section section, Promise promise) {
    section.settle(promise, Fate.DELIVERED);
    section.afterwards(countDelivered);
  }

  /** Decides that it will never be known whether a component has a commit. */
  void unknown(Guard.Section section, Promise promise, Reason reason) {
    Fate fate = new Fate.Unknown(reason);
    section.settle(promise, fate);
    section.afterwards(() -> ports.metrics().fate(PROTOCOL, fate));
  }

  /** Returns whether a log that goes on from there still has what follows that cursor. */
  boolean reaches(LogStore.Recovered recovered, long cursor) {
    return cursor >= Math.max(recovered.first(), recovered.end() - entries.length);
  }

  /** Goes on from what was found in the store. */
  void install(LogStore.Recovered recovered) {
    effect = recovered.effect();
    end = effect.applied();
    List<Commit> found = recovered.entries();
    for (int i = Math.max(0, found.size() - entries.length); i < found.size(); i++) {
      entries[slot(recovered.first() + i)] = found.get(i);
    }
    logStore.ifPresent(store -> store.install(recovered));
    process = Lifeline.UP;
  }

  /** Wakes the components that sleep. */
  void wakeAll(Guard.Section section) {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).wake(section);
    }
  }

  /** A component has changed its status: others may be waiting for that. */
  void moved(Guard.Section section) {
    if (shutdown == Shutdown.REQUESTED) {
      wakeAll(section);
      watch.arm();
      section.afterwards(whenMoved);
    }
  }

  /** Returns the component whose turn it is to stop; empty if all are out. */
  Optional<Member> phase() {
    return members.stream().filter(member -> !member.isOut()).findFirst();
  }
}
