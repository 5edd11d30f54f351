package dev.handoff.persistence;

import dev.handoff.Bytes;

/**
 * A promise about a batch, and this node's signature of it.
 *
 * <p>Immutable.
 *
 * @param info what is promised
 * @param signature the signature of {@link BatchInfo#encoded}
 */
public record SignedBatchInfo(BatchInfo info, Bytes signature) {}
