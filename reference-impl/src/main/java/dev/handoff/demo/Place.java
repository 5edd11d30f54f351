package dev.handoff.demo;

import dev.handoff.Dialer;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.tcp.Acceptor;
import dev.handoff.tcp.Security;
import dev.handoff.tcp.TcpEndpoint;
import dev.handoff.tcp.TcpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * The addresses of a validator, which must be known to all before any validator can be. Whoever
 * connects before the validator serves is turned away, and dials again.
 *
 * <p>Thread-safe: the acceptors are volatile.
 */
final class Place implements AutoCloseable {
  private static final Acceptor TURN_AWAY = (peer, session, connection) -> connection.close();

  /**
   * Where the others find a validator.
   *
   * @param sessions for acknowledged messages
   * @param bulk for batches
   */
  record Addresses(InetSocketAddress sessions, InetSocketAddress bulk) {}

  private final TcpEndpoint endpoint;
  private final Addresses addresses;
  private volatile Acceptor sessions = TURN_AWAY;
  private volatile Acceptor bulk = TURN_AWAY;

  /** Listens on two free ports of loopback. */
  Place(PeerId self, Security security, ThreadScheduler scheduler, Metrics metrics)
      throws IOException {
    endpoint = TcpEndpoint.open(self, security, TcpSettings.DEFAULT, scheduler, metrics);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    addresses =
        new Addresses(
            endpoint.listen(any, (peer, id, connection) -> sessions.accepted(peer, id, connection)),
            endpoint.listen(any, (peer, id, connection) -> bulk.accepted(peer, id, connection)));
  }

  Addresses addresses() {
    return addresses;
  }

  Dialer dialer(Map<PeerId, InetSocketAddress> others) {
    return endpoint.dialer(others);
  }

  void serve(Acceptor forSessions, Acceptor forBulk) {
    sessions = forSessions;
    bulk = forBulk;
  }

  @Override
  public void close() {
    sessions = TURN_AWAY;
    bulk = TURN_AWAY;
    endpoint.close();
    endpoint.closed().toCompletableFuture().join();
  }
}
