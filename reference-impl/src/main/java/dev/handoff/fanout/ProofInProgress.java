package dev.handoff.fanout;

/**
 * A proof for which signatures are being collected.
 *
 * <p>Immutable.
 *
 * @param info the batch
 */
public record ProofInProgress(BatchInfo info) implements Item {}
