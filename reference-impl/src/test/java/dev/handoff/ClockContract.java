package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What each {@link Clock} keeps. */
public abstract class ClockContract {
  /** Returns the clock under test. */
  protected abstract Clock clock();

  /** Lets about that much time pass. */
  protected abstract void pass(Duration duration) throws Exception;

  @Test
  void timeNeverGoesBack() {
    long before = clock().nanos();
    for (int i = 0; i < 10_000; i++) {
      long now = clock().nanos();
      assertThat(now - before).isNotNegative();
      before = now;
    }
  }

  @Test
  void timePassesAtTheRateOfNanoseconds() throws Exception {
    long start = clock().nanos();
    pass(Duration.ofMillis(20));
    long passed = clock().nanos() - start;
    // A machine may be slow, and no clock is fast: a tenth less would be another unit or drift.
    assertThat(passed).isBetween(18_000_000L, 60_000_000_000L);
  }
}
