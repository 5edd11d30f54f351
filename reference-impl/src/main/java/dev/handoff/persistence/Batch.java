package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;

/**
 * A batch of transactions, with what its author asks this node to promise about it.
 *
 * <p>Immutable. Whether the content has the digest is checked by who takes the batch, see {@link
 * Digester}.
 *
 * @param info its digest, author and expiration
 * @param payload its content
 */
public record Batch(BatchInfo info, Bytes payload) {

  /** Returns the batch with its SHA-256 digest. */
  public static Batch of(PeerId author, Bytes payload, long expiration) {
    return new Batch(
        new BatchInfo(Digester.SHA_256.digest(author, payload), author, expiration), payload);
  }

  /** Returns what names the batch. */
  public Digest digest() {
    return info.digest();
  }

  /** Returns whose batch it is. */
  public PeerId author() {
    return info.author();
  }

  /** Returns when it expires, see {@link BatchInfo#expiration}. */
  public long expiration() {
    return info.expiration();
  }
}
