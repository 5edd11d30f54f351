package dev.handoff;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.lincheck.Interleavings;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Sections of a {@link Guard} are steps, one after the other, and each tells its own owners, once.
 *
 * <p>The linearization point of a step is anywhere between the {@code tryLock} that succeeds and
 * {@code unlock}. Its owners are told behind that, so how often is asked when both threads have
 * ended.
 *
 * <p>Weakened by {@code guard-unlocks-before-it-takes-the-tasks}, which lets Thread 2 find the
 * tasks of Thread 1:
 *
 * <pre>
 * |            Thread 1             |  Thread 2  |
 * | step(0): 1                      |            |
 * |   section.afterwards(Lambda#1)  |            |
 * |   section.afterwards(Lambda#3)  |            |
 * |   section.close()               |            |
 * |     lock.unlock()               |            |
 * |     first -> Lambda#1           |            |
 * |     others -> ArrayList#1       |            |
 * |     first = Lambda#2            |            |
 * |     switch                      |            |
 * |                                 | step(2): 2 |
 * |     others = ListN#1            |            |
 * |     Guard.runAll(Lambda#1, ...) |            |
 * | step(1): 3                      |            |
 * | told(): [3, 2, 3, 0]            |            |
 * </pre>
 */
@Weakened("fanout/guard-unlocks-before-it-takes-the-tasks")
@Param(name = "owner", gen = IntGen.class, conf = "0:3")
public final class GuardLincheckTest {
  private final Guard guard = new Guard(EventSink.NONE);
  private final AtomicIntegerArray told = new AtomicIntegerArray(4);
  private int taken;

  @Operation
  public int step(int owner) {
    try (Guard.Section section = guard.enter()) {
      int before = taken;
      taken = before + 1;
      section.afterwards(() -> told.incrementAndGet(owner));
      section.afterwards(() -> told.incrementAndGet(owner));
      return taken;
    }
  }

  @Operation
  public String told() {
    return told.toString();
  }

  public static final class Specification {
    private final int[] told = new int[4];
    private int taken;

    public int step(int owner) {
      told[owner] += 2;
      return ++taken;
    }

    public String told() {
      return java.util.Arrays.toString(told);
    }
  }

  @Test
  void sectionsAreStepsAndEachTellsItsOwnOwner() {
    Interleavings.of(GuardLincheckTest.class, Specification.class)
        .scenario(thread(), thread("step 0", "step 1"), thread("step 2"), thread("told"))
        .check();
  }
}
