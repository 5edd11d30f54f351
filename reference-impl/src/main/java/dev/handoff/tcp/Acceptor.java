package dev.handoff.tcp;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import dev.handoff.SessionId;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * Takes the connections that peers open to a {@link TcpEndpoint}. Called on the scheduler; must be
 * thread-safe.
 */
@FunctionalInterface
public interface Acceptor {

  /**
   * A peer has connected, has shown who it is, and was told so.
   *
   * @param session the session that the connection carries, as the peer says
   * @param connection the acceptor's to close; bytes may be there already
   */
  void accepted(PeerId peer, SessionId session, Connection connection);

  /**
   * Somebody has connected and was turned away, or went away; it is counted already.
   *
   * @param cause why, in a line
   */
  default void turnedAway(SocketAddress remote, IOException cause) {}
}
