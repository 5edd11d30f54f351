package dev.handoff.persistence;

/** A task or the collector: whoever can own a digest, and waits for it. Thread-safe. */
@FunctionalInterface
interface Waiter {
  /** Says that there may be something to do. Never blocks, and does none of it itself. */
  void wake();
}
