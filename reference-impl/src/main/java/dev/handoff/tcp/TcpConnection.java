package dev.handoff.tcp;

import dev.handoff.Connection;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A link whose other end has shown who it is.
 *
 * <p>Thread-safe as {@link Connection} says.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>counted</td><td>the first that meets a failure</td><td>compare-and-set</td></tr>
 * </table>
 */
final class TcpConnection implements Connection {
  private final PeerId peer;
  private final SocketAddress remote;
  private final Link link;
  private final Metrics metrics;
  private final AtomicBoolean counted = new AtomicBoolean();

  TcpConnection(PeerId peer, SocketAddress remote, Link link, Metrics metrics) {
    this.peer = peer;
    this.remote = remote;
    this.link = link;
    this.metrics = metrics;
  }

  @Override
  public PeerId peer() {
    return peer;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    try {
      return link.write(bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public boolean flush() throws IOException {
    try {
      return link.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void onWritable(Runnable listener) {
    link.onWritable(listener);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    try {
      return link.read(into);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void onReadable(Runnable listener) {
    link.onReadable(listener);
  }

  @Override
  public void close() {
    link.close();
  }

  private IOException failed(IOException cause) {
    if (cause instanceof ClosedChannelException) {
      return new IOException("the connection with %s was closed on this side".formatted(this));
    }
    if (counted.compareAndSet(false, true)) {
      metrics.failure("tcp", "connection");
    }
    return new IOException(
        "the connection with %s failed: %s; dial again".formatted(this, cause.getMessage()), cause);
  }

  @Override
  public String toString() {
    return "%s at %s".formatted(peer, remote);
  }
}
