package dev.handoff.stress;

import dev.handoff.Scheduler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A scheduler whose pool is a thread of the race: a task waits until somebody runs it, for ever if
 * nobody does. Timers never fire. Thread-safe.
 */
public final class HeldTasks implements Scheduler {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return () -> {};
  }

  /** Runs what waits, and what comes meanwhile, until nothing does. */
  public void runAll() {
    for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
      next.run();
    }
  }
}
