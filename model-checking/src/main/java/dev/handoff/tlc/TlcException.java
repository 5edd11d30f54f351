package dev.handoff.tlc;

/** A model could not be judged. The message is one line that names the place and the remedy. */
public final class TlcException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public TlcException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Why there is no verdict. */
  public enum Kind {
    /** A module does not parse, or is not well formed. */
    PARSE,
    /** The configuration does not parse or does not fit the module. */
    CONFIG,
    /** An expression could not be evaluated. */
    EVALUATION,
    /** The time given to the run is over. */
    TIMEOUT,
    /** The caller cancelled the run. */
    CANCELLED,
    /** Memory, disk space or the temporary folder did not suffice. */
    RESOURCE,
    /** The tools are not TLC, or failed in a way of their own. */
    TOOLS
  }
}
