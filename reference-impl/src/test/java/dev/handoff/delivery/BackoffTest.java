package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** How long the waits are, at the ends of what chance decides. */
class BackoffTest {
  /** Draws the smallest number, or the largest one. */
  private enum Chance implements RandomGenerator {
    SMALLEST,
    LARGEST;

    @Override
    public long nextLong() {
      throw new AssertionError("without a bound");
    }

    @Override
    public long nextLong(long bound) {
      return this == SMALLEST ? 0 : bound - 1;
    }
  }

  private static List<Long> waits(Backoff backoff, int count) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waits.add(backoff.next().toNanos());
      backoff.attempt();
    }
    return waits;
  }

  @Test
  void longestWaitDoublesUpToItsBoundAndNoFurther() {
    Backoff backoff = new Backoff(Duration.ofNanos(1), Duration.ofNanos(5), Chance.SMALLEST);
    assertThat(waits(backoff, 6)).containsExactly(0L, 1L, 2L, 4L, 5L, 5L);
    backoff.succeed();
    assertThat(waits(backoff, 2)).containsExactly(0L, 1L);
  }

  @Test
  void shortestWaitIsHalfOfTheLongest() {
    Backoff backoff = new Backoff(Duration.ofNanos(10), Duration.ofNanos(35), Chance.LARGEST);
    assertThat(waits(backoff, 5)).containsExactly(0L, 5L, 10L, 18L, 18L);
  }
}
