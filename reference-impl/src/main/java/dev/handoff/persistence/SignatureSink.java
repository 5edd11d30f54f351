package dev.handoff.persistence;

/**
 * Port: the way of a signature to the author of the batch. From the call on the signature counts as
 * out.
 *
 * <p>Implementations are thread-safe and never block; what becomes of the signature on its way is
 * theirs to report.
 */
@FunctionalInterface
public interface SignatureSink {
  /**
   * Takes the signature over, to send it to {@code signed.info().author()}.
   *
   * @throws IllegalStateException if it cannot be taken; then it may be out or not
   */
  void send(SignedBatchInfo signed);
}
