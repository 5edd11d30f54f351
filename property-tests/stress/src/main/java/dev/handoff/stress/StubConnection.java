package dev.handoff.stress;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection whose peer is a thread of the race: it takes all that is written, or nothing, and
 * brings what that thread says has arrived.
 *
 * <p>Thread-safe, as a connection must be: one writer, one reader, and whoever closes or {@link
 * #arrive}s. A listener is called on the thread of whoever finds that it is time.
 */
public final class StubConnection implements Connection {
  private enum Room {
    PLENTY,
    NONE
  }

  private final Room room;
  private final AtomicReference<Runnable> reader = new AtomicReference<>(StubConnection::nobody);
  private final AtomicReference<Runnable> writer = new AtomicReference<>(StubConnection::nobody);

  /** What has arrived and was not read. */
  private final AtomicReference<Bytes> arrived = new AtomicReference<>(Bytes.EMPTY);

  private volatile boolean readable;
  private volatile Bytes written = Bytes.EMPTY;
  private volatile boolean closed;

  private StubConnection(Room room) {
    this.room = room;
  }

  /** Returns a connection that takes all that is written. */
  public static StubConnection withRoom() {
    return new StubConnection(Room.PLENTY);
  }

  /** Returns a connection that takes nothing, for ever. */
  public static StubConnection stuck() {
    return new StubConnection(Room.NONE);
  }

  @Override
  public PeerId peer() {
    return new PeerId("v1");
  }

  @Override
  public int write(ByteBuffer bytes) {
    if (room == Room.NONE) {
      return 0;
    }
    int count = bytes.remaining();
    ByteBuffer all = ByteBuffer.allocate(written.size() + count);
    written = Bytes.from(all.put(written.buffer()).put(bytes).flip());
    return count;
  }

  @Override
  public boolean flush() {
    return room == Room.PLENTY;
  }

  @Override
  public void onWritable(Runnable listener) {
    writer.set(listener);
  }

  /** Says that there may be room, true or not. */
  public void tellWriter() {
    writer.getAndSet(StubConnection::nobody).run();
  }

  @Override
  public int read(ByteBuffer into) {
    readable = false;
    Bytes bytes = arrived.getAndSet(Bytes.EMPTY);
    into.put(bytes.buffer());
    return bytes.size();
  }

  @Override
  public void onReadable(Runnable listener) {
    reader.set(listener);
    // It looks after it has set, and who arrives the other way round: one sees the other.
    if (readable) {
      tellReader();
    }
  }

  /** The peer's bytes are there, few enough to be read at once. */
  public void arrive(Bytes bytes) {
    arrived.set(bytes);
    readable = true;
    tellReader();
  }

  /** The listener if there is none. */
  private static void nobody() {}

  private void tellReader() {
    reader.getAndSet(StubConnection::nobody).run();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Returns whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Returns all that was written. */
  public Bytes written() {
    return written;
  }
}
