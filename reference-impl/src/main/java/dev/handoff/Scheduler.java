package dev.handoff;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Port: runs tasks, on threads of its own or in an order of its own. A task runs exactly once, and
 * never on the stack of the one who hands it over.
 *
 * <p>Implementations are thread-safe. Effects before {@link #execute} happen before the task.
 */
public interface Scheduler extends Executor {

  /**
   * Runs the task soon.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the scheduler has been shut down;
   *     components are closed before their scheduler
   */
  @Override
  void execute(Runnable task);

  /** Runs the task once the delay has passed, unless the timer is cancelled before. */
  Timer schedule(Duration delay, Runnable task);

  /**
   * Returns how many steps a {@link Loop} takes before it lets others run: one where somebody wants
   * to decide the order of all steps.
   */
  default int quantum() {
    return 64;
  }

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    /** Forgets the task, if it has not begun. Without effect the second time. */
    void cancel();
  }
}
