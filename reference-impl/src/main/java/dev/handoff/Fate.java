package dev.handoff;

/**
 * What became of an item that was offered: exactly one of these, for ever.
 *
 * <p>Immutable.
 */
public sealed interface Fate {

  /** The one delivered fate. */
  Fate DELIVERED = new Delivered();

  /** The other side took the item, exactly once, and keeps what it promised about it. */
  record Delivered() implements Fate {}

  /**
   * The offer was not accepted; nothing was begun.
   *
   * @param reason what stood against it
   */
  record Refused(Reason reason) implements Fate {}

  /**
   * The item was accepted, but the other side did not take it and never will: it is the owner's
   * again, who may safely offer it elsewhere.
   *
   * @param reason what prevented the handoff
   */
  record Undelivered(Reason reason) implements Fate {}

  /**
   * The item was accepted, and the other side may have taken it, or may take it yet. Only what is
   * idempotent may be offered again.
   *
   * @param reason what ended the handoff before its outcome was known
   */
  record Unknown(Reason reason) implements Fate {}
}
