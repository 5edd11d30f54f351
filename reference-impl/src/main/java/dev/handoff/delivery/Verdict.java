package dev.handoff.delivery;

/** What a {@link VoteRound} made of a message that came in. */
public enum Verdict {
  /** It changed what this validator knows. */
  COUNTED,
  /** The same was counted before. */
  DUPLICATE,
  /** Its voter has voted for another block; now neither vote counts, and both were reported. */
  EQUIVOCATION,
  /** Its voter was caught voting for two blocks before, and no vote of it counts. */
  EXPOSED,
  /** This validator holds a quorum already, or the round is over, and it makes no difference. */
  TOO_LATE,
  /** It is about another round. */
  OTHER_ROUND,
  /** It is not signed as it must be, by validators, and by as many as it takes. */
  NOT_VERIFIED
}
