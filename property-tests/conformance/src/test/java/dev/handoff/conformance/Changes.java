package dev.handoff.conformance;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What a test waits for when nobody hands it a result: after each change it looks again. Whoever
 * brings a change about says so after its effects, and may hold locks of its own; the test looks
 * without a lock of this.
 *
 * <p>Thread-safe, guarded by this.
 */
public final class Changes {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private long count;

  /** Says that something has changed. */
  public synchronized void happened() {
    count++;
    notifyAll();
  }

  private synchronized long count() {
    return count;
  }

  /**
   * Waits until the condition holds.
   *
   * @param what what is waited for, in words
   * @throws AssertionError if it never does
   */
  public void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long seen = count();
    while (!condition.getAsBoolean()) {
      awaitNext(what, seen, end);
      seen = count();
    }
  }

  private synchronized void awaitNext(String what, long seen, long end)
      throws InterruptedException {
    while (count == seen) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(
            "waited %s and %d changes in vain: %s".formatted(PATIENCE, count, what));
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
