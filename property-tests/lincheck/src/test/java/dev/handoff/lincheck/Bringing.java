package dev.handoff.lincheck;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection whose peer has sent some bytes, when it says so, and sends nothing else; it takes
 * all bytes. Thread-safe.
 */
public final class Bringing extends Wide {
  private static final Runnable NOBODY = () -> {};

  private final ByteBuffer bytes;
  private final AtomicReference<Runnable> reader = new AtomicReference<>(NOBODY);
  private volatile boolean arrived;

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

  /** Returns whether it is still of use to somebody: closed, or somebody waits to read it. */
  public boolean isAttended() {
    return isClosed() || !NOBODY.equals(reader.get());
  }
}
