package dev.handoff;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A moment of a {@link Clock} by which something must have happened. One deadline is handed down
 * through all stages of a close, so that it is never started anew.
 *
 * <p>Immutable.
 *
 * @param nanos the moment, in the clock's nanoseconds
 */
public record Deadline(long nanos) {

  /**
   * Returns the deadline that is {@code timeout} from now: at once if it is negative, in 292 years
   * if it is longer.
   */
  public static Deadline after(Clock clock, Duration timeout) {
    return new Deadline(clock.nanos() + Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)));
  }

  /** Returns whether the moment has come. */
  public boolean hasPassed(Clock clock) {
    return clock.nanos() - nanos >= 0;
  }

  /** Returns how long it is until then; zero if the moment has come. */
  public Duration remaining(Clock clock) {
    return Duration.ofNanos(Math.max(0, nanos - clock.nanos()));
  }
}
