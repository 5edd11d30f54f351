package dev.handoff.tcp;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Carries one message of the handshake each way over a link. It reads the message and not a byte
 * more: what comes after it is the protocol's.
 *
 * <p>Not thread-safe: a step of the handshake's loop uses it at a time.
 */
final class HandshakeChannel {
  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;

  private final Link link;
  private final ByteBuffer incoming =
      ByteBuffer.allocate(Frame.HEADER_BYTES + HandshakeMessage.MAX_PAYLOAD_BYTES);
  private ByteBuffer outgoing = ByteBuffer.allocate(0);

  HandshakeChannel(Link link) {
    this.link = link;
    incoming.limit(Frame.HEADER_BYTES);
  }

  /** Puts the message where {@link #flush} finds it. */
  void send(HandshakeMessage message) {
    Frame frame = message.encode();
    outgoing = ByteBuffer.allocate(frame.size());
    outgoing.putInt(frame.payload().size()).put(Frame.VERSION).put(frame.type());
    outgoing.putShort((short) 0).put(frame.payload().buffer()).flip();
  }

  /** Returns whether all of the message has left this process. */
  boolean flush() throws IOException {
    try {
      if (outgoing.hasRemaining()) {
        link.write(outgoing);
      }
      return link.flush() && !outgoing.hasRemaining();
    } catch (SSLException e) {
      throw tls(e);
    }
  }

  /**
   * Returns the other side's message, if all of it is there.
   *
   * @throws HandshakeException if what is there is none
   */
  Optional<HandshakeMessage> receive() throws IOException {
    while (incoming.hasRemaining()) {
      int count = read();
      if (count < 0) {
        throw new HandshakeException(
            HandshakeException.Kind.ENDED,
            "the other side ended the connection during the handshake" + hint());
      } else if (count == 0) {
        return Optional.empty();
      }
      if (incoming.position() == Frame.HEADER_BYTES) {
        incoming.limit(Frame.HEADER_BYTES + payloadBytes());
      }
    }
    byte type = incoming.get(5);
    incoming.flip().position(Frame.HEADER_BYTES);
    return Optional.of(HandshakeMessage.decode(new Frame(type, Bytes.from(incoming))));
  }

  private int read() throws IOException {
    try {
      return link.read(incoming);
    } catch (SSLException e) {
      throw tls(e);
    }
  }

  private int payloadBytes() throws HandshakeException {
    int length = incoming.getInt(0);
    if (incoming.get(4) != Frame.VERSION
        || incoming.getShort(6) != 0
        || length <= 0
        || length > HandshakeMessage.MAX_PAYLOAD_BYTES) {
      throw new HandshakeException(
          HandshakeException.Kind.MALFORMED,
          "what came is no frame of version %d with a handshake of up to %d bytes%s"
              .formatted(Frame.VERSION, HandshakeMessage.MAX_PAYLOAD_BYTES, hint()));
    }
    return length;
  }

  private String hint() {
    boolean tls =
        incoming.position() > 0
            && (incoming.get(0) == TLS_ALERT || incoming.get(0) == TLS_HANDSHAKE);
    return tls ? "; the other side speaks TLS, and this one is set to plain" : "";
  }

  private static HandshakeException tls(SSLException cause) {
    return new HandshakeException(
        HandshakeException.Kind.TLS,
        "TLS failed: %s; check that each side has pinned the other's certificate, and that neither is set to plain"
            .formatted(cause.getMessage()),
        cause);
  }
}
