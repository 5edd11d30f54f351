package dev.handoff.demo;

import dev.handoff.Fate;
import dev.handoff.Receipt;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what was offered to one validator, and each fate that its owner was told. It knows nothing
 * of the validator: what the validator thinks of its own sums cannot make these right.
 *
 * <p>Thread-safe.
 */
final class Tally {
  /**
   * The counts at some moment.
   *
   * @param offered how many were offered
   * @param delivered of those, how many were told delivered
   * @param refused told refused
   * @param returned told undelivered
   * @param unknown told unknown
   */
  record Counts(long offered, long delivered, long refused, long returned, long unknown) {
    /** Returns how many have been told nothing yet. */
    long pending() {
      return offered - delivered - refused - returned - unknown;
    }

    Counts plus(Counts other) {
      return new Counts(
          offered + other.offered,
          delivered + other.delivered,
          refused + other.refused,
          returned + other.returned,
          unknown + other.unknown);
    }
  }

  private final LongAdder offered = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder unknown = new LongAdder();

  void offered(Receipt receipt) {
    offered.increment();
    receipt.onFate(this::told);
  }

  private void told(Fate fate) {
    if (fate instanceof Fate.Delivered) {
      delivered.increment();
    } else if (fate instanceof Fate.Refused) {
      refused.increment();
    } else if (fate instanceof Fate.Undelivered) {
      returned.increment();
    } else {
      unknown.increment();
    }
  }

  Counts counts() {
    // The fates first: an item offered meanwhile is pending, and no sum is ever negative.
    long d = delivered.sum();
    long f = refused.sum();
    long r = returned.sum();
    long u = unknown.sum();
    return new Counts(offered.sum(), d, f, r, u);
  }
}
