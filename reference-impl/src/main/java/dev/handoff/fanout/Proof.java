package dev.handoff.fanout;

/**
 * A proof in the queue: that a quorum stores the batch.
 *
 * <p>Immutable.
 *
 * @param info the batch
 * @param transactions how many transactions the batch holds
 */
public record Proof(BatchInfo info, int transactions) implements Item {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Proof {
    if (transactions < 0) {
      throw new IllegalArgumentException("a number of transactions: " + transactions);
    }
  }
}
