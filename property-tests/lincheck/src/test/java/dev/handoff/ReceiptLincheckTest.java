package dev.handoff;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.lincheck.Interleavings;
import dev.handoff.seeded.Weakened;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * A {@link Receipt} is a variable that is written once, and a list of those who want to hear of it.
 *
 * <p>The linearization point of {@code settle} and of {@code onFate} is the compare-and-set that
 * succeeds; of one that finds the fate decided, the read that finds it. A listener is told behind
 * that, so how often is asked when both threads have ended.
 *
 * <p>Weakened by {@code receipt-settles-without-compare}: the listener is registered, and
 * overwritten.
 *
 * <pre>
 * |     Thread 1      |                      Thread 2                      |
 * |                   | settle(0): true                                    |
 * |                   |     receipt.settle(Unknown#1): Lambda#3            |
 * |                   |       state -> NOBODY                              |
 * |                   |       switch                                       |
 * | listen(0)         |                                                    |
 * | fate(): accepted  |                                                    |
 * |                   |       state = Settled#1                            |
 * |                   |   Lambda#3.run()                                   |
 * | told(): [0, 0, 0] |                                                    |
 * | fate(): Unknown[reason=FULL]                                           |
 * </pre>
 */
@Weakened({
  "shutdown/receipt-settles-without-compare",
  "shutdown/receipt-registers-with-one-attempt"
})
@Param(name = "listener", gen = IntGen.class, conf = "0:2")
@Param(name = "reason", gen = IntGen.class, conf = "0:2")
public final class ReceiptLincheckTest {
  private static final List<Reason> REASONS = List.of(Reason.values());

  private final Promise promise = new Promise();
  private final AtomicIntegerArray told = new AtomicIntegerArray(3);

  @Operation
  public void listen(int listener) {
    promise.receipt().onFate(fate -> told.incrementAndGet(listener));
  }

  /** Decides the fate; returns whether it was open. */
  @Operation
  public boolean settle(int reason) {
    try {
      promise.settle(new Fate.Unknown(REASONS.get(reason))).run();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Operation
  public String fate() {
    return promise.receipt().toString();
  }

  /** How often each listener was told; asked when nobody is at work any more. */
  @Operation
  public String told() {
    return told.toString();
  }

  public static final class Specification {
    private final int[] listening = new int[3];
    private String fate = "accepted";

    public void listen(int listener) {
      listening[listener]++;
    }

    public boolean settle(int reason) {
      boolean open = fate.equals("accepted");
      if (open) {
        fate = "Unknown[reason=" + REASONS.get(reason) + "]";
      }
      return open;
    }

    public String fate() {
      return fate;
    }

    public String told() {
      return Arrays.toString(fate.equals("accepted") ? new int[3] : listening);
    }
  }

  @Test
  void oneFateAndEachListenerIsToldItOnce() {
    Interleavings.of(ReceiptLincheckTest.class, Specification.class)
        .scenario(thread(), thread("listen 0", "fate"), thread("settle 0"), thread("told", "fate"))
        .scenario(
            thread("listen 0"), thread("settle 0"), thread("settle 1"), thread("told", "fate"))
        .scenario(thread(), thread("listen 0"), thread("listen 1"), thread("settle 0", "told"))
        .check();
  }
}
