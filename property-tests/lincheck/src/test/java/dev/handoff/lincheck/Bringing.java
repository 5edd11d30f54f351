package dev.handoff.lincheck;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection whose peer has sent some bytes, when it says so, and sends nothing else; it takes
 * all bytes. Thread-safe.
 */
public final class Bringing implements Connection {
  private static final Runnable NOBODY = () -> {};

  private final ByteBuffer bytes;
  private final AtomicReference<Runnable> reader = new AtomicReference<>(NOBODY);
  private volatile boolean arrived;
  private volatile boolean closed;

  /** Creates a connection that will bring these bytes. */
  public Bringing(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The bytes arrive: whoever waits for them is told. */
  public void arrive() {
    arrived = true;
    reader.getAndSet(NOBODY).run();
  }

  @Override
  public void onReadable(Runnable listener) {
    reader.set(listener);
    if (arrived && bytes.hasRemaining()) {
      reader.getAndSet(NOBODY).run();
    }
  }

  @Override
  public int read(ByteBuffer into) {
    int count = arrived ? Math.min(bytes.remaining(), into.remaining()) : 0;
    for (int i = 0; i < count; i++) {
      into.put(bytes.get());
    }
    return count;
  }

  @Override
  public PeerId peer() {
    return new PeerId("peer");
  }

  @Override
  public int write(ByteBuffer sent) {
    int count = sent.remaining();
    sent.position(sent.limit());
    return count;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void onWritable(Runnable listener) {}

  @Override
  public void close() {
    closed = true;
  }

  /** Returns whether it is still of use to somebody: closed, or somebody waits to read it. */
  public boolean isAttended() {
    return closed || !NOBODY.equals(reader.get());
  }

  /** Returns whether it was closed. */
  public boolean isClosed() {
    return closed;
  }
}
