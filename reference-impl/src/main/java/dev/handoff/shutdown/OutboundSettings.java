package dev.handoff.shutdown;

import dev.handoff.Bounds;
import dev.handoff.Frame;
import java.time.Duration;

/**
 * The bounds of an {@link OutboundConnection}. With one frame in the sink they are the constants of
 * {@code PeerConnection.tla}.
 *
 * <p>At any time a connection holds at most {@code requestCapacity + writeCapacity + 2 *
 * channelCapacity + sinkFrames + 1} messages, each of at most {@code maxMessageBytes}, and {@code
 * sinkBytes} of encoded frames.
 *
 * <p>Immutable.
 *
 * @param requestCapacity room in the request queue, in messages
 * @param writeCapacity room in the write queue, in messages
 * @param channelCapacity room in each of the two channels, in frames
 * @param maxMessageBytes the largest message that is carried
 * @param fragmentBytes how much of a message one frame carries at most; a larger message is cut
 * @param sinkFrames how many frames are encoded before the flush returns for the first of them; one
 *     in the specification, see {@link OutboundConnection}
 * @param sinkBytes the buffer of the encoded frames; it holds at least one of the longest
 * @param writeTimeout how long a flush of what is in the sink may take, from when the connection
 *     first had no room; also the time until the deadline of a close that nobody asked for
 */
public record OutboundSettings(
    int requestCapacity,
    int writeCapacity,
    int channelCapacity,
    int maxMessageBytes,
    int fragmentBytes,
    int sinkFrames,
    int sinkBytes,
    Duration writeTimeout) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not positive, or the sink does not hold a frame
   */
  public OutboundSettings {
    Bounds.requirePositive("requestCapacity", requestCapacity);
    Bounds.requirePositive("writeCapacity", writeCapacity);
    Bounds.requirePositive("channelCapacity", channelCapacity);
    Bounds.requirePositive("maxMessageBytes", maxMessageBytes);
    Bounds.requirePositive("fragmentBytes", fragmentBytes);
    Bounds.requirePositive("sinkFrames", sinkFrames);
    Bounds.requirePositive("sinkBytes", sinkBytes);
    Bounds.requirePositive("writeTimeout", writeTimeout);
    long frameBytes = Frame.HEADER_BYTES + (long) WireFormat.maxPayloadBytes(fragmentBytes);
    if (sinkBytes < frameBytes) {
      throw new IllegalArgumentException(
          "sinkBytes is %d, but a frame may have %d".formatted(sinkBytes, frameBytes));
    }
  }

  /**
   * Returns bounds for a validator: queues of 1024, messages of up to 4 MiB cut into fragments of
   * 64 KiB, a flush for up to 256 frames or 256 KiB, and 30 seconds for it.
   */
  public static OutboundSettings defaults() {
    return new OutboundSettings(
        1024, 1024, 1024, 4 << 20, 64 << 10, 256, 256 << 10, Duration.ofSeconds(30));
  }

  /**
   * Returns the longest payload of a frame: what the receiver's {@code FrameParser} must accept.
   */
  public int maxPayloadBytes() {
    return WireFormat.maxPayloadBytes(fragmentBytes);
  }
}
