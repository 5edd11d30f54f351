package dev.handoff;

import java.util.random.RandomGenerator;

/**
 * The name of a session between two peers, which outlives its connections. A sender that starts
 * anew has a new one.
 *
 * <p>Immutable.
 *
 * @param high the first 8 of 16 bytes
 * @param low the last 8
 */
public record SessionId(long high, long low) {

  /** Returns a new one, out of 2^128. */
  public static SessionId random(RandomGenerator random) {
    return new SessionId(random.nextLong(), random.nextLong());
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
