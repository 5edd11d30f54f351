package dev.handoff.cli;

/** The exit codes. */
final class Exit {
  /** Everything is as pinned; no property of a module of the user's own is violated. */
  static final int OK = 0;

  /** Something is not as pinned; a property is violated. */
  static final int DIFFERENT = 1;

  /** The command line, or a file that it names, is of no use. */
  static final int USAGE = 2;

  /** A model could not be judged. */
  static final int TOOL = 3;

  private Exit() {}
}
