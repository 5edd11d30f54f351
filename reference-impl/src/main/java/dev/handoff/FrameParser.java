package dev.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts the bytes of a connection into frames: the receiver's half of the framing. Its buffer holds
 * one frame of the longest payload, and no more is ever allocated, whatever a header claims.
 *
 * <p>Not thread-safe: the reader's own.
 */
public final class FrameParser {
  private final int maxPayloadBytes;

  /** In writing mode: between two calls the unparsed bytes are those before the position. */
  private final ByteBuffer buffer;

  /**
   * Creates a parser without bytes.
   *
   * @param maxPayloadBytes the longest payload that is accepted
   */
  public FrameParser(int maxPayloadBytes) {
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
    if (buffer.position() < Frame.HEADER_BYTES) {
      return Optional.empty();
    }
    int length = buffer.getInt(0);
    byte version = buffer.get(4);
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
    if (buffer.getShort(6) != 0) {
      throw new FrameException(
          FrameException.Kind.MALFORMED, "the reserved bytes of a frame's header are not zero");
    }
    if (buffer.position() < Frame.HEADER_BYTES + length) {
      return Optional.empty();
    }
    byte type = buffer.get(5);
    buffer.flip().position(Frame.HEADER_BYTES);
    int end = buffer.limit();
    buffer.limit(Frame.HEADER_BYTES + length);
    Bytes payload = Bytes.from(buffer);
    buffer.limit(end);
    buffer.compact();
    return Optional.of(new Frame(type, payload));
  }
}
