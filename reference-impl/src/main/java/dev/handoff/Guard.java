package dev.handoff;

import dev.handoff.trace.EventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that makes a step of a protocol atomic, records the step's event before it lets go, and
 * keeps foreign code out: who must be told or woken is told after the release.
 *
 * <pre>{@code
 * try (Guard.Section section = guard.enter()) {
 *   log.add(commit);
 *   section.record("CommitFanOut!Notify", commit.timestamp());
 *   section.afterwards(loop::wake);
 * }
 * }</pre>
 *
 * <p>Thread-safe. What runs afterwards runs on the thread that was in the section, in the order of
 * its registration; between two sections of different threads there is no such order.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>first, others</td><td>whoever is in the section</td><td>lock</td></tr>
 * </table>
 */
public final class Guard {
  /** What is to be done after most sections, and told to most owners. */
  static final Runnable NOTHING = () -> {};

  private static final List<Runnable> NONE = List.of();

  private static final int SPINS = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final EventSink events;
  private final Section section = new Section();
  private Runnable first = NOTHING;
  private List<Runnable> others = NONE;

  /** Creates a guard for what no specification speaks of: its sections record nothing. */
  Guard() {
    this(EventSink.NONE);
  }

  /** Creates a guard whose sections record their events in {@code events}. */
  public Guard(EventSink events) {
    this.events = events;
  }

  /**
   * Waits for the lock and takes it.
   *
   * @throws IllegalStateException if this thread is in the section already: a step within a step
   *     would not be atomic
   */
  public Section enter() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a section of this guard is open on this thread already");
    }
    // A section is shorter than it takes to put a thread to sleep and wake it.
    for (int i = 0; i < SPINS; i++) {
      if (lock.tryLock()) {
        return section;
      }
      Thread.onSpinWait();
    }
    lock.lock();
    return section;
  }

  /**
   * The critical section; closing it releases the lock. Valid on its thread, until it is closed.
   */
  public final class Section implements AutoCloseable {
    private Section() {}

    /**
     * Records that a step was taken, after its effects.
     *
     * @param action the specification's name of it, {@code Module!Action}
     * @param arguments its arguments, in the specification's order: strings, integers, booleans
     */
    public void record(String action, Object... arguments) {
      events.record(action, arguments);
    }

    /** Decides a fate now, and tells the owner after the release. */
    public void settle(Promise promise, Fate fate) {
      afterwards(promise.settle(fate));
    }

    /** Runs {@code task} after the release. */
    public void afterwards(Runnable task) {
      if (first == NOTHING) {
        // Most sections have one task, and need no list for it.
        first = task;
      } else if (task != NOTHING) {
        if (others == NONE) {
          others = new ArrayList<>();
        }
        others.add(task);
      }
    }

    @Override
    public void close() {
      Runnable one = first;
      List<Runnable> more = others;
      first = NOTHING;
      others = NONE;
      lock.unlock();
      if (more == NONE) {
        one.run();
      } else {
        runAll(one, more);
      }
    }
  }

  /**
   * Runs all of them even if some throw; the first throwable goes on, with the others suppressed.
   */
  private static void runAll(Runnable one, List<Runnable> more) {
    List<Throwable> thrown = new ArrayList<>(0);
    run(one, thrown);
    for (Runnable task : more) {
      run(task, thrown);
    }
    if (!thrown.isEmpty()) {
      Throwable first = thrown.remove(0);
      thrown.forEach(first::addSuppressed);
      if (first instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) first;
    }
  }

  private static void run(Runnable task, List<Throwable> thrown) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      thrown.add(e);
    }
  }
}
