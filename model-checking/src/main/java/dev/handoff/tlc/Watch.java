package dev.handoff.tlc;

/** Follows one run. Called from the run's own thread, several times a second. */
public interface Watch {
  /** Nobody watches, nobody cancels. */
  Watch NONE = progress -> {};

  /** How far the run is. */
  void progress(Progress progress);

  /** Whether the run should stop; it then ends with {@link TlcException.Kind#CANCELLED}. */
  default boolean cancelled() {
    return false;
  }

  /**
   * A reading of a run.
   *
   * @param generated states generated, repetitions included
   * @param distinct distinct states found
   * @param queued states found and not yet explored; 0 while liveness is judged
   * @param depth length in states of the longest of the shortest paths so far
   */
  record Progress(long generated, long distinct, long queued, int depth) {}
}
