package dev.handoff.fanout;

/** What a component keeps about a batch until the batch is committed or has expired. */
public sealed interface Item permits Batch, Proof, ProofInProgress {
  /** Returns the batch. */
  BatchInfo info();
}
