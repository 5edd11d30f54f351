package dev.handoff.shutdown;

import dev.handoff.Frame;

/**
 * A frame on its way to the writer, the specification's {@code <<m, k>>}. It is encoded when the
 * writer takes it, so that the queues hold each message once.
 *
 * <p>Immutable.
 *
 * @param message the message that it is cut from
 * @param index 0 for the header of a large message or the whole of a small one, then the fragments
 */
record Piece(Outgoing message, int index) {

  boolean isLast() {
    return index == message.fragments();
  }

  Piece next() {
    return new Piece(message, index + 1);
  }

  Channel channel() {
    return message.fragments() == 0 ? Channel.MESSAGE : Channel.STREAM;
  }

  /** Returns how many bytes of payload the frame has. */
  int payloadBytes() {
    if (channel() == Channel.MESSAGE) {
      return message.content().size();
    }
    return index == 0 ? WireFormat.HEADER_BYTES : WireFormat.FRAGMENT_PREFIX_BYTES + contentBytes();
  }

  Frame frame() {
    if (channel() == Channel.MESSAGE) {
      return WireFormat.message(message.content());
    }
    return index == 0
        ? WireFormat.header(message.number(), message.fragments(), message.content().size())
        : WireFormat.fragment(
            message.number(), index, message.content().buffer().slice(offset(), contentBytes()));
  }

  private int offset() {
    return (index - 1) * message.fragmentBytes();
  }

  private int contentBytes() {
    return Math.min(message.fragmentBytes(), message.content().size() - offset());
  }
}
