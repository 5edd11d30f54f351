package dev.handoff.tcp;

import dev.handoff.Dialer;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.SessionId;
import dev.handoff.tcp.Sockets.Slot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A peer's place on the network: accepts connections, and dials others. One thread of its own waits
 * for all of its sockets; what follows from them runs on the scheduler.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>listeners</td><td>who listens</td><td>concurrent set</td></tr>
 * <tr><td>closed</td><td>the reactor's thread, as its last act</td><td>the future's own</td></tr>
 * </table>
 */
public final class TcpEndpoint implements AutoCloseable {
  private final PeerId self;
  private final Links links;
  private final Sockets sockets;
  private final CompletableFuture<Void> closed;
  private final Reactor reactor;
  private final Set<Listening> listeners = ConcurrentHashMap.newKeySet();

  private TcpEndpoint(
      PeerId self, Links links, Sockets sockets, CompletableFuture<Void> closed, Reactor reactor) {
    this.self = self;
    this.links = links;
    this.sockets = sockets;
    this.closed = closed;
    this.reactor = reactor;
  }

  /**
   * Opens an endpoint that neither listens nor dials yet, and starts its thread.
   *
   * @param self the name of this peer, which others are told
   * @param scheduler runs the handshakes, the listeners of connections, and timers; must outlive
   *     the endpoint, see {@link #closed}
   * @throws IOException if the system refuses a selector
   */
  public static TcpEndpoint open(
      PeerId self, Security security, TcpSettings settings, Scheduler scheduler, Metrics metrics)
      throws IOException {
    Sockets sockets = new Sockets(settings, scheduler, metrics);
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Reactor reactor =
        Reactor.start(
            "tcp-" + self,
            metrics,
            sockets::isDone,
            () -> {
              sockets.close();
              closed.complete(null);
            });
    return new TcpEndpoint(self, new Links(security), sockets, closed, reactor);
  }

  /**
   * Accepts connections at the address until the endpoint is closed.
   *
   * @param address port 0 for any that is free
   * @return the address with the port that it became
   * @throws IOException if the address is not this machine's, or is in use
   */
  public InetSocketAddress listen(InetSocketAddress address, Acceptor acceptor) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_RCVBUF, sockets.settings().receiveBufferBytes());
      server.bind(address);
      Listening listening =
          new Listening(
              server,
              () -> Optional.ofNullable(server.accept()),
              reactor,
              sockets,
              acceptor,
              wire -> new Admission(self, wire, links, acceptor).start());
      listeners.add(listening);
      if (sockets.isClosed()) {
        throw new IOException("the endpoint is closed");
      }
      listening.start();
      return listening.address();
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "%s cannot listen at %s: %s; stop what listens there, or use another port (0 for any)"
              .formatted(self, address, e.getMessage()),
          e);
    }
  }

  /**
   * Returns a dialler to the peers at those addresses. It is thread-safe, and fails once the
   * endpoint is closed.
   *
   * @param addresses resolved ones: looking up a name would block
   * @throws IllegalArgumentException if one is not resolved
   */
  public Dialer dialer(Map<PeerId, InetSocketAddress> addresses) {
    Map<PeerId, InetSocketAddress> known = Map.copyOf(addresses);
    known.forEach(
        (peer, address) -> {
          if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                "the address of %s, %s, is not resolved".formatted(peer, address));
          }
        });
    return (peer, session, whenDone) ->
        sockets
            .scheduler()
            .execute(() -> dial(peer, Optional.ofNullable(known.get(peer)), session, whenDone));
  }

  private void dial(
      PeerId peer,
      Optional<InetSocketAddress> address,
      SessionId session,
      Consumer<? super Dialer.Dialled> whenDone) {
    Dialling dialling;
    try {
      dialling = prepare(peer, address, session, whenDone);
    } catch (IOException e) {
      String place = address.map(InetSocketAddress::toString).orElse("an unknown address");
      HandshakeException.Kind kind =
          e instanceof HandshakeException known
              ? known.kind()
              : HandshakeException.Kind.UNREACHABLE;
      Dialling.answer(sockets, peer, place, kind, e, whenDone);
      return;
    }
    dialling.start();
  }

  private Dialling prepare(
      PeerId peer,
      Optional<InetSocketAddress> address,
      SessionId session,
      Consumer<? super Dialer.Dialled> whenDone)
      throws IOException {
    if (sockets.isClosed()) {
      throw new HandshakeException(HandshakeException.Kind.CLOSED, "the endpoint is closed");
    } else if (!links.knows(peer)) {
      throw new HandshakeException(
          HandshakeException.Kind.UNKNOWN_PEER,
          "%s does not know that peer; name it in its configuration".formatted(self));
    } else if (address.isEmpty()) {
      throw new HandshakeException(
          HandshakeException.Kind.UNREACHABLE, "it is not in the map of addresses");
    } else if (!sockets.acquire(Slot.CONNECTION)) {
      throw new HandshakeException(
          HandshakeException.Kind.TOO_MANY_CONNECTIONS,
          "%s has %d connections; close one or raise maxConnections"
              .formatted(self, sockets.settings().maxConnections()));
    }
    Wire wire = connectable(address.get());
    return new Dialling(self, peer, session, wire, links.dialled(wire, peer), whenDone);
  }

  /** Returns a wire that holds the slot; if there is none, it gives the slot back. */
  private Wire connectable(InetSocketAddress address) throws IOException {
    Optional<SocketChannel> channel = Optional.empty();
    try {
      channel = Optional.of(SocketChannel.open());
      return new Wire(channel.get(), address, reactor, sockets, Slot.CONNECTION);
    } catch (IOException e) {
      sockets.release(Slot.CONNECTION);
      if (channel.isPresent()) {
        channel.get().close();
      }
      throw e;
    }
  }

  /**
   * Stops listening, gives up what is being dialled, and closes all connections. Never blocks; the
   * thread ends when the last socket has, at the latest {@link TcpSettings#lingerTimeout} from now.
   * Without effect the second time.
   */
  @Override
  public void close() {
    sockets.close();
    listeners.forEach(Listening::close);
    reactor.wake();
  }

  /**
   * Returns what completes when the endpoint was closed and its sockets and its thread are gone.
   */
  public CompletionStage<Void> closed() {
    return closed.minimalCompletionStage();
  }

  /** Returns how many sockets there are, besides those that listen. */
  int socketCount() {
    return sockets.count();
  }
}
