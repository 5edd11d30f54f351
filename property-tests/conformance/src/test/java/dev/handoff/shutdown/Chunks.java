package dev.handoff.shutdown;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A connection that has taken bytes, and gives them back in chunks of sizes that the test names.
 */
final class Chunks implements Connection {
  private static final PeerId PEER = new PeerId("peer");

  private final ByteBuffer bytes;
  private final List<Integer> sizes;
  private int reads;

  /** To be written to. */
  Chunks(int capacity) {
    this(ByteBuffer.allocate(capacity), List.of());
  }

  /** To be read from: the sizes are those of the readings, over and over. */
  Chunks(byte[] bytes, List<Integer> sizes) {
    this(ByteBuffer.wrap(bytes), sizes);
  }

  private Chunks(ByteBuffer bytes, List<Integer> sizes) {
    this.bytes = bytes;
    this.sizes = sizes;
  }

  /** What was written. */
  byte[] written() {
    byte[] written = new byte[bytes.position()];
    bytes.get(0, written);
    return written;
  }

  @Override
  public PeerId peer() {
    return PEER;
  }

  @Override
  public int write(ByteBuffer source) {
    int count = source.remaining();
    bytes.put(source);
    return count;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void onWritable(Runnable listener) {
    throw new AssertionError("there is room");
  }

  @Override
  public int read(ByteBuffer into) {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    int chunk = sizes.get(reads++ % sizes.size());
    int count = Math.min(Math.min(chunk, into.remaining()), bytes.remaining());
    into.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    return count;
  }

  @Override
  public void onReadable(Runnable listener) {
    throw new AssertionError("there is something to read");
  }

  @Override
  public void close() {}
}
