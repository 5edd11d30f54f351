package dev.handoff.fanout;

import java.util.List;

/**
 * What execution announces once a block is committed.
 *
 * <p>Immutable.
 *
 * @param timestamp the block's, which names the commit; commits may be announced out of its order
 * @param batches the batches that the block contains. They carry their expirations, so that whoever
 *     remembers them knows when to forget them
 */
public record Commit(long timestamp, List<BatchInfo> batches) {
  /**
   * Copies the list if it could change.
   *
   * @throws IllegalArgumentException if the timestamp is negative
   */
  public Commit {
    if (timestamp < 0) {
      throw new IllegalArgumentException("a timestamp is not negative: " + timestamp);
    }
    batches = List.copyOf(batches);
  }
}
