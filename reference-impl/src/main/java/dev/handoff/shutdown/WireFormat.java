package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import java.nio.ByteBuffer;

/**
 * The frames that carry messages. A small message is one frame; a large one is a header and its
 * fragments, in this order, with no other header or fragment between them.
 *
 * <pre>
 * type          payload
 * 1  message    the message
 * 2  header     8 bytes number of the message, 4 count of the fragments, 4 length of the message
 * 3  fragment   8 bytes number of the message, 4 place of the fragment, from 1; then its content
 * </pre>
 *
 * <p>Integers are signed, positive, most significant byte first. The numbers of one connection's
 * headers ascend. No fragment is empty.
 */
final class WireFormat {
  static final byte MESSAGE = 1;
  static final byte HEADER = 2;
  static final byte FRAGMENT = 3;

  static final int HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;

  /** What comes before the content of a fragment. */
  static final int FRAGMENT_PREFIX_BYTES = Long.BYTES + Integer.BYTES;

  private WireFormat() {}

  /** Returns the longest payload where frames carry that much of a message. */
  static int maxPayloadBytes(int fragmentBytes) {
    return Math.max(HEADER_BYTES, Math.addExact(FRAGMENT_PREFIX_BYTES, fragmentBytes));
  }

  static Frame message(Bytes message) {
    return new Frame(MESSAGE, message);
  }

  static Frame header(long number, int fragments, int messageBytes) {
    ByteBuffer payload = ByteBuffer.allocate(HEADER_BYTES);
    payload.putLong(number).putInt(fragments).putInt(messageBytes);
    return new Frame(HEADER, Bytes.from(payload.flip()));
  }

  static Frame fragment(long number, int place, ByteBuffer content) {
    ByteBuffer payload = ByteBuffer.allocate(FRAGMENT_PREFIX_BYTES + content.remaining());
    payload.putLong(number).putInt(place).put(content);
    return new Frame(FRAGMENT, Bytes.from(payload.flip()));
  }
}
