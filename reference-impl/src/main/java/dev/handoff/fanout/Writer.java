package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.Scheduler;
import dev.handoff.Scheduler.Timer;
import dev.handoff.Store;
import dev.handoff.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the transactions of one owner, one at a time, and each again until it is stored. To write
 * again what may be stored already changes nothing: a transaction says what its records are, not
 * how they change, and no other one of the owner comes between.
 *
 * <p>Guarded by the log's guard: every method is called within a section of it, and calls the store
 * outside.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>state, generation, retry</td><td>the owner, and the store's answers</td><td>guard</td></tr>
 * </table>
 */
final class Writer {
  private enum State {
    IDLE,
    /** The store has the transaction. */
    WRITING,
    /** The store has failed, and is asked again soon. */
    WAITING
  }

  private final Guard guard;
  private final Store store;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final Duration retryDelay;
  private State state = State.IDLE;

  /** Answers to transactions of an earlier generation concern nobody any more. */
  private int generation;

  private Optional<Timer> retry = Optional.empty();

  Writer(Guard guard, Store store, FanOutPorts ports, Duration retryDelay) {
    this.guard = guard;
    this.store = store;
    this.scheduler = ports.scheduler();
    this.metrics = ports.metrics();
    this.retryDelay = retryDelay;
  }

  /** Returns whether a transaction is on its way. */
  boolean isBusy() {
    return state != State.IDLE;
  }

  /**
   * Begins to write; not while this is busy.
   *
   * @param whenStored is called in a section of its own, unless the owner has abandoned the
   *     transaction
   */
  void write(
      Guard.Section section, List<Mutation> transaction, Consumer<Guard.Section> whenStored) {
    if (isBusy()) {
      throw new IllegalStateException("a transaction is on its way already");
    }
    attempt(section, transaction, whenStored, generation);
  }

  private void attempt(
      Guard.Section section,
      List<Mutation> transaction,
      Consumer<Guard.Section> whenStored,
      int ofGeneration) {
    state = State.WRITING;
    section.afterwards(
        () ->
            store.commit(
                transaction, result -> answered(result, transaction, whenStored, ofGeneration)));
  }

  private void answered(
      WriteResult result,
      List<Mutation> transaction,
      Consumer<Guard.Section> whenStored,
      int ofGeneration) {
    if (result instanceof WriteResult.Failed) {
      metrics.failure(CommitLog.PROTOCOL, "write-failed");
    } else if (result instanceof WriteResult.InDoubt) {
      metrics.failure(CommitLog.PROTOCOL, "write-in-doubt");
    }
    try (Guard.Section section = guard.enter()) {
      if (ofGeneration != generation) {
        state = State.IDLE;
      } else if (result instanceof WriteResult.Committed) {
        state = State.IDLE;
        whenStored.accept(section);
      } else {
        state = State.WAITING;
        retry =
            Optional.of(
                scheduler.schedule(
                    retryDelay, () -> tryAgain(transaction, whenStored, ofGeneration)));
      }
    }
  }

  private void tryAgain(
      List<Mutation> transaction, Consumer<Guard.Section> whenStored, int ofGeneration) {
    try (Guard.Section section = guard.enter()) {
      if (ofGeneration == generation) {
        retry = Optional.empty();
        attempt(section, transaction, whenStored, ofGeneration);
      }
    }
  }

  /**
   * Gives up the transaction that is on its way. It may still be stored, and until the store has
   * answered this stays busy.
   */
  void abandon() {
    generation++;
    retry.ifPresent(Timer::cancel);
    retry = Optional.empty();
    if (state == State.WAITING) {
      state = State.IDLE;
    }
  }
}
