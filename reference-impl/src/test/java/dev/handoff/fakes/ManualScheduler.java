package dev.handoff.fakes;

import dev.handoff.Clock;
import dev.handoff.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler and its clock, moved by hand: tasks run one at a time when the test says so, on the
 * test's thread, in the order of their arrival unless the test chooses another.
 *
 * <p>Thread-safe, so that adapters with threads of their own can be tried with it; the tasks run on
 * the thread of the caller.
 */
public final class ManualScheduler implements Scheduler, Clock {
  /** So many in a row are a sign that there is no end of them. */
  private static final int MANY = 100_000;

  private record Waiting(long due, long number, Runnable task) {}

  private final List<Runnable> ready = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long now;
  private long count;

  @Override
  public synchronized void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(delay));
    long due = now + Math.min(nanos, Long.MAX_VALUE - now);
    Waiting timer = new Waiting(due, count++, task);
    waiting.add(timer);
    return () -> cancel(timer);
  }

  private synchronized void cancel(Waiting timer) {
    waiting.remove(timer);
  }

  @Override
  public int quantum() {
    return 1;
  }

  @Override
  public synchronized long nanos() {
    return now;
  }

  /** Returns how many tasks could run now. */
  public synchronized int readyCount() {
    return ready.size();
  }

  /** Returns how many tasks wait for their time. */
  public synchronized int timerCount() {
    return waiting.size();
  }

  /** Runs the ready task at that place in the order of arrival, 0 for the oldest. */
  public void run(int place) {
    Runnable task;
    synchronized (this) {
      task = ready.remove(place);
    }
    task.run();
  }

  /**
   * Runs ready tasks, the oldest first, until there is none.
   *
   * @return how many ran
   * @throws AssertionError if there is no end of them
   */
  public int runAll() {
    int ran = 0;
    while (readyCount() > 0) {
      run(0);
      if (++ran > MANY) {
        throw new AssertionError("tasks follow each other without end");
      }
    }
    return ran;
  }

  /**
   * Lets the time pass, running each timer when it is due and all that follows from it.
   *
   * @throws AssertionError if there is no end of them
   */
  public void advance(Duration duration) {
    runAll();
    long end = nanos() + duration.toNanos();
    int fired = 0;
    for (Optional<Waiting> next = nextDue(end); next.isPresent(); next = nextDue(end)) {
      next.get().task().run();
      runAll();
      if (++fired > MANY) {
        throw new AssertionError("timers follow each other without end");
      }
    }
    synchronized (this) {
      now = end;
    }
  }

  private synchronized Optional<Waiting> nextDue(long end) {
    Optional<Waiting> next =
        waiting.stream()
            .filter(timer -> timer.due() <= end)
            .min(Comparator.comparingLong(Waiting::due).thenComparingLong(Waiting::number));
    next.ifPresent(
        timer -> {
          waiting.remove(timer);
          now = Math.max(now, timer.due());
        });
    return next;
  }
}
