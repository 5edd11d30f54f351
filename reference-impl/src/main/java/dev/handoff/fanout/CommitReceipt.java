package dev.handoff.fanout;

import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import java.util.Optional;

/**
 * The answer to {@link CommitFanOut#notify}: accepted or refused, and a receipt for each component.
 *
 * <p>Immutable; the receipts are thread-safe.
 *
 * @param refusal why the commit was refused; empty if it was accepted
 * @param batchGenerator whether the batch generator has applied it
 * @param proofCoordinator whether the proof coordinator has applied it
 * @param proofManager whether the proof manager has applied it
 */
public record CommitReceipt(
    Optional<Reason> refusal,
    Receipt batchGenerator,
    Receipt proofCoordinator,
    Receipt proofManager) {

  static CommitReceipt refused(Reason reason) {
    Receipt refused = Receipt.refused(reason);
    return new CommitReceipt(Optional.of(reason), refused, refused, refused);
  }

  /** Returns whether the commit was accepted: whether its fates are still to come. */
  public boolean isAccepted() {
    return refusal.isEmpty();
  }

  /**
   * Returns the receipt for that component. Its fate is delivered, {@link Fate.Refused}, or unknown
   * because the component was detached or the node crashed.
   */
  public Receipt of(ComponentName component) {
    return switch (component) {
      case BATCH_GENERATOR -> batchGenerator;
      case PROOF_COORDINATOR -> proofCoordinator;
      case PROOF_MANAGER -> proofManager;
    };
  }
}
