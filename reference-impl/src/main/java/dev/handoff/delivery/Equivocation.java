package dev.handoff.delivery;

import dev.handoff.Verifier;
import dev.handoff.delivery.RoundMessage.Vote;

/**
 * The proof that a validator is faulty: two votes of one round, for two blocks, both signed by it.
 *
 * <p>Immutable.
 *
 * @param first the vote that was counted, and no longer is
 * @param second the vote that exposed it
 */
public record Equivocation(Vote first, Vote second) {
  /** Returns whether this proves anything. */
  public boolean verify(Committee committee, Verifier verifier) {
    return first.voter().equals(second.voter())
        && first.round() == second.round()
        && !first.block().equals(second.block())
        && first.verify(committee, verifier)
        && second.verify(committee, verifier);
  }
}
