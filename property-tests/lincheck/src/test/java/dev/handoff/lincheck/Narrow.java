package dev.handoff.lincheck;

import java.nio.ByteBuffer;

/** A connection that takes no byte, to a peer that says nothing. Thread-safe. */
public final class Narrow extends Wide {
  @Override
  public int write(ByteBuffer bytes) {
    return 0;
  }

  @Override
  public boolean flush() {
    return false;
  }
}
