package dev.handoff.stress;

import dev.handoff.Scheduler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A scheduler whose clock is a thread of the race: a task runs at once on the caller's thread, and
 * a timer expires when somebody says so. Thread-safe.
 */
public final class HeldTimers implements Scheduler {
  private final Queue<Runnable> timers = new ConcurrentLinkedQueue<>();

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    timers.add(task);
    return () -> timers.remove(task);
  }

  /** The time of all timers has come, in the order in which they were set. */
  public void expireAll() {
    for (Runnable next = timers.poll(); next != null; next = timers.poll()) {
      next.run();
    }
  }
}
