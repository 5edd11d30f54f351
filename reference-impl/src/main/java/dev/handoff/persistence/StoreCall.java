package dev.handoff.persistence;

/**
 * The transaction that a task or the collector waits for: at most one is under way, and one that
 * failed is repeated after a pause that grows.
 *
 * <p>Not thread-safe: guarded by the guard of the store.
 */
final class StoreCall {
  enum Stage {
    NONE,
    UNDER_WAY,
    PAUSED
  }

  Stage stage = Stage.NONE;

  /** How many in a row have failed. */
  int failures;
}
