package dev.handoff.delivery;

import dev.handoff.Bytes;
import java.io.IOException;

/**
 * Makes of a message what is carried: compresses it, say, or seals it. The receiver's handler gets
 * what the encoder made.
 *
 * <p>Called once for each message, however often the message is sent, on the session's task and
 * outside of its guards.
 */
@FunctionalInterface
public interface Encoder {
  /** Carries each message as it is. */
  Encoder NONE = message -> message;

  /**
   * Returns what is carried.
   *
   * @throws IOException if the message cannot be encoded; it is returned to its owner as
   *     undelivered, and the connection stays
   */
  Bytes encode(Bytes message) throws IOException;
}
