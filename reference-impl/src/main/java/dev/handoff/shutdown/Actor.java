package dev.handoff.shutdown;

/** How far the shutdown of a connection is; the words are those of the specification. */
enum Actor {
  /** The close has not begun. */
  SERVING,
  /** Offers are refused, and what was accepted drains. */
  CLOSING,
  /** The deadline has passed: nothing moves on, all is returned. */
  EXPIRED,
  /** "Disconnected" was announced. */
  ENDED
}
