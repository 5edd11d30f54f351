package dev.handoff.tcp;

import dev.handoff.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.Optional;

/**
 * Bytes as they are. Nothing is buffered in this process, so what was taken has left it.
 *
 * <p>Thread-safe as {@link dev.handoff.Connection} says.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>closed</td><td>any thread; to true only</td><td>volatile</td></tr>
 * <tr><td>broken</td><td>the writer; to true only</td><td>volatile</td></tr>
 * </table>
 */
final class PlainLink implements Link {
  private final Wire wire;
  private final ListenerSlot readable;
  private final ListenerSlot writable;
  private volatile boolean closed;

  /** The system reports a reset once: after a write has had it, a read would see a decent end. */
  private volatile boolean broken;

  PlainLink(Wire wire) {
    this.wire = wire;
    this.readable = new ListenerSlot(wire.sockets().scheduler());
    this.writable = new ListenerSlot(wire.sockets().scheduler());
  }

  @Override
  public void start() {
    wire.belongsTo(this);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    checkOpen();
    try {
      return wire.write(bytes);
    } catch (IOException e) {
      checkOpen();
      broken = true;
      throw e;
    }
  }

  @Override
  public boolean flush() throws IOException {
    checkOpen();
    return true;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    checkOpen();
    try {
      int count = wire.read(into);
      if (count < 0 && broken) {
        throw new IOException("Connection reset");
      }
      return count;
    } catch (IOException e) {
      checkOpen();
      throw e;
    }
  }

  @Override
  public void onWritable(Runnable listener) {
    await(writable, listener, SelectionKey.OP_WRITE);
  }

  @Override
  public void onReadable(Runnable listener) {
    await(readable, listener, SelectionKey.OP_READ);
  }

  /** A broken socket is ready for everything, so only one that was closed needs a look. */
  private void await(ListenerSlot slot, Runnable listener, int op) {
    slot.set(listener);
    if (closed || !wire.arm(op)) {
      slot.call();
    }
  }

  @Override
  public Optional<Digest> certificate() {
    return Optional.empty();
  }

  @Override
  public void ready(int ops) {
    if ((ops & SelectionKey.OP_READ) != 0) {
      readable.call();
    }
    if ((ops & SelectionKey.OP_WRITE) != 0) {
      writable.call();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    wire.beginEnd();
    wire.endOutput();
    readable.call();
    writable.call();
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }
}
