package dev.handoff.delivery;

import dev.handoff.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One of the two pieces in which a {@link HalfPipe} carries the frame of a message: the first is
 * the header and the number, the second the message, which is that number once more. So each piece
 * says by its own bytes what it is.
 *
 * @param value the piece as the specification writes it, {@code <<m, 1>>} or {@code <<m, 2>>}
 */
record HalfFrame(List<Object> value, ByteBuffer bytes) {
  static final int FIRST_BYTES = Frame.HEADER_BYTES + Long.BYTES;
  static final int SECOND_BYTES = Long.BYTES;

  /** What the next piece of a stream is, of which so much is there. */
  static HalfFrame first(ByteBuffer from) {
    return take(from, FIRST_BYTES, Frame.HEADER_BYTES, 1L);
  }

  static HalfFrame second(ByteBuffer from) {
    return take(from, SECOND_BYTES, 0, 2L);
  }

  private static HalfFrame take(ByteBuffer from, int length, int numberAt, Long half) {
    if (from.remaining() < length) {
      throw new AssertionError(
          "%d bytes where a half-frame has %d".formatted(from.remaining(), length));
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    bytes.put(0, from, from.position(), length);
    from.position(from.position() + length);
    return new HalfFrame(List.of(bytes.getLong(numberAt), half), bytes);
  }

  boolean isSecond() {
    return Objects.equals(value.get(1), 2L);
  }

  static List<Object> values(Iterable<HalfFrame> pieces) {
    List<Object> values = new ArrayList<>();
    pieces.forEach(piece -> values.add(piece.value()));
    return values;
  }
}
