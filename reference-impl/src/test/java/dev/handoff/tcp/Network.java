package dev.handoff.tcp;

import static java.util.Objects.requireNonNull;

import dev.handoff.Connection;
import dev.handoff.Dialer;
import dev.handoff.Dialer.Dialled;
import dev.handoff.PeerId;
import dev.handoff.SessionId;
import dev.handoff.jdk.Counters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Endpoints on loopback for a test, and what they accept. */
final class Network {
  static final TcpSettings SETTINGS = TcpSettings.DEFAULT.withBuffers(32 << 10, 32 << 10);
  static final SessionId SESSION = new SessionId(1, 2);

  record Accepted(PeerId peer, SessionId session, Connection connection) {}

  /** An endpoint that listens. */
  static final class Node implements Acceptor {
    final Counters counters = new Counters();
    final BlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
    final BlockingQueue<IOException> turnedAway = new LinkedBlockingQueue<>();
    final TcpEndpoint endpoint;
    final InetSocketAddress address;

    Node(PeerId self, Security security, TcpSettings settings, HandTimers scheduler)
        throws IOException {
      endpoint = TcpEndpoint.open(self, security, settings, scheduler, counters);
      address = endpoint.listen(loopback(0), this);
    }

    @Override
    public void accepted(PeerId peer, SessionId session, Connection connection) {
      accepted.add(new Accepted(peer, session, connection));
    }

    @Override
    public void turnedAway(SocketAddress remote, IOException cause) {
      turnedAway.add(cause);
    }

    /** Dials the peer at that address and returns what became of it. */
    Dialled dial(PeerId peer, InetSocketAddress at) throws InterruptedException {
      return take(dialling(peer, at));
    }

    BlockingQueue<Dialled> dialling(PeerId peer, InetSocketAddress at) {
      Dialer dialer = endpoint.dialer(Map.of(peer, at));
      BlockingQueue<Dialled> result = new LinkedBlockingQueue<>();
      dialer.dial(peer, SESSION, result::add);
      return result;
    }

    Connection connect(PeerId peer, InetSocketAddress at) throws Exception {
      Dialled dialled = dial(peer, at);
      if (dialled instanceof Dialled.Unreachable unreachable) {
        throw unreachable.cause();
      }
      return ((Dialled.Connected) dialled).connection();
    }
  }

  final HandTimers scheduler = new HandTimers();
  private final List<Node> nodes = new ArrayList<>();

  Node node(PeerId self, Security security) throws IOException {
    return node(self, security, SETTINGS);
  }

  Node node(PeerId self, Security security, TcpSettings settings) throws IOException {
    Node node = new Node(self, security, settings, scheduler);
    nodes.add(node);
    return node;
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Takes the next, waiting for it. */
  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    return requireNonNull(queue.poll(30, TimeUnit.SECONDS), "nothing came");
  }

  /** Closes all endpoints, and waits until nothing of them is left. */
  public void close() throws Exception {
    for (Node node : nodes) {
      node.endpoint.close();
    }
    scheduler.advance(SETTINGS.lingerTimeout());
    for (Node node : nodes) {
      node.endpoint.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
    scheduler.close();
  }
}
