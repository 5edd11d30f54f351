package dev.handoff.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: twice as long after each attempt, up to a
 * bound, and between a half and all of that, at random, so that many who lost the same peer do not
 * come back at once.
 *
 * <p>Not thread-safe; guarded by its session.
 */
final class Backoff {
  private final long first;
  private final long max;
  private final RandomGenerator random;

  /** Attempts since the last success. */
  private int attempts;

  Backoff(Duration first, Duration max, RandomGenerator random) {
    this.first = first.toNanos();
    this.max = max.toNanos();
    this.random = random;
  }

  /** Counts an attempt. */
  void attempt() {
    attempts++;
  }

  /** Forgets the attempts: the last one led to something. */
  void succeed() {
    attempts = 0;
  }

  /** Returns how long to wait now; not at all if there was no attempt since the last success. */
  Duration next() {
    if (attempts == 0) {
      return Duration.ZERO;
    }
    long bound = first;
    for (int i = 1; i < attempts && bound < max; i++) {
      bound = bound > max / 2 ? max : 2 * bound;
    }
    return Duration.ofNanos(bound - random.nextLong(bound / 2 + 1));
  }
}
