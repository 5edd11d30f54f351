package dev.handoff.fanout;

/**
 * The components that hear of every commit, in the order in which a shutdown stops them: senders
 * before receivers.
 */
public enum ComponentName {
  /** Keeps the batches in progress, whose transactions no other batch may take. */
  BATCH_GENERATOR("BG"),
  /** Keeps the proofs in progress, and books batches as committed. */
  PROOF_COORDINATOR("PC"),
  /** Keeps the queue of proofs, and publishes backpressure. */
  PROOF_MANAGER("PM");

  private final String label;

  ComponentName(String label) {
    this.label = label;
  }

  /** Returns the name that the specification uses, which is also that of the stored records. */
  public String label() {
    return label;
  }
}
