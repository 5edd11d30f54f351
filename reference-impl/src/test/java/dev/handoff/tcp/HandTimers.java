package dev.handoff.tcp;

import dev.handoff.Scheduler;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.jdk.ThreadScheduler;
import java.time.Duration;

/** Runs tasks on threads, and timers when the test lets time pass. Thread-safe. */
final class HandTimers implements Scheduler, AutoCloseable {
  private final ThreadScheduler threads = new ThreadScheduler("tcp-test", 2);
  private final ManualScheduler timers = new ManualScheduler();

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return timers.schedule(delay, task);
  }

  /** Lets the time pass; what becomes due runs on this thread. */
  void advance(Duration duration) {
    timers.advance(duration);
  }

  int timerCount() {
    return timers.timerCount();
  }

  @Override
  public void close() {
    threads.close();
  }
}
