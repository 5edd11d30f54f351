package dev.handoff.lincheck;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;

/** A connection that takes no byte, to a peer that says nothing. Stateless. */
public final class Narrow implements Connection {
  @Override
  public PeerId peer() {
    return new PeerId("peer");
  }

  @Override
  public int write(ByteBuffer bytes) {
    return 0;
  }

  @Override
  public boolean flush() {
    return false;
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
  public void close() {}
}
