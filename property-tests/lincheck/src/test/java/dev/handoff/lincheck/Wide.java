package dev.handoff.lincheck;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;

/** A connection that takes all bytes at once, to a peer that says nothing. Thread-safe. */
public class Wide implements Connection {
  private volatile boolean closed;

  @Override
  public PeerId peer() {
    return new PeerId("peer");
  }

  @Override
  public int write(ByteBuffer bytes) {
    int count = bytes.remaining();
    bytes.position(bytes.limit());
    return count;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void onWritable(Runnable listener) {}

  @Override
  public int read(ByteBuffer into) {
    return 0;
  }

  @Override
  public void onReadable(Runnable listener) {}

  @Override
  public void close() {
    closed = true;
  }

  /** Returns whether it was closed. */
  public boolean isClosed() {
    return closed;
  }
}
