package dev.handoff.tlc;

import java.io.Serializable;

/**
 * The verdict on one property.
 *
 * @param name the property's name in the configuration, or {@link #DEADLOCK}, or {@link
 *     #ASSUMPTION}
 * @param kind what sort of property it is
 * @param outcome the verdict
 * @param trace the counterexample; {@link Trace#NONE} unless violated
 */
public record PropertyResult(String name, Kind kind, Outcome outcome, Trace trace)
    implements Serializable {
  /** The name under which a deadlock is reported. */
  public static final String DEADLOCK = "Deadlock";

  /** The name under which a false ASSUME is reported. */
  public static final String ASSUMPTION = "Assumption";

  /** The sort of a property. */
  public enum Kind {
    /** A finite behaviour can violate it. */
    SAFETY,
    /** Only an infinite behaviour can violate it. */
    LIVENESS,
    /** A whole specification that this one is to implement, in both halves. */
    REFINEMENT
  }

  /** A verdict. */
  public enum Outcome {
    HOLDS,
    VIOLATED,
    /** The exploration was cut off before the property was decided. */
    UNDECIDED
  }
}
