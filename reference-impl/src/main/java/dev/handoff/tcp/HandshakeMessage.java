package dev.handoff.tcp;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.PeerId;
import dev.handoff.SessionId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What two peers say to each other before anything else; the bytes are in the package's
 * documentation.
 *
 * <p>Immutable.
 */
sealed interface HandshakeMessage {
  /** "HOFF": tells a handshake from whatever else may come to a port. */
  int MAGIC = 0x484F4646;

  /** The version that this side speaks. */
  byte VERSION = 1;

  /** The longest payload of a message. */
  int MAX_PAYLOAD_BYTES = 512;

  /** The longest text of a rejection, in bytes. */
  int MAX_TEXT_BYTES = 400;

  /** The dialler says who it is and which session the connection carries. */
  record Hello(PeerId self, SessionId session) implements HandshakeMessage {}

  /** The other side says who it is. From here on the bytes are those of the protocol. */
  record Welcome(PeerId self) implements HandshakeMessage {}

  /** The other side says why not, and ends. */
  record Reject(HandshakeException.Kind kind, String text) implements HandshakeMessage {}

  /** Returns the frame that says so. */
  default Frame encode() {
    ByteBuffer payload = ByteBuffer.allocate(MAX_PAYLOAD_BYTES);
    payload.putInt(MAGIC).put(VERSION);
    char type;
    if (this instanceof Hello hello) {
      type = 'H';
      payload.putLong(hello.session().high()).putLong(hello.session().low());
      putText(payload, hello.self().name());
    } else if (this instanceof Welcome welcome) {
      type = 'W';
      putText(payload, welcome.self().name());
    } else {
      Reject reject = (Reject) this;
      type = 'R';
      payload.put((byte) reject.kind().code());
      putText(payload, reject.text());
    }
    return new Frame((byte) type, Bytes.from(payload.flip()));
  }

  /**
   * Returns what the frame says.
   *
   * @throws HandshakeException if it is nothing that this version understands
   */
  static HandshakeMessage decode(Frame frame) throws HandshakeException {
    ByteBuffer payload = frame.payload().buffer();
    try {
      if (payload.getInt() != MAGIC) {
        throw malformed("it begins otherwise");
      }
      byte version = payload.get();
      // What a rejection looks like is the same in all versions, or nobody would learn of them.
      if (version != VERSION && frame.type() != 'R') {
        throw new HandshakeException(
            HandshakeException.Kind.UNKNOWN_VERSION,
            "version %d of the handshake is not spoken here; this side speaks version %d"
                .formatted(version, VERSION));
      }
      HandshakeMessage message = decode((char) frame.type(), payload);
      if (payload.hasRemaining()) {
        throw malformed("there are bytes after its end");
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw malformed("it ends too early");
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static HandshakeMessage decode(char type, ByteBuffer payload) throws HandshakeException {
    return switch (type) {
      case 'H' -> {
        SessionId session = new SessionId(payload.getLong(), payload.getLong());
        yield new Hello(new PeerId(getText(payload)), session);
      }
      case 'W' -> new Welcome(new PeerId(getText(payload)));
      case 'R' -> {
        int code = Byte.toUnsignedInt(payload.get());
        yield new Reject(HandshakeException.Kind.ofCode(code), getText(payload));
      }
      default -> throw malformed("it has the unknown type %d".formatted((int) type));
    };
  }

  private static void putText(ByteBuffer payload, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_TEXT_BYTES);
    payload.putShort((short) length).put(bytes, 0, length);
  }

  /** A text is somebody else's: what could move a terminal's cursor is not passed on. */
  private static String getText(ByteBuffer payload) {
    byte[] bytes = new byte[Math.min(Short.toUnsignedInt(payload.getShort()), MAX_PAYLOAD_BYTES)];
    payload.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
  }

  private static HandshakeException malformed(String why) {
    return new HandshakeException(
        HandshakeException.Kind.MALFORMED, "a message of the handshake is malformed: " + why);
  }
}
