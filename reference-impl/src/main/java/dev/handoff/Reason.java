package dev.handoff;

/**
 * Why an item was not delivered, or is not known to be: what a program switches on. The words are
 * those of the specifications.
 */
public enum Reason {
  /** Refused: the queue, log or outbox that would hold the item is full. Later it may fit. */
  FULL,
  /** Refused: whoever would take the item over is shutting down, or has. */
  CLOSED,
  /** Refused: the item is past its expiration already. */
  EXPIRED,
  /** Refused: the author of the item has used up its quota. */
  OVER_QUOTA,
  /** Refused: the item is larger than the largest that is carried. */
  TOO_LARGE,
  /** Refused: the item is not what it claims to be; its content does not have its digest, say. */
  INVALID,
  /** Refused: the node stopped before it came to the item. */
  NODE_STOPPED,
  /** Undelivered: the durable write failed, and nothing of it remains. */
  WRITE_FAILED,
  /** Undelivered: the item cannot be encoded; none of its bytes were sent. */
  ENCODE_FAILED,
  /** Undelivered or unknown: the deadline of a close passed first. */
  DEADLINE_PASSED,
  /** Unknown: the receiver was declared failed, and others no longer wait for it. */
  DETACHED,
  /** Unknown: the owner's deadline or decision ended the session. */
  GIVEN_UP,
  /** Unknown: the item is stored, and its signature was not handed over, or may not have been. */
  HANDOVER_FAILED,
  /** Unknown: the node went down while it was at work on the item. */
  NODE_CRASHED
}
