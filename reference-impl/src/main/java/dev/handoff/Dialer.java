package dev.handoff;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Port: opens connections to peers.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface Dialer {

  /**
   * Connects to the peer, and tells it the session that the connection carries. Never blocks, and
   * gives up after a time of its own.
   *
   * @param whenDone is called exactly once, never on the caller's stack
   */
  void dial(PeerId peer, SessionId session, Consumer<? super Dialled> whenDone);

  /** What became of an attempt to connect. */
  sealed interface Dialled {
    /**
     * The handshake is done.
     *
     * @param connection the caller's to close
     */
    record Connected(Connection connection) implements Dialled {}

    /**
     * There is no connection, and none is left behind.
     *
     * @param cause why
     */
    record Unreachable(IOException cause) implements Dialled {}
  }
}
