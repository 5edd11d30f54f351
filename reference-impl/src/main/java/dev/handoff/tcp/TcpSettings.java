package dev.handoff.tcp;

import dev.handoff.Bounds;
import java.time.Duration;

/**
 * The bounds of a {@link TcpEndpoint}.
 *
 * <p>Immutable.
 *
 * @param connectTimeout how long a dial waits for the other side's machine to answer
 * @param handshakeTimeout how long all of a handshake may take, TLS included, on either side
 * @param lingerTimeout how long a socket that was closed stays, at most, to bring what was flushed
 *     to the other side
 * @param lingerBytes how many bytes that come in meanwhile are read and thrown away; after that the
 *     socket is reset
 * @param acceptPause how long a listener rests when the system has no socket for it
 * @param maxConnections how many connections there may be, dialled, accepted and lingering ones
 * @param maxHandshakes how many sockets there may be, besides, of those that were turned away or
 *     have not yet shown who they are
 * @param sendBufferBytes the system's buffer for what goes out of a socket
 * @param receiveBufferBytes the system's buffer for what comes in
 */
public record TcpSettings(
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration lingerTimeout,
    int lingerBytes,
    Duration acceptPause,
    int maxConnections,
    int maxHandshakes,
    int sendBufferBytes,
    int receiveBufferBytes) {

  /** Fits some ten validators on one continent. */
  public static final TcpSettings DEFAULT =
      new TcpSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          1 << 20,
          Duration.ofMillis(200),
          256,
          64,
          256 << 10,
          256 << 10);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public TcpSettings {
    Bounds.requirePositive("connectTimeout", connectTimeout);
    Bounds.requirePositive("handshakeTimeout", handshakeTimeout);
    Bounds.requirePositive("lingerTimeout", lingerTimeout);
    Bounds.requirePositive("lingerBytes", lingerBytes);
    Bounds.requirePositive("acceptPause", acceptPause);
    Bounds.requirePositive("maxConnections", maxConnections);
    Bounds.requirePositive("maxHandshakes", maxHandshakes);
    Bounds.requirePositive("sendBufferBytes", sendBufferBytes);
    Bounds.requirePositive("receiveBufferBytes", receiveBufferBytes);
  }

  /** Returns these settings with other timeouts. */
  public TcpSettings withTimeouts(Duration connect, Duration handshake, Duration linger) {
    return new TcpSettings(
        connect,
        handshake,
        linger,
        lingerBytes,
        acceptPause,
        maxConnections,
        maxHandshakes,
        sendBufferBytes,
        receiveBufferBytes);
  }

  /** Returns these settings with other bounds on how many sockets there are. */
  public TcpSettings withBounds(int connections, int handshakes) {
    return new TcpSettings(
        connectTimeout,
        handshakeTimeout,
        lingerTimeout,
        lingerBytes,
        acceptPause,
        connections,
        handshakes,
        sendBufferBytes,
        receiveBufferBytes);
  }

  /** Returns these settings with other buffers of the system. */
  public TcpSettings withBuffers(int sendBytes, int receiveBytes) {
    return new TcpSettings(
        connectTimeout,
        handshakeTimeout,
        lingerTimeout,
        lingerBytes,
        acceptPause,
        maxConnections,
        maxHandshakes,
        sendBytes,
        receiveBytes);
  }
}
