package dev.handoff.persistence;

/** How far a task is with its batch: what step it takes next. The words are the specification's. */
enum Place {
  /** Not received yet. */
  NEW,
  /** Waits for the digest; will refuse, or reserve quota and own it. */
  CHECK,
  /** Owns the digest; the durable write. */
  WRITE,
  /** The record is durable; cache and expiration queue. */
  PUBLISH,
  /** What is stored is signed. */
  SIGN,
  /** The signature goes to the author. */
  SEND,
  /** The proof manager hears of it, and the owner. */
  ANNOUNCE,
  /** The write failed: what may have been written is removed. */
  REMOVE,
  /** Nothing is left in the store: the quota is given back. */
  RELEASE,
  /** All batches have their fates. */
  DONE,
  /** The node went down; the owners are to be told. */
  LOST
}
