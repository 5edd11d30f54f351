package dev.handoff.lincheck;

import dev.handoff.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A scheduler whose tasks and timers are run by an operation of the scenario, on its thread.
 * Thread-safe.
 */
public final class TasksByHand implements Scheduler {
  /** What waits, oldest first. Thread-safe; to Lincheck, each call is one step. */
  static final class Tasks {
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    synchronized void add(Runnable task) {
      waiting.add(task);
    }

    synchronized void remove(Runnable task) {
      waiting.remove(task);
    }

    synchronized Optional<Runnable> poll() {
      return Optional.ofNullable(waiting.poll());
    }
  }

  private final Tasks ready = new Tasks();
  private final Tasks timers = new Tasks();

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    timers.add(task);
    return () -> timers.remove(task);
  }

  /** Runs tasks until there are none. */
  public void run() {
    runAll(ready);
  }

  /** Says that all timers that are set have come to their time. */
  public void expire() {
    runAll(timers);
  }

  private static void runAll(Tasks tasks) {
    for (Optional<Runnable> task = tasks.poll(); task.isPresent(); task = tasks.poll()) {
      task.get().run();
    }
  }
}
