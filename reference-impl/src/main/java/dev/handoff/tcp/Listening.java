package dev.handoff.tcp;

import dev.handoff.tcp.Sockets.Slot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A socket that listens. When the system has no socket for one that comes, it rests for a while and
 * tries again, instead of at once and for ever.
 *
 * <p>Thread-safe: its state is the channel's.
 */
final class Listening implements Reactor.Selected {
  /** Where the sockets come from: the channel that listens. */
  @FunctionalInterface
  interface Source {
    /** Returns the next socket, if somebody is there; throws if the system has none for it. */
    Optional<SocketChannel> accept() throws IOException;
  }

  private final ServerSocketChannel server;
  private final Source source;
  private final Reactor reactor;
  private final Sockets sockets;
  private final Acceptor acceptor;
  private final Consumer<? super Wire> whenAccepted;
  private final SelectionKey key;

  /**
   * Puts the channel on the reactor; {@link #start} begins.
   *
   * @param acceptor is told who was turned away
   * @param whenAccepted gets each wire that has a slot, on the scheduler
   */
  Listening(
      ServerSocketChannel server,
      Source source,
      Reactor reactor,
      Sockets sockets,
      Acceptor acceptor,
      Consumer<? super Wire> whenAccepted)
      throws IOException {
    this.server = server;
    this.source = source;
    this.reactor = reactor;
    this.sockets = sockets;
    this.acceptor = acceptor;
    this.whenAccepted = whenAccepted;
    this.key = reactor.register(server, this);
  }

  /** Begins to accept. */
  void start() {
    reactor.arm(key, SelectionKey.OP_ACCEPT);
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  /** Accepts one, and comes again: others on the reactor have their turn in between. */
  @Override
  public void selected(int readyOps) {
    Optional<SocketChannel> channel;
    try {
      channel = source.accept();
    } catch (ClosedChannelException e) {
      // Closed a moment ago, together with the endpoint.
      return;
    } catch (IOException e) {
      sockets.metrics().failure("tcp", "accept");
      rest();
      return;
    }
    channel.ifPresent(this::accept);
    start();
  }

  private void accept(SocketChannel channel) {
    SocketAddress remote = channel.socket().getRemoteSocketAddress();
    if (!sockets.acquire(Slot.HANDSHAKE)) {
      close(channel);
      sockets.metrics().failure("tcp", HandshakeException.Kind.TOO_MANY_CONNECTIONS.word());
      tell(
          remote,
          new HandshakeException(
              HandshakeException.Kind.TOO_MANY_CONNECTIONS,
              "%s was turned away: %d handshakes are going on; raise maxHandshakes"
                  .formatted(remote, sockets.settings().maxHandshakes())));
      return;
    }
    try {
      Wire wire = new Wire(channel, remote, reactor, sockets, Slot.HANDSHAKE);
      sockets.scheduler().execute(() -> whenAccepted.accept(wire));
    } catch (IOException e) {
      sockets.release(Slot.HANDSHAKE);
      close(channel);
      sockets.metrics().failure("tcp", "accept");
      tell(remote, e);
    }
  }

  private void tell(SocketAddress remote, IOException cause) {
    sockets.scheduler().execute(() -> acceptor.turnedAway(remote, cause));
  }

  private void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      sockets.metrics().failure("tcp", "close");
    }
  }

  private void rest() {
    sockets.scheduler().schedule(sockets.settings().acceptPause(), this::start);
  }

  @Override
  public void failed() {
    rest();
  }

  /** Stops listening. */
  void close() {
    try {
      server.close();
    } catch (IOException e) {
      sockets.metrics().failure("tcp", "close");
    }
  }
}
