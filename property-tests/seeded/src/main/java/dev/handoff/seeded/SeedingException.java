package dev.handoff.seeded;

/** A seeded bug is of no use: it is badly described, does not fit its file, or does not compile. */
public final class SeedingException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the bug, and what is wrong with it. */
  public SeedingException(String message) {
    super(message);
  }
}
