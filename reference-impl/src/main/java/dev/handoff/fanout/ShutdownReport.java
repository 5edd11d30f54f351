package dev.handoff.fanout;

import java.util.List;

/**
 * How a shutdown ended.
 *
 * <p>Immutable.
 *
 * @param phases what became of each component, in the order of the phases
 */
public record ShutdownReport(List<Phase> phases) {
  /** Copies the list if it could change. */
  public ShutdownReport {
    phases = List.copyOf(phases);
  }

  /** How a component ended. */
  public enum Outcome {
    /** It applied all that was accepted, and acknowledged that it stopped. */
    STOPPED,
    /** It was down, or its deadline passed first; what it owed is unknown. */
    DETACHED
  }

  /**
   * The phase of one component.
   *
   * @param component whose turn it was
   * @param outcome how it ended
   * @param unknown how many receipts of the component ended unknown since the shutdown was
   *     requested
   */
  public record Phase(ComponentName component, Outcome outcome, long unknown) {}

  /** Returns whether every component stopped in order. */
  public boolean isClean() {
    return phases.stream().allMatch(phase -> phase.outcome() == Outcome.STOPPED);
  }
}
