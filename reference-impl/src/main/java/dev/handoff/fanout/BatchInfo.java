package dev.handoff.fanout;

import dev.handoff.Digest;

/**
 * A batch, by name, and until when it is of use.
 *
 * <p>Immutable.
 *
 * @param digest names the batch
 * @param expiration the batch has expired once the time of the latest commit is at least this
 */
public record BatchInfo(Digest digest, long expiration) {
  /**
   * Checks the expiration.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public BatchInfo {
    if (expiration < 0) {
      throw new IllegalArgumentException("an expiration is not negative: " + expiration);
    }
  }
}
