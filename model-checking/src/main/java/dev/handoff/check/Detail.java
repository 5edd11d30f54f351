package dev.handoff.check;

/** How much an engine tells about a run, beyond verdicts and counts. */
public enum Detail {
  /** The actions taken and the witnesses reached; that none is listed means that there is none. */
  FULL,
  /**
   * Perhaps no actions and no witnesses, and that none is listed means nothing; and a lasso of any
   * length, not the shortest.
   */
  VERDICTS_ONLY
}
