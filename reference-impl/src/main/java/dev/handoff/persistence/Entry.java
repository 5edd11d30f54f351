package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import java.util.Optional;

/**
 * What the cache holds of a stored batch.
 *
 * <p>Immutable.
 *
 * @param info the batch, with the latest expiration that is durable
 * @param bytes how many bytes of payload are stored
 * @param payload the payload, if memory sufficed when it was published
 */
record Entry(BatchInfo info, int bytes, Optional<Bytes> payload) {

  Digest digest() {
    return info.digest();
  }

  long expiration() {
    return info.expiration();
  }

  /** Returns what the author is charged for it. */
  Charge charge() {
    return new Charge(1, bytes, payload.isPresent() ? bytes : 0);
  }
}
