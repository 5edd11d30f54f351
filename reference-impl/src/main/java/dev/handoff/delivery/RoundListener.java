package dev.handoff.delivery;

import dev.handoff.delivery.RoundMessage.QuorumCertificate;

/**
 * Is told what a {@link VoteRound} finds out, outside of its critical sections, on the thread that
 * brought the news. Quick, and does not throw.
 */
public interface RoundListener {
  /** This validator holds a quorum now; its round is over. Called at most once. */
  void quorum(QuorumCertificate certificate);

  /** The round is over without a block, as far as this validator knows. Called at most once. */
  void endedByTimeouts(RoundMessage.TimeoutCertificate certificate);

  /** A validator is faulty, and here is the proof. Called at most once for each validator. */
  void equivocation(Equivocation proof);
}
