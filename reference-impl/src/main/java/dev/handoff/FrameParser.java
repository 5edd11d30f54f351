package dev.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts the bytes of a connection into frames: the receiver's half of the framing. Its buffer holds
 * one frame of the longest payload, and no more is ever allocated, whatever a header claims. Take
 * all frames out before the next reading, or there may be no room for it.
 *
 * <p>Not thread-safe: the reader's own.
 */
public final class FrameParser {
  private final int maxPayloadBytes;

  /** In writing mode: the unparsed bytes are those from the start to the position. */
  private final ByteBuffer buffer;

  /** Frames move this, and no bytes: those move once a reading, not once a frame. */
  private int start;

  /**
   * Creates a parser without bytes.
   *
   * @param maxPayloadBytes the longest payload that is accepted
   */
  public FrameParser(int maxPayloadBytes) {
    if (maxPayloadBytes < 0) {
      throw new IllegalArgumentException("a frame cannot have %d bytes".formatted(maxPayloadBytes));
    }
    this.maxPayloadBytes = maxPayloadBytes;
    this.buffer = ByteBuffer.allocate(Math.addExact(Frame.HEADER_BYTES, maxPayloadBytes));
  }

  /**
   * Reads from the connection what has arrived and there is room for.
   *
   * @return how many bytes came in, or -1 if the peer has ended its half
   * @throws FrameException if it ended within a frame
   * @throws IOException if the connection has failed or was closed
   */
  public int readFrom(Connection connection) throws IOException {
    if (start > 0) {
      buffer.flip().position(start);
      buffer.compact();
      start = 0;
    }
    int count = connection.read(buffer);
    if (count < 0 && buffer.position() > 0) {
      throw new FrameException(
          FrameException.Kind.TRUNCATED,
          "%s ended the stream %d bytes into a frame"
              .formatted(connection.peer(), buffer.position()));
    }
    return count;
  }

  /**
   * Returns the next frame, if all of it is there.
   *
   * @throws FrameException if what is there cannot become a frame; then the connection is of no use
   */
  public Optional<Frame> next() throws FrameException {
    int available = buffer.position() - start;
    if (available < Frame.HEADER_BYTES) {
      return Optional.empty();
    }
    int length = buffer.getInt(start);
    byte version = buffer.get(start + 4);
    if (version != Frame.VERSION) {
      throw new FrameException(
          FrameException.Kind.UNKNOWN_VERSION,
          "framing of version %d; this side reads version %d".formatted(version, Frame.VERSION));
    }
    if (length < 0 || length > maxPayloadBytes) {
      throw new FrameException(
          FrameException.Kind.TOO_LONG,
          "a payload of %s bytes announced; at most %d are accepted"
              .formatted(Integer.toUnsignedString(length), maxPayloadBytes));
    }
    if (buffer.getShort(start + 6) != 0) {
      throw new FrameException(
          FrameException.Kind.MALFORMED, "the reserved bytes of a frame's header are not zero");
    }
    if (available < Frame.HEADER_BYTES + length) {
      return Optional.empty();
    }
    byte type = buffer.get(start + 5);
    Bytes payload = Bytes.from(buffer.slice(start + Frame.HEADER_BYTES, length));
    start += Frame.HEADER_BYTES + length;
    return Optional.of(new Frame(type, payload));
  }
}
