package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import java.nio.ByteBuffer;

/** What the peer of a race writes: frames as they are on the wire. */
final class Frames {
  private Frames() {}

  /** Returns a frame whose payload is a number and a body. */
  static Bytes frame(byte type, long number, Bytes body) {
    int length = Long.BYTES + body.size();
    ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_BYTES + length);
    frame.putInt(length).put(Frame.VERSION).put(type).putShort((short) 0);
    return Bytes.from(frame.putLong(number).put(body.buffer()).flip());
  }
}
