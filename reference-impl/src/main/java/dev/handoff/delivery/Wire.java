package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.FrameException;

/**
 * The types of a session's {@link Frame}s, and what they carry. Numbers have eight bytes, the most
 * significant first.
 *
 * <table>
 * <caption>Frames</caption>
 * <tr><th>type</th><th>from</th><th>payload</th><th>meaning</th></tr>
 * <tr><td>1 DATA</td><td>sender</td><td>number, message</td><td>a message and its number in the
 * session; no earlier connection of the session carried any</td></tr>
 * <tr><td>2 RESUMED</td><td>sender</td><td>number, message</td><td>the same, and some earlier
 * connection did</td></tr>
 * <tr><td>3 ACK</td><td>receiver</td><td>number</td><td>the messages of this connection up to that
 * number have been taken</td></tr>
 * <tr><td>4 LOST</td><td>receiver</td><td>nothing</td><td>the session is resumed, and the receiver
 * does not remember it</td></tr>
 * </table>
 *
 * <p>The numbers grow along a connection. They are those of the offers, so the numbers of refused
 * offers are missing; a receiver needs their order only.
 */
final class Wire {
  static final byte DATA = 1;
  static final byte RESUMED = 2;
  static final byte ACK = 3;
  static final byte LOST = 4;

  /** The name of the protocol to the metrics. */
  static final String PROTOCOL = "delivery";

  private Wire() {}

  /** Returns the number at the beginning of the payload. */
  static long number(Frame frame) throws FrameException {
    Bytes payload = frame.payload();
    if (payload.size() < Long.BYTES) {
      throw new FrameException(
          FrameException.Kind.MALFORMED,
          "a frame of type %d has %d bytes, too few for a number"
              .formatted(frame.type(), payload.size()));
    }
    return payload.buffer().getLong();
  }

  static FrameException unknownType(Frame frame) {
    return new FrameException(
        FrameException.Kind.UNKNOWN_TYPE,
        "a frame of type %d, which has no meaning here".formatted(frame.type()));
  }

  static FrameException malformed(String what) {
    return new FrameException(FrameException.Kind.MALFORMED, what);
  }
}
