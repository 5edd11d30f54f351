package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_000_000, Long.MAX_VALUE - 50, Long.MAX_VALUE, Long.MIN_VALUE, -50})
  void aDeadlinePassesAtItsMomentWhereverTheClockIs(long start) {
    long[] now = {start};
    Clock clock = () -> now[0];
    Deadline deadline = Deadline.after(clock, Duration.ofNanos(100));
    assertThat(deadline.hasPassed(clock)).isFalse();
    assertThat(deadline.remaining(clock)).isEqualTo(Duration.ofNanos(100));
    now[0] = start + 99;
    assertThat(deadline.hasPassed(clock)).isFalse();
    assertThat(deadline.remaining(clock)).isEqualTo(Duration.ofNanos(1));
    now[0] = start + 100;
    assertThat(deadline.hasPassed(clock)).isTrue();
    assertThat(deadline.remaining(clock)).isZero();
    now[0] = start + 1_000_000;
    assertThat(deadline.hasPassed(clock)).isTrue();
    assertThat(deadline.remaining(clock)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE, Long.MIN_VALUE})
  void aTimeoutWithoutEndDoesNotOverflow(long start) {
    long[] now = {start};
    Clock clock = () -> now[0];
    Deadline deadline = Deadline.after(clock, ChronoUnit.FOREVER.getDuration());
    now[0] = start + Duration.ofDays(365 * 100).toNanos();
    assertThat(deadline.hasPassed(clock)).isFalse();
    assertThat(deadline.remaining(clock)).isGreaterThan(Duration.ofDays(365 * 190));
  }

  @Test
  void aTimeoutOfNothingOrLessHasPassed() {
    Clock clock = () -> 7;
    assertThat(Deadline.after(clock, Duration.ZERO).hasPassed(clock)).isTrue();
    assertThat(Deadline.after(clock, Duration.ofSeconds(-1))).isEqualTo(new Deadline(7));
    assertThat(Deadline.after(clock, ChronoUnit.FOREVER.getDuration().negated()).hasPassed(clock))
        .isTrue();
  }
}
