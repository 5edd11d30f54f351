package dev.handoff.stress;

import dev.handoff.Scheduler;
import java.time.Duration;

/**
 * A scheduler that runs a task at once on the caller's thread: so the threads of a race are all
 * there are, and one of them does what a pool would do. Timers never fire. Thread-safe, stateless.
 */
public enum CallersThread implements Scheduler {
  INSTANCE;

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return () -> {};
  }
}
