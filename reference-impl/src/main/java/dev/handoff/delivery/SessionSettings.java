package dev.handoff.delivery;

import dev.handoff.Bounds;
import dev.handoff.Frame;
import java.time.Duration;

/**
 * The bounds of a {@link Session}.
 *
 * <p>Immutable. The memory that a session holds is at most {@code outboxMessages *
 * maxMessageBytes}, and the sink.
 *
 * @param outboxMessages the most messages that are accepted and not acknowledged
 * @param maxMessageBytes the longest message, before and after it is encoded
 * @param sinkFrames the most frames that are encoded before the sink is flushed. One is what the
 *     specification has. More save system calls; the guarantees do not change, for the outbox keeps
 *     each message until it is acknowledged, wherever its bytes are
 * @param sinkBytes the room of the sink, which holds one message of the longest in any case
 * @param writeTimeout how long a write may make no progress before the connection is ended
 * @param firstBackoff the longest wait before a second attempt to connect; it doubles with each
 *     further attempt, until an acknowledgement comes in
 * @param maxBackoff the longest wait before any attempt
 */
public record SessionSettings(
    int outboxMessages,
    int maxMessageBytes,
    int sinkFrames,
    int sinkBytes,
    Duration writeTimeout,
    Duration firstBackoff,
    Duration maxBackoff) {
  /** The bytes of a data frame before the message: its sequence number. */
  static final int NUMBER_BYTES = Long.BYTES;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not positive, or they contradict each other
   */
  public SessionSettings {
    Bounds.requirePositive("outboxMessages", outboxMessages);
    Bounds.requirePositive("maxMessageBytes", maxMessageBytes);
    Bounds.requirePositive("sinkFrames", sinkFrames);
    Bounds.requirePositive("sinkBytes", sinkBytes);
    Bounds.requirePositive("writeTimeout", writeTimeout);
    Bounds.requirePositive("firstBackoff", firstBackoff);
    if (maxMessageBytes > Integer.MAX_VALUE - NUMBER_BYTES - Frame.HEADER_BYTES) {
      throw new IllegalArgumentException(
          "maxMessageBytes is %d: a frame has no room for that".formatted(maxMessageBytes));
    }
    if (maxBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException(
          "maxBackoff is %s, shorter than firstBackoff, %s".formatted(maxBackoff, firstBackoff));
    }
  }

  /**
   * Returns settings for messages of up to 64 KiB: 1024 of them in the outbox, 64 in a sink of 64
   * KiB, 10 s for a write, and 50 ms to 5 s of backoff.
   */
  public static SessionSettings standard() {
    return new SessionSettings(
        1024,
        1 << 16,
        64,
        1 << 16,
        Duration.ofSeconds(10),
        Duration.ofMillis(50),
        Duration.ofSeconds(5));
  }

  /** Returns the same with another bound of the outbox. */
  public SessionSettings withOutboxMessages(int messages) {
    return new SessionSettings(
        messages, maxMessageBytes, sinkFrames, sinkBytes, writeTimeout, firstBackoff, maxBackoff);
  }

  /** Returns the same with another bound of a message. */
  public SessionSettings withMaxMessageBytes(int bytes) {
    return new SessionSettings(
        outboxMessages, bytes, sinkFrames, sinkBytes, writeTimeout, firstBackoff, maxBackoff);
  }

  /** Returns the same with another bound of the frames in the sink. */
  public SessionSettings withSinkFrames(int frames) {
    return new SessionSettings(
        outboxMessages, maxMessageBytes, frames, sinkBytes, writeTimeout, firstBackoff, maxBackoff);
  }

  /** Returns the same with another time that a write may make no progress. */
  public SessionSettings withWriteTimeout(Duration timeout) {
    return new SessionSettings(
        outboxMessages, maxMessageBytes, sinkFrames, sinkBytes, timeout, firstBackoff, maxBackoff);
  }

  /** Returns the same with other waits before attempts to connect. */
  public SessionSettings withBackoff(Duration first, Duration max) {
    return new SessionSettings(
        outboxMessages, maxMessageBytes, sinkFrames, sinkBytes, writeTimeout, first, max);
  }

  int maxPayloadBytes() {
    return NUMBER_BYTES + maxMessageBytes;
  }
}
