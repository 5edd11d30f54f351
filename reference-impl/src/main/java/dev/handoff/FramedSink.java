package dev.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Encodes frames into a buffer, and writes the buffer to a connection: the sender's half of the
 * framing. A frame is encoded whole or not at all.
 *
 * <p>Not thread-safe: the writer's own.
 */
public final class FramedSink {
  private final Connection connection;
  private final int maxPayloadBytes;

  /** In writing mode: between two calls the encoded bytes are those before the position. */
  private final ByteBuffer buffer;

  /**
   * Creates a sink with an empty buffer.
   *
   * @param maxPayloadBytes the longest payload of a frame
   * @param bufferBytes the room of the buffer; at least one frame of the longest payload
   */
  public FramedSink(Connection connection, int maxPayloadBytes, int bufferBytes) {
    if (maxPayloadBytes < 0 || bufferBytes < Frame.HEADER_BYTES + (long) maxPayloadBytes) {
      throw new IllegalArgumentException(
          "a buffer of %d bytes does not hold a frame of %d bytes and its header"
              .formatted(bufferBytes, maxPayloadBytes));
    }
    this.connection = connection;
    this.maxPayloadBytes = maxPayloadBytes;
    this.buffer = ByteBuffer.allocateDirect(bufferBytes);
  }

  /** Returns how many encoded bytes the connection has not taken yet. */
  public int bufferedBytes() {
    return buffer.position();
  }

  /** Returns whether a frame with that payload fits into the buffer now. */
  public boolean hasRoomFor(int payloadBytes) {
    return buffer.remaining() >= Frame.HEADER_BYTES + (long) payloadBytes;
  }

  /**
   * Appends the frame to the buffer.
   *
   * @throws FrameException if the payload is too long; nothing was encoded then
   * @throws IllegalStateException if there is no room for it now
   */
  public void encode(Frame frame) throws FrameException {
    begin(frame.type(), frame.payload().size());
    buffer.put(frame.payload().buffer());
  }

  /**
   * Appends a frame whose payload is the eight bytes of the number and then the body: {@link
   * #encode(Frame)} without the copy that would join them.
   *
   * @throws FrameException if the payload is too long; nothing was encoded then
   * @throws IllegalStateException if there is no room for it now
   */
  public void encode(byte type, long number, Bytes body) throws FrameException {
    begin(type, Math.addExact(Long.BYTES, body.size()));
    buffer.putLong(number).put(body.buffer());
  }

  private void begin(byte type, int length) throws FrameException {
    if (length > maxPayloadBytes) {
      throw new FrameException(
          FrameException.Kind.TOO_LONG,
          "a payload of %d bytes; a frame carries at most %d".formatted(length, maxPayloadBytes));
    }
    if (!hasRoomFor(length)) {
      throw new IllegalStateException(
          "the sink has room for %d bytes, not for %d"
              .formatted(buffer.remaining(), Frame.HEADER_BYTES + length));
    }
    buffer.putInt(length).put(Frame.VERSION).put(type).putShort((short) 0);
  }

  /**
   * Lets the connection take what it has room for.
   *
   * @return whether all that was ever encoded has left this process
   * @throws IOException if the connection has failed or was closed
   */
  public boolean flush() throws IOException {
    if (buffer.position() > 0) {
      buffer.flip();
      try {
        connection.write(buffer);
      } finally {
        buffer.compact();
      }
    }
    return connection.flush() && buffer.position() == 0;
  }
}
