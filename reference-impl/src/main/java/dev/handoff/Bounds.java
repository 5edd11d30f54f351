package dev.handoff;

import java.time.Duration;

/** What every record of settings checks of its numbers. No state. */
public final class Bounds {
  private Bounds() {}

  /**
   * Checks a number.
   *
   * @throws IllegalArgumentException if it is zero or negative; the message has the name
   */
  public static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw notPositive(name, value);
    }
  }

  /**
   * Checks a duration.
   *
   * @throws IllegalArgumentException if it is zero or negative; the message has the name
   */
  public static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw notPositive(name, value);
    }
  }

  private static IllegalArgumentException notPositive(String name, Object value) {
    return new IllegalArgumentException("%s must be positive, not %s".formatted(name, value));
  }
}
