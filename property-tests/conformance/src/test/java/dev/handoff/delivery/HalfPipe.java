package dev.handoff.delivery;

import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A connection as the specification sees one: a write call takes at most one half-frame, and a read
 * call brings at most one; an acknowledgement is on its way until the environment lets it arrive.
 * All of that a real connection may do, and this one does nothing else. Not thread-safe.
 */
final class HalfPipe {
  private enum Condition {
    UP,
    BROKEN,
    CLOSED_BY_SENDER
  }

  private final int room;
  private final boolean lingers;
  private final PeerId peer = new PeerId("other");
  private final Deque<HalfFrame> wire = new ArrayDeque<>();
  private final Deque<Object> acks = new ArrayDeque<>();

  /** The pieces that the receiver has read of the frame that it reads or has read last. */
  private final List<HalfFrame> lastRead = new ArrayList<>(2);

  private final Connection sender = new SenderEnd();
  private final Connection receiver = new ReceiverEnd();
  private Condition condition = Condition.UP;
  private boolean secondIsNext;
  private boolean nextWriteFails;
  private int arrivedAcks;

  /**
   * Creates a connection that is up.
   *
   * @param room how many half-frames the wire holds
   * @param lingers whether what is on the wire can still be read when the sender has closed
   */
  HalfPipe(int room, boolean lingers) {
    this.room = room;
    this.lingers = lingers;
  }

  Connection sender() {
    return sender;
  }

  Connection receiver() {
    return receiver;
  }

  // What the environment does.

  void reset() {
    condition = Condition.BROKEN;
    wire.clear();
    acks.clear();
  }

  void lose() {
    wire.clear();
  }

  void failNextWrite() {
    nextWriteFails = true;
  }

  /** Lets the oldest acknowledgement arrive: the sender's next reading finds it. */
  void bringAcknowledgement() {
    arrivedAcks++;
  }

  // What there is.

  boolean isBroken() {
    return condition == Condition.BROKEN;
  }

  boolean isUp() {
    return condition == Condition.UP;
  }

  Iterable<HalfFrame> wire() {
    return wire;
  }

  List<Object> acks() {
    return new ArrayList<>(acks);
  }

  /**
   * Returns what was read and has not left the parser.
   *
   * @param isWhole whether the parser says that it has all bytes of a frame
   */
  List<HalfFrame> parser(boolean isWhole) {
    boolean allRead = lastRead.size() == 2;
    if (isWhole && !allRead) {
      throw new AssertionError("a frame is whole of which only " + lastRead + " was read");
    }
    return allRead && !isWhole ? List.of() : lastRead;
  }

  private final class SenderEnd implements Connection {
    @Override
    public PeerId peer() {
      return peer;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      checkUp();
      if (nextWriteFails) {
        nextWriteFails = false;
        throw new IOException("the environment has the write fail");
      }
      if (wire.size() >= room) {
        return 0;
      }
      HalfFrame piece = secondIsNext ? HalfFrame.second(bytes) : HalfFrame.first(bytes);
      secondIsNext = !secondIsNext;
      wire.add(piece);
      return piece.bytes().capacity();
    }

    @Override
    public boolean flush() throws IOException {
      checkUp();
      return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      checkUp();
      if (arrivedAcks == 0 || acks.isEmpty()) {
        return 0;
      }
      arrivedAcks--;
      int before = into.position();
      into.putInt(Long.BYTES).put(Frame.VERSION).put(Wire.ACK).putShort((short) 0);
      into.putLong((Long) acks.remove());
      return into.position() - before;
    }

    @Override
    public void close() {
      condition = Condition.CLOSED_BY_SENDER;
      acks.clear();
      if (!lingers) {
        wire.clear();
      }
    }

    @Override
    public void onWritable(Runnable listener) {}

    @Override
    public void onReadable(Runnable listener) {}
  }

  private final class ReceiverEnd implements Connection {
    @Override
    public PeerId peer() {
      return peer;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      checkUp();
      int count = bytes.remaining();
      if (count != HalfFrame.FIRST_BYTES || bytes.get(bytes.position() + 5) != Wire.ACK) {
        throw new AssertionError(
            "the receiver writes %d bytes, no acknowledgement".formatted(count));
      }
      acks.add(bytes.getLong(bytes.position() + Frame.HEADER_BYTES));
      bytes.position(bytes.limit());
      return count;
    }

    @Override
    public boolean flush() throws IOException {
      checkUp();
      return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (wire.isEmpty()) {
        checkUp();
        return 0;
      }
      HalfFrame piece = wire.remove();
      if (lastRead.size() == 2) {
        lastRead.clear();
      }
      lastRead.add(piece);
      into.put(piece.bytes().duplicate());
      return piece.bytes().capacity();
    }

    /** By the receiver, when a third connection has come: nobody reads this one any more. */
    @Override
    public void close() {
      wire.clear();
    }

    @Override
    public void onWritable(Runnable listener) {}

    @Override
    public void onReadable(Runnable listener) {}
  }

  private void checkUp() throws IOException {
    if (condition != Condition.UP) {
      throw new IOException("the connection is " + condition);
    }
  }
}
