package dev.handoff.spec;

/** How large a model is. */
public enum Tier implements Written {
  /** Small enough for every run. */
  STANDARD("standard"),
  /** One step larger in each constant; gives the same verdicts. */
  DEEP("deep");

  private final String written;

  Tier(String written) {
    this.written = written;
  }

  @Override
  public String written() {
    return written;
  }

  @Override
  public String toString() {
    return written;
  }
}
