package dev.handoff.demo;

/** The command line of the node. */
public final class Main {
  private Main() {}

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(2);
  }
}
