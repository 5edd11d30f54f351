package dev.handoff.fakes;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Two ends of a connection in memory. Each direction holds a bounded number of bytes on the wire;
 * the test may break the connection, make calls fail, or make an end stop flushing.
 *
 * <p>Thread-safe, guarded by this. Listeners run as tasks of the scheduler.
 */
public final class Pipe {
  private final Scheduler scheduler;
  private final int room;
  private final End left;
  private final End right;

  /**
   * Creates a pipe.
   *
   * @param room how many bytes each direction holds
   */
  public Pipe(Scheduler scheduler, int room, PeerId left, PeerId right) {
    this.scheduler = scheduler;
    this.room = room;
    this.left = new End(right);
    this.right = new End(left);
    this.left.other = Optional.of(this.right);
    this.right.other = Optional.of(this.left);
  }

  /** Returns the end of the peer that was named first. */
  public End left() {
    return left;
  }

  /** Returns the end of the peer that was named second. */
  public End right() {
    return right;
  }

  /** Breaks the connection: what is on the wire is lost, and both ends fail when they are used. */
  public synchronized void reset() {
    for (End end : new End[] {left, right}) {
      end.incoming.clear();
      end.broken = true;
      end.callBoth();
    }
  }

  /** One end. */
  public final class End implements Connection {
    private final PeerId peer;
    private final Deque<Byte> incoming = new ArrayDeque<>();
    private Optional<End> other = Optional.empty();
    private Optional<Runnable> onReadable = Optional.empty();
    private Optional<Runnable> onWritable = Optional.empty();
    private Optional<String> nextWriteFails = Optional.empty();
    private boolean flushStuck;
    private boolean closed;
    private boolean broken;

    private End(PeerId peer) {
      this.peer = peer;
    }

    private End other() {
      return other.orElseThrow();
    }

    /** Makes the next call of write fail with that message. */
    public void failNextWrite(String message) {
      synchronized (Pipe.this) {
        nextWriteFails = Optional.of(message);
        call(onWritable);
        onWritable = Optional.empty();
      }
    }

    /** Makes flush report that bytes are still in the process, or no longer. */
    public void flushStuck(boolean stuck) {
      synchronized (Pipe.this) {
        flushStuck = stuck;
        callIfWritable();
      }
    }

    /** Returns whether this end was closed. */
    public boolean isClosed() {
      synchronized (Pipe.this) {
        return closed;
      }
    }

    /** Returns how many bytes are on the wire to this end. */
    public int incomingBytes() {
      synchronized (Pipe.this) {
        return incoming.size();
      }
    }

    @Override
    public PeerId peer() {
      return peer;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      synchronized (Pipe.this) {
        checkUsable();
        if (nextWriteFails.isPresent()) {
          String message = nextWriteFails.get();
          nextWriteFails = Optional.empty();
          throw new IOException(message);
        }
        int count = Math.min(bytes.remaining(), room - other().incoming.size());
        for (int i = 0; i < count; i++) {
          other().incoming.add(bytes.get());
        }
        if (count > 0) {
          other().callIfReadable();
        }
        return count;
      }
    }

    @Override
    public boolean flush() throws IOException {
      synchronized (Pipe.this) {
        checkUsable();
        return !flushStuck;
      }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      synchronized (Pipe.this) {
        if (closed || broken) {
          throw new IOException(closed ? "closed" : "connection reset");
        }
        if (incoming.isEmpty() && other().closed) {
          return -1;
        }
        int count = Math.min(into.remaining(), incoming.size());
        for (int i = 0; i < count; i++) {
          into.put(incoming.remove());
        }
        if (count > 0) {
          other().callIfWritable();
        }
        return count;
      }
    }

    @Override
    public void onWritable(Runnable listener) {
      synchronized (Pipe.this) {
        onWritable = Optional.of(listener);
        callIfWritable();
      }
    }

    @Override
    public void onReadable(Runnable listener) {
      synchronized (Pipe.this) {
        onReadable = Optional.of(listener);
        callIfReadable();
      }
    }

    @Override
    public void close() {
      synchronized (Pipe.this) {
        if (!closed) {
          closed = true;
          incoming.clear();
          callBoth();
          other().callBoth();
        }
      }
    }

    private void checkUsable() throws IOException {
      if (closed || broken || other().closed) {
        throw new IOException(closed ? "closed" : "connection reset");
      }
    }

    private void callIfWritable() {
      if (closed
          || broken
          || other().closed
          || (other().incoming.size() < room && !flushStuck)
          || nextWriteFails.isPresent()) {
        call(onWritable);
        onWritable = Optional.empty();
      }
    }

    private void callIfReadable() {
      if (closed || broken || other().closed || !incoming.isEmpty()) {
        call(onReadable);
        onReadable = Optional.empty();
      }
    }

    private void callBoth() {
      callIfWritable();
      callIfReadable();
    }

    private void call(Optional<Runnable> listener) {
      listener.ifPresent(scheduler::execute);
    }
  }
}
