package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Rebuilds messages from the frames of one connection: the receiver's half of the protocol. Small
 * messages may come in between the frames of a large one. A large one is rebuilt only from an
 * unbroken run of its frames, the header first.
 *
 * <p>It holds what has come in of one large message, in at most twice as many bytes however short
 * its fragments are, and nothing for what a header merely claims. What it holds when the connection
 * ends is dropped unread: the sender knows that it was not delivered.
 *
 * <p>Not thread-safe: the reader's own.
 */
public final class Reassembler {
  private final int maxMessageBytes;

  /** The number in the latest header; its message is being rebuilt while pieces are missing. */
  private long number;

  private int missingFragments;
  private int missingBytes;

  /** How many fragments of it have come in. */
  private int arrived;

  /** What has come in of it, up to its position; has room for no more than the whole. */
  private ByteBuffer message = ByteBuffer.allocate(0);

  /**
   * Creates a reassembler that is between two messages.
   *
   * @param maxMessageBytes the largest message that is accepted
   */
  public Reassembler(int maxMessageBytes) {
    if (maxMessageBytes <= 0) {
      throw new IllegalArgumentException(
          "maxMessageBytes must be positive, and is %d".formatted(maxMessageBytes));
    }
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Takes the next frame of the connection.
   *
   * @return the message that it completes, if it does
   * @throws FrameException if it cannot come here; then the connection is of no use
   */
  public Optional<Bytes> accept(Frame frame) throws FrameException {
    return switch (frame.type()) {
      case WireFormat.MESSAGE -> Optional.of(message(frame.payload()));
      case WireFormat.HEADER -> {
        header(frame.payload());
        yield Optional.empty();
      }
      case WireFormat.FRAGMENT -> fragment(frame.payload());
      default ->
          throw new FrameException(
              FrameException.Kind.UNKNOWN_TYPE,
              "a frame of type %d; messages come in types %d to %d"
                  .formatted(frame.type(), WireFormat.MESSAGE, WireFormat.FRAGMENT));
    };
  }

  /** Returns whether the header of a message came in, and not yet all of its fragments. */
  public boolean isWithinMessage() {
    return missingFragments > 0;
  }

  private Bytes message(Bytes small) throws FrameException {
    checkLength(small.size());
    return small;
  }

  private void header(Bytes payload) throws FrameException {
    if (isWithinMessage()) {
      throw malformed("a header came before the last fragment of message %d".formatted(number));
    }
    if (payload.size() != WireFormat.HEADER_BYTES) {
      throw malformed("a header has %d bytes".formatted(payload.size()));
    }
    ByteBuffer header = payload.buffer();
    long next = header.getLong();
    int fragments = header.getInt();
    int messageBytes = header.getInt();
    if (next <= number) {
      throw malformed(
          "the header of message %d came after that of message %d".formatted(next, number));
    }
    checkLength(messageBytes);
    if (fragments <= 0 || fragments > messageBytes) {
      throw malformed(
          "the header of message %d announces %d bytes in %d fragments"
              .formatted(next, messageBytes, fragments));
    }
    number = next;
    missingFragments = fragments;
    missingBytes = messageBytes;
  }

  private Optional<Bytes> fragment(Bytes payload) throws FrameException {
    if (!isWithinMessage()) {
      throw malformed("a fragment came without a header");
    }
    ByteBuffer content = payload.buffer();
    if (content.remaining() <= WireFormat.FRAGMENT_PREFIX_BYTES) {
      throw malformed("a fragment has %d bytes".formatted(content.remaining()));
    }
    long of = content.getLong();
    int place = content.getInt();
    if (of != number || place != arrived + 1) {
      throw malformed(
          "fragment %d of message %d came in the place of fragment %d of message %d"
              .formatted(place, of, arrived + 1, number));
    }
    // Each fragment that is still to come has at least one byte.
    if (content.remaining() > missingBytes - (missingFragments - 1)
        || (missingFragments == 1 && content.remaining() < missingBytes)) {
      throw malformed(
          "fragment %d of message %d has %d bytes, but %d bytes are missing in %d fragments"
              .formatted(place, of, content.remaining(), missingBytes, missingFragments));
    }
    makeRoom(content.remaining());
    missingBytes -= content.remaining();
    missingFragments--;
    arrived++;
    message.put(content);
    return isWithinMessage() ? Optional.empty() : Optional.of(takeMessage());
  }

  private void makeRoom(int bytes) {
    if (message.remaining() < bytes) {
      long twice = 2L * (message.position() + bytes);
      int whole = message.position() + missingBytes;
      message = ByteBuffer.allocate((int) Math.min(twice, whole)).put(message.flip());
    }
  }

  private Bytes takeMessage() {
    Bytes whole = Bytes.from(message.flip());
    message = ByteBuffer.allocate(0);
    arrived = 0;
    return whole;
  }

  private void checkLength(int messageBytes) throws FrameException {
    if (messageBytes < 0 || messageBytes > maxMessageBytes) {
      throw new FrameException(
          FrameException.Kind.TOO_LONG,
          "a message of %s bytes; at most %d are accepted"
              .formatted(Integer.toUnsignedString(messageBytes), maxMessageBytes));
    }
  }

  private static FrameException malformed(String message) {
    return new FrameException(FrameException.Kind.MALFORMED, message);
  }
}
