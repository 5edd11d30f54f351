package dev.handoff.demo;

/** What the process says at its end. */
final class Exit {
  /** The sums are exact and the promises kept. */
  static final int OK = 0;

  /** They are not. */
  static final int WRONG = 1;

  /** The command line is no command. */
  static final int USAGE = 2;

  /** The demo could not run. */
  static final int TOOL = 3;

  private Exit() {}
}
