package dev.handoff.jdk;

import dev.handoff.Scheduler;
import dev.handoff.Uncaught;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on a fixed number of threads. One more thread waits for the timers, and hands each
 * over when its time has come: a task that need not wait does not go through the timers' heap.
 *
 * <p>Its queue has no bound of its own: components hand over a bounded number of tasks each (a
 * {@link dev.handoff.Loop} at most one). A task that throws does not end its thread; what it threw
 * reaches the thread's handler of uncaught exceptions.
 *
 * <p>Thread-safe; all state is the pools'.
 */
public final class ThreadScheduler implements Scheduler, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor timers;

  /**
   * Starts the threads, as tasks come.
   *
   * @param name the beginning of the threads' names
   * @param threads how many
   */
  public ThreadScheduler(String name, int threads) {
    AtomicInteger count = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons(task -> new Thread(task, name + "-" + count.incrementAndGet())));
    timers =
        new ScheduledThreadPoolExecutor(1, daemons(task -> new Thread(task, name + "-timers")));
    timers.setRemoveOnCancelPolicy(true);
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static ThreadFactory daemons(ThreadFactory factory) {
    return task -> {
      Thread thread = factory.newThread(task);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(() -> run(task));
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    ScheduledFuture<?> future =
        timers.schedule(
            () -> fire(task), TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private void fire(Runnable task) {
    try {
      execute(task);
    } catch (RejectedExecutionException e) {
      // Its time came while the scheduler was closed, which forgets what waits for its time.
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      Uncaught.report(e);
    }
  }

  /**
   * Runs what was handed over, forgets what waits for its time, and ends the threads. Close the
   * components first: what they hand over from now on is rejected.
   *
   * @throws IllegalStateException if a task does not end within ten seconds
   */
  @Override
  public void close() {
    timers.shutdown();
    pool.shutdown();
    try {
      if (!pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          || !timers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("a task is still running after %s".formatted(PATIENCE));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
