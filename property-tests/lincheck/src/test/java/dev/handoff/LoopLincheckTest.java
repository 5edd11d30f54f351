package dev.handoff;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.lincheck.CallersThread;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.seeded.Weakened;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * A {@link Loop}, to those who announce work to it, is a counter that is added to at once.
 *
 * <p>Work is announced by {@code announced.incrementAndGet}, before the wake-up; the linearization
 * point of the wake-up is the {@code getAndUpdate} in {@link Loop#wake}. Whoever runs the loop may
 * still be at work when {@code wake} returns, so what is done is asked when both threads have
 * ended: what is left undone then is left for ever. The step reads and writes without a lock, so
 * that two steps at once would lose work too.
 *
 * <p>Weakened by {@code loop-falls-asleep-by-read-and-set}:
 *
 * <pre>
 * |  Thread 1  |                          Thread 2                           |
 * |            | announce()                                                  |
 * |            |   loop.wake()                                               |
 * |            |     task.run()                                              |
 * |            |         AtomicReference#1.compareAndSet(SCHEDULED, RUNNING) |
 * |            |         takeSteps(): false                                  |
 * |            |         sleepOrComeAgain(false): true                       |
 * |            |           state.get(): RUNNING                              |
 * |            |           switch                                            |
 * | announce() |                                                             |
 * | announce() |                                                             |
 * |            |           state.set(ASLEEP)                                 |
 * | done(): 1  |                                                             |
 * </pre>
 */
@Weakened({"fanout/loop-wakes-by-read-and-set", "fanout/loop-falls-asleep-by-read-and-set"})
public final class LoopLincheckTest {
  private final AtomicInteger announced = new AtomicInteger();
  private final Loop loop = new Loop(CallersThread.INSTANCE, this::step, Uncaught::report);
  private int done;

  private boolean step() {
    int seen = done;
    done = seen + announced.getAndSet(0);
    return false;
  }

  /** Brings work, and wakes the loop. */
  @Operation
  public void announce() {
    announced.incrementAndGet();
    loop.wake();
  }

  /** Asked when nobody is at work any more. */
  @Operation
  public int done() {
    return done;
  }

  public static final class Specification {
    private int done;

    public void announce() {
      done++;
    }

    public int done() {
      return done;
    }
  }

  @Test
  void whatIsAnnouncedIsDone() {
    Interleavings.of(LoopLincheckTest.class, Specification.class)
        .scenario(thread(), thread("announce", "announce"), thread("announce"), thread("done"))
        .check();
  }
}
