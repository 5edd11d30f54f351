package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Reason;
import dev.handoff.Scheduler;
import dev.handoff.StoreException;
import dev.handoff.persistence.StoreState.Status;
import dev.handoff.trace.SpecAction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How the node comes up and goes down. An orderly stop is a crash that finds nothing to lose, so
 * that there is one way to go down.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>stopped</td><td>restart</td><td>guard of the store; completed once, by the thread that took the node down</td></tr>
 * </table>
 */
final class Lifecycle {
  private static final Fate NODE_STOPPED = new Fate.Refused(Reason.NODE_STOPPED);
  private static final Fate NODE_CRASHED = new Fate.Unknown(Reason.NODE_CRASHED);

  private final StoreState state;
  private final Collector collector;
  private final Records records;
  private CompletableFuture<Stopped> stopped = new CompletableFuture<>();

  Lifecycle(StoreState state, Collector collector, Records records) {
    this.state = state;
    this.collector = collector;
    this.records = records;
  }

  /**
   * Reads the store, and comes up or refuses to.
   *
   * @throws StoreException if it does not come up
   */
  void start() throws StoreException {
    if (!state.within(this::mayRestart)) {
      throw new IllegalStateException("the node is not down, or has not let go of everything");
    }
    // From here on nothing can be begun, so that the scan finds all there is.
    Catalog found = scan();
    if (!restart(found) && refuseToStart(found)) {
      throw new StoreException(StoreException.Kind.FULL, found.shortage().orElseThrow());
    }
  }

  private Catalog scan() throws StoreException {
    Loading loading = new Loading(new Catalog(state.settings.quotas()));
    try {
      state.ports.store().scan(Records.TABLE, loading::visit);
      if (loading.firstFailure.isPresent()) {
        throw loading.firstFailure.get();
      }
      return loading.catalog;
    } catch (StoreException e) {
      state.countFailure("scan", e);
      throw e;
    }
  }

  /** A scan under way; a visitor cannot throw what the store throws. */
  private final class Loading {
    final Catalog catalog;
    Optional<StoreException> firstFailure = Optional.empty();

    Loading(Catalog catalog) {
      this.catalog = catalog;
    }

    void visit(Bytes key, Bytes value) {
      if (firstFailure.isEmpty()) {
        try {
          catalog.load(records.decode(key, value));
        } catch (StoreException e) {
          firstFailure = Optional.of(e);
        }
      }
    }
  }

  /**
   * Charges and caches what was found, expired or not; the collector does the rest. Since the quota
   * was ahead of the store, it suffices, unless it was made smaller.
   */
  @SpecAction("BatchPersistence!Restart")
  boolean restart(Catalog found) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = mayRestart() && found.shortage().isEmpty();
      if (enabled) {
        state.catalog = found;
        state.stopping = false;
        state.node = Status.UP;
        stopped = new CompletableFuture<>();
        section.afterwards(collector::wake);
        section.record("BatchPersistence!Restart");
      }
      return enabled;
    }
  }

  /** Does not start with a quota that is smaller than what is stored. */
  @SpecAction("BatchPersistence!RefuseToStart")
  boolean refuseToStart(Catalog found) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = mayRestart() && found.shortage().isPresent();
      if (enabled) {
        state.node = Status.REFUSED;
        section.record("BatchPersistence!RefuseToStart");
      }
      return enabled;
    }
  }

  /** A write that is under way could come after the scan, and nobody would be charged for it. */
  private boolean mayRestart() {
    return state.node == Status.DOWN && state.tasks.isEmpty() && state.transactions == 0;
  }

  /** Goes down once nothing is in flight, or at the deadline of the first call. */
  CompletionStage<Stopped> stop(Deadline deadline) {
    try (Guard.Section section = state.guard.enter()) {
      CompletableFuture<Stopped> whenStopped = stopped;
      if (state.isUp() && !state.stopping) {
        state.stopping = true;
        section.afterwards(() -> armTimer(deadline, whenStopped));
        section.afterwards(collector::wake);
        state.checkDrained(section);
      }
      return whenStopped.minimalCompletionStage();
    }
  }

  private void armTimer(Deadline deadline, CompletableFuture<Stopped> whenStopped) {
    Scheduler.Timer timer =
        state
            .ports
            .scheduler()
            .schedule(deadline.remaining(state.ports.clock()), () -> cutOff(whenStopped));
    CompletionStage<Stopped> end = whenStopped;
    end.thenRun(timer::cancel);
  }

  /** A timer that fires while it is cancelled says nothing about the node's next life. */
  private void cutOff(CompletableFuture<Stopped> whenStopped) {
    if (!whenStopped.isDone()) {
      abort();
    }
  }

  /** Goes down now, and tells all owners, unless somebody else does. */
  void abort() {
    goDown().ifPresent(this::tellAll);
  }

  private void tellAll(CompletableFuture<Stopped> whenTold) {
    int cutOff = 0;
    for (Optional<Task> lost = firstLost(); lost.isPresent(); lost = firstLost()) {
      tellLost(lost.get());
      cutOff++;
    }
    whenTold.complete(new Stopped(cutOff));
  }

  /** What was only in memory is gone; what the store holds stays. */
  @SpecAction(value = "BatchPersistence!Crash", by = SpecAction.By.ENVIRONMENT)
  boolean crash() {
    return goDown().isPresent();
  }

  /** Returns what waits for the end of the life that this ends. */
  private Optional<CompletableFuture<Stopped>> goDown() {
    try (Guard.Section section = state.guard.enter()) {
      Optional<CompletableFuture<Stopped>> life =
          state.isUp() ? Optional.of(stopped) : Optional.empty();
      if (life.isPresent()) {
        state.node = Status.DOWN;
        state.catalog = new Catalog(state.settings.quotas());
        state.lines.clear();
        collector.lose();
        state.tasks.values().forEach(task -> task.goTo(Place.LOST));
        section.record("BatchPersistence!Crash");
      }
      return life;
    }
  }

  /** The owner of the first pending batch of the first lost task learns of the crash. */
  @SpecAction(value = "BatchPersistence!TellLost", arguments = "r")
  boolean tellLost(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = task.isAt(Place.LOST) && state.tasks.firstEntry().getValue() == task;
      if (enabled) {
        state.tell(section, task.promise(), task.begun ? NODE_CRASHED : NODE_STOPPED);
        if (!task.next()) {
          task.goTo(Place.DONE);
          state.tasks.remove(task.number);
        }
        section.record("BatchPersistence!TellLost", task.number);
      }
      return enabled;
    }
  }

  private Optional<Task> firstLost() {
    return state.within(
        () -> state.tasks.values().stream().filter(task -> task.isAt(Place.LOST)).findFirst());
  }
}
