package dev.handoff;

/**
 * Port: tells the signatures of the peers from others.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface Verifier {
  /** Returns whether the peer signed the message; {@code false} for a peer that is not known. */
  boolean isSignedBy(PeerId signer, Bytes message, Bytes signature);
}
