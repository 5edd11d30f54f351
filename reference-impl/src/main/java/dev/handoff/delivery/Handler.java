package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.PeerId;

/**
 * The application at the receiving end of the sessions.
 *
 * <p>Called by the task of each session, one message at a time and in the order of the session;
 * several sessions call it at once. It must be quick: the session reads nothing meanwhile.
 */
@FunctionalInterface
public interface Handler {
  /**
   * Takes a message over. It is acknowledged when this returns, and never handed up again.
   *
   * <p>If this throws, the message counts as not taken: its connection is ended, it is not
   * acknowledged, and it comes again on the next connection. So a handler that has begun to act on
   * a message should not throw.
   */
  void handUp(PeerId from, Bytes message);
}
