package dev.handoff;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two threads have work for one component, and wake it. Raced is the moment in which the component
 * has seen that there is nothing to do and falls asleep: who comes then must not be overlooked.
 *
 * <p>Whatever is left when both have gone is left for ever, since nobody wakes it any more. Every
 * queue of the kit hangs on this: an item that is accepted and never looked at has no fate.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * LoopRace.Carried  12,313  {1, 1=12313}
 * LoopRace.Idea  8,729  {0=8729}
 * LoopRace.Shipped  8,729  {0=8729}
 *
 * weakened by fanout/loop-falls-asleep-by-read-and-set:
 * Shipped  12,719
 *   FORBIDDEN: {6=1}
 * </pre>
 */
public final class LoopRace {
  private LoopRace() {}

  /** The idea alone: having fallen asleep, one looks again. */
  @JCStressTest
  @Description("Two threads add work to a counter that one of them at a time works off.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "All work is done.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Work is left and nobody is awake. Adding comes before waking on the one thread, and "
              + "falling asleep before looking again on the other: one of the two sees the other.")
  @State
  public static class Idea {
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();

    private void add() {
      work.getAndIncrement();
      while (work.get() > 0 && awake.compareAndSet(false, true)) {
        while (work.get() > 0) {
          work.getAndDecrement();
        }
        awake.set(false);
      }
    }

    @Actor
    public void one() {
      add();
    }

    @Actor
    public void other() {
      add();
    }

    @Arbiter
    public void left(I_Result result) {
      result.r1 = work.get();
    }
  }

  /** The shipped class: no wake-up is lost. */
  @JCStressTest
  @Description("Two threads add work sixteen times, and wake a Loop each time.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "All work is done.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Work is left and the loop is asleep. A wake-up while it runs makes it WOKEN, and from "
              + "there it cannot fall asleep: its compare-and-set expects RUNNING.")
  @State
  @Weakened({"fanout/loop-wakes-by-read-and-set", "fanout/loop-falls-asleep-by-read-and-set"})
  public static class Shipped {
    private final AtomicInteger work = new AtomicInteger();
    private final Loop loop = new Loop(CallersThread.INSTANCE, this::step, Uncaught::report);

    private boolean step() {
      return work.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private void add() {
      for (int i = 0; i < 16; i++) {
        work.getAndIncrement();
        loop.wake();
      }
    }

    @Actor
    public void one() {
      add();
    }

    @Actor
    public void other() {
      add();
    }

    @Arbiter
    public void left(I_Result result) {
      result.r1 = work.get();
    }
  }

  /** The shipped class: a step sees what came before the wake-up that led to it. */
  @JCStressTest
  @Description("Two threads write a plain field each, then wake a Loop whose steps read both.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The last step has seen both.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A field was written before a wake-up, and no step after it has seen it. The wake-up "
              + "is a compare-and-set of the state, and so is the beginning of the run after it: the "
              + "one happens before the other.")
  @State
  @Weakened("fanout/loop-wakes-by-read-and-set")
  public static class Carried {
    private final Loop loop = new Loop(CallersThread.INSTANCE, this::step, Uncaught::report);
    private int one;
    private int other;
    private int seenOfOne;
    private int seenOfOther;

    private boolean step() {
      seenOfOne = one;
      seenOfOther = other;
      return false;
    }

    @Actor
    public void one() {
      one = 1;
      loop.wake();
    }

    @Actor
    public void other() {
      other = 1;
      loop.wake();
    }

    @Arbiter
    public void seen(II_Result result) {
      result.r1 = seenOfOne;
      result.r2 = seenOfOther;
    }
  }
}
