package dev.handoff.tcp;

import dev.handoff.Metrics;
import dev.handoff.Uncaught;

/** What is done with what foreign code throws. No state. */
final class Failures {
  private Failures() {}

  /** Counts it, and passes it to the thread's handler of uncaught exceptions. */
  static void report(Metrics metrics, RuntimeException failure) {
    metrics.failure("tcp", "listener");
    Uncaught.report(failure);
  }
}
