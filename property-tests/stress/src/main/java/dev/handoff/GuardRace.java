package dev.handoff;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.seeded.Weakened;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two threads take a step each in one guard, and have something to be done after it. A step of a
 * specification is atomic; that the code's is, is the guard's to say.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * GuardRace.Idea  8,985  {2=8985}
 * GuardRace.Shipped  10,265  {8, 16=10265}
 *
 * weakened by fanout/guard-unlocks-before-it-takes-the-tasks:
 * Shipped  2,502
 *   FORBIDDEN: {8, 15=1}
 * </pre>
 */
public final class GuardRace {
  private GuardRace() {}

  /** The idea alone. */
  @JCStressTest
  @Description("Two threads read and write a plain field within a lock.")
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both steps count.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A step is lost. What one does before unlocking happens before what the other does "
              + "after locking.")
  @State
  public static class Idea {
    private final ReentrantLock lock = new ReentrantLock();
    private int steps;

    private void step() {
      lock.lock();
      try {
        steps++;
      } finally {
        lock.unlock();
      }
    }

    @Actor
    public void one() {
      step();
    }

    @Actor
    public void other() {
      step();
    }

    @Arbiter
    public void steps(I_Result result) {
      result.r1 = steps;
    }
  }

  /** The shipped class: steps do not overlap, and what is left for afterwards is done once. */
  @JCStressTest
  @Description("Two threads count steps within sections, and register two tasks in each.")
  @Outcome(id = "8, 16", expect = ACCEPTABLE, desc = "All steps count, each task ran once.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A step is lost, or a task: run twice, or by nobody. The list of tasks is the "
              + "section's: it is taken before the lock is given away, and read by its owner alone.")
  @State
  @Weakened("fanout/guard-unlocks-before-it-takes-the-tasks")
  public static class Shipped {
    private static final int STEPS = 4;

    private final Guard guard = new Guard();
    private final int[] ran = new int[4 * STEPS];
    private int steps;
    private volatile boolean broken;

    private void takeSteps(int firstTask) {
      try {
        for (int i = 0; i < STEPS; i++) {
          step(firstTask + 2 * i);
        }
      } catch (RuntimeException e) {
        // What a list throws that two have written to is an outcome as well.
        broken = true;
      }
    }

    private void step(int task) {
      try (Guard.Section section = guard.enter()) {
        steps++;
        // Each task has a place of its own: no other task writes there.
        section.afterwards(() -> ran[task]++);
        section.afterwards(() -> ran[task + 1]++);
      }
    }

    @Actor
    public void one() {
      takeSteps(0);
    }

    @Actor
    public void other() {
      takeSteps(2 * STEPS);
    }

    @Arbiter
    public void done(II_Result result) {
      result.r1 = broken ? -1 : steps;
      result.r2 = (int) Arrays.stream(ran).filter(times -> times == 1).count();
    }
  }
}
