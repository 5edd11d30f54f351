package dev.handoff.cli;

/** Ends a command. The message is one line that names the place and the remedy. */
final class CliException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exit;

  private CliException(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  /** Something that the user named is of no use. */
  static CliException usage(String message) {
    return new CliException(Exit.USAGE, message);
  }

  /** Something failed that the user did not name. */
  static CliException tool(String message) {
    return new CliException(Exit.TOOL, message);
  }

  /** Something that the user named is of no use, as the exception's message says. */
  static CliException usage(Exception e) {
    return usage(String.valueOf(e.getMessage()));
  }

  /** Something failed that the user did not name, as the exception's message says. */
  static CliException tool(Exception e) {
    return tool(String.valueOf(e.getMessage()));
  }

  int exit() {
    return exit;
  }
}
