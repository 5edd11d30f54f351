package dev.handoff.persistence;

/**
 * Port: the proof manager, which is told of each batch that is stored and signed, and of no other.
 *
 * <p>Implementations are thread-safe and never block.
 */
@FunctionalInterface
public interface Announcements {
  /**
   * Takes note of a batch that can be read here until it expires.
   *
   * @throws IllegalStateException if it cannot
   */
  void announce(BatchInfo info);
}
