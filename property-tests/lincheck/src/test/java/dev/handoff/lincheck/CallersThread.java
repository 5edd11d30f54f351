package dev.handoff.lincheck;

import dev.handoff.Scheduler;
import java.time.Duration;

/**
 * A scheduler that runs a task at once on the caller's thread, so that the threads of a scenario
 * are all there are. Timers never fire. Stateless.
 */
public enum CallersThread implements Scheduler {
  /** The only one. */
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
