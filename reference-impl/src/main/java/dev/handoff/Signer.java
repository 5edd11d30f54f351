package dev.handoff;

/**
 * Port: signs in the name of this node.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface Signer {
  /**
   * Returns the signature of the message.
   *
   * @throws IllegalStateException if the key cannot be used
   */
  Bytes sign(Bytes message);
}
