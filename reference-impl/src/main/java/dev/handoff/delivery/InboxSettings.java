package dev.handoff.delivery;

import dev.handoff.Bounds;

/**
 * The bounds of an {@link Inbox}.
 *
 * <p>Immutable. The memory that an inbox holds is at most {@code maxPeers * maxSessionsPerPeer * 2}
 * connections, with a parser of one message of the longest each.
 *
 * @param maxMessageBytes the longest message that is accepted
 * @param maxSessionsPerPeer how many sessions of a peer are remembered; the one that was connected
 *     least recently is forgotten first
 * @param maxPeers the most peers; a connection of another is closed at once
 */
public record InboxSettings(int maxMessageBytes, int maxSessionsPerPeer, int maxPeers) {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public InboxSettings {
    Bounds.requirePositive("maxMessageBytes", maxMessageBytes);
    Bounds.requirePositive("maxSessionsPerPeer", maxSessionsPerPeer);
    Bounds.requirePositive("maxPeers", maxPeers);
  }

  /** Returns settings for messages of up to 64 KiB, of 4 sessions of each of 256 peers. */
  public static InboxSettings standard() {
    return new InboxSettings(1 << 16, 4, 256);
  }
}
