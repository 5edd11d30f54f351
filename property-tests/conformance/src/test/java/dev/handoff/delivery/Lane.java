package dev.handoff.delivery;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection in memory between two ends that are driven step by step: bytes move in bulk, and how
 * many may be on the wire is the driver's to say at any time. Nobody is called when there is
 * something to read or room to write, for no loop runs.
 *
 * <p>Not thread-safe.
 */
final class Lane {
  private final End left;
  private final End right;
  private boolean broken;

  /** Creates a lane whose wire holds nothing in either direction until {@link End#setRoom}. */
  Lane(PeerId left, PeerId right) {
    this.left = new End(right);
    this.right = new End(left);
  }

  End left() {
    return left;
  }

  End right() {
    return right;
  }

  /** Breaks the connection: what is on the wire is lost, and both ends fail when they are used. */
  void reset() {
    broken = true;
    left.incoming.clear();
    right.incoming.clear();
  }

  /** One end. */
  final class End implements Connection {
    private final PeerId peer;

    /** The bytes on the wire to this end: those before the position. */
    private ByteBuffer incoming = ByteBuffer.allocate(64);

    private int room;
    private boolean closed;

    private End(PeerId peer) {
      this.peer = peer;
    }

    /** Says how many bytes may be on the wire to this end from now on. */
    void setRoom(int bytes) {
      room = bytes;
    }

    boolean isClosed() {
      return closed;
    }

    private End other() {
      return this == left ? right : left;
    }

    @Override
    public PeerId peer() {
      return peer;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      checkUsable();
      return other().take(bytes);
    }

    private int take(ByteBuffer bytes) {
      int count = Math.min(bytes.remaining(), Math.max(0, room - incoming.position()));
      if (incoming.remaining() < count) {
        ByteBuffer larger = ByteBuffer.allocate(2 * (incoming.capacity() + count));
        incoming = larger.put(incoming.flip());
      }
      incoming.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public boolean flush() throws IOException {
      checkUsable();
      return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (closed || broken) {
        throw new IOException(closed ? "closed" : "connection reset");
      }
      if (incoming.position() == 0) {
        return other().closed ? -1 : 0;
      }
      incoming.flip();
      int count = Math.min(into.remaining(), incoming.remaining());
      into.put(incoming.slice(0, count));
      incoming.position(count);
      incoming.compact();
      return count;
    }

    @Override
    public void onWritable(Runnable listener) {}

    @Override
    public void onReadable(Runnable listener) {}

    @Override
    public void close() {
      closed = true;
      incoming.clear();
    }

    private void checkUsable() throws IOException {
      if (closed || broken || other().closed) {
        throw new IOException(closed ? "closed" : "connection reset");
      }
    }
  }
}
