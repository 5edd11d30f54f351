package dev.handoff.jdk;

import dev.handoff.Scheduler;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on a fixed number of threads.
 *
 * <p>Its queue has no bound of its own: components hand over a bounded number of tasks each (a
 * {@link dev.handoff.Loop} at most one). A task that throws does not end its thread; what it threw
 * reaches the thread's handler of uncaught exceptions.
 *
 * <p>Thread-safe; all state is the pool's.
 */
public final class ThreadScheduler implements Scheduler, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor pool;

  /**
   * Starts the threads, as tasks come.
   *
   * @param name the beginning of the threads' names
   * @param threads how many
   */
  public ThreadScheduler(String name, int threads) {
    AtomicInteger count = new AtomicInteger();
    pool =
        new ScheduledThreadPoolExecutor(
            threads,
            task -> {
              Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.setRemoveOnCancelPolicy(true);
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(reporting(task));
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    ScheduledFuture<?> future =
        pool.schedule(reporting(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** The pool would keep an exception in a future that nobody reads. */
  private static Runnable reporting(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        report(e);
      }
    };
  }

  private static void report(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }

  /**
   * Runs what was handed over, forgets what waits for its time, and ends the threads. Close the
   * components first: what they hand over from now on is rejected.
   *
   * @throws IllegalStateException if a task does not end within ten seconds
   */
  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("a task is still running after %s".formatted(PATIENCE));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
