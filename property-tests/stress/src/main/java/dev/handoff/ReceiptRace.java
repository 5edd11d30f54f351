package dev.handoff;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.seeded.Weakened;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * One thread decides a fate while another begins to listen for it, or decides it as well. The
 * contract of the kit in its smallest form: one fate, and its owner is told.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * ReceiptRace.Idea  8,729  {1=8729}
 * ReceiptRace.OneFate  8,985  {1, 1=8985}
 * ReceiptRace.Told  18,201  {1=18201}
 * ReceiptRace.TwoListeners  8,729  {1, 1=8729}
 *
 * weakened by shutdown/receipt-registers-with-one-attempt:
 * TwoListeners  7
 *   FORBIDDEN: {-1, 1=1}
 * </pre>
 */
public final class ReceiptRace {
  private static final Fate UNKNOWN = new Fate.Unknown(Reason.GIVEN_UP);

  private ReceiptRace() {}

  /** The idea alone: a place that has a listener or a fate, never both. */
  @JCStressTest
  @Description("One thread puts a listener where another puts the fate.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "Told once, by whoever came second.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Not told, or twice. Both exchange the same place atomically: one of them is second, "
              + "and finds what the first has left.")
  @State
  public static class Idea {
    private final AtomicReference<Object> place = new AtomicReference<>("nobody");
    private final AtomicInteger told = new AtomicInteger();

    @Actor
    public void listen() {
      if (place.getAndSet("listener").equals("fate")) {
        told.getAndIncrement();
      }
    }

    @Actor
    public void settle() {
      if (place.getAndSet("fate").equals("listener")) {
        told.getAndIncrement();
      }
    }

    @Arbiter
    public void told(I_Result result) {
      result.r1 = told.get();
    }
  }

  /** The shipped class: a listener comes while the fate is decided. */
  @JCStressTest
  @Description("One thread listens to a Receipt while another settles its Promise.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The listener is told once.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "The listener is not told, or told twice. It is on the stack that settling takes away, or "
              + "it sees the fate: its compare-and-set fails in the second case only.")
  @State
  @Weakened("shutdown/receipt-settles-without-compare")
  public static class Told {
    private final Promise promise = new Promise();
    private final AtomicInteger told = new AtomicInteger();

    @Actor
    public void listen() {
      promise.receipt().onFate(fate -> told.getAndIncrement());
    }

    @Actor
    public void settle() {
      promise.settle(Fate.DELIVERED).run();
    }

    @Arbiter
    public void told(I_Result result) {
      result.r1 = told.get();
    }
  }

  /** The shipped class: two listeners come, and then the fate is decided. */
  @JCStressTest
  @Description("Two threads listen to a Receipt, which is settled afterwards.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both are told once.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A listener has pushed the other off the stack, or was sent away with an exception. A "
              + "compare-and-set that fails has met another listener, and is tried again.")
  @State
  @Weakened("shutdown/receipt-registers-with-one-attempt")
  public static class TwoListeners {
    private final Promise promise = new Promise();
    private final AtomicInteger one = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();

    private void listen(AtomicInteger told) {
      try {
        promise.receipt().onFate(fate -> told.getAndIncrement());
      } catch (RuntimeException e) {
        // What it throws is an outcome as well.
        told.set(-1);
      }
    }

    @Actor
    public void one() {
      listen(one);
    }

    @Actor
    public void other() {
      listen(other);
    }

    @Arbiter
    public void told(II_Result result) {
      promise.settle(Fate.DELIVERED).run();
      result.r1 = one.get();
      result.r2 = other.get();
    }
  }

  /** The shipped class: two threads decide. */
  @JCStressTest
  @Description("Two threads settle one Promise, to different fates; a listener waits.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One has decided, and the other heard so.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both have decided, or none, or the owner was told of two fates, or of another than the "
              + "receipt has. A fate is put in place of a state that is no fate, atomically.")
  @State
  @Weakened("shutdown/receipt-settles-without-compare")
  public static class OneFate {
    private final Promise promise = new Promise();
    private final AtomicInteger decided = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    /** Whoever is told here is told by the one that decides. */
    public OneFate() {
      Receipt receipt = promise.receipt();
      receipt.onFate(
          fate -> told.getAndAdd(receipt.fate().filter(fate::equals).isPresent() ? 1 : 100));
    }

    private void settle(Fate fate) {
      Runnable tell;
      try {
        tell = promise.settle(fate);
      } catch (IllegalStateException e) {
        return;
      }
      decided.getAndIncrement();
      tell.run();
    }

    @Actor
    public void deliver() {
      settle(Fate.DELIVERED);
    }

    @Actor
    public void giveUp() {
      settle(UNKNOWN);
    }

    @Arbiter
    public void decided(II_Result result) {
      result.r1 = decided.get();
      result.r2 = told.get();
    }
  }
}
