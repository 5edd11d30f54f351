package dev.handoff.fanout;

/**
 * What remains in the queue of proofs, for whoever should slow down.
 *
 * <p>Immutable.
 *
 * @param proofs how many proofs
 * @param transactions how many transactions their batches hold together
 */
public record Backpressure(int proofs, long transactions) {
  /** Nothing remains. */
  public static final Backpressure NONE = new Backpressure(0, 0);
}
