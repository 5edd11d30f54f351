package dev.handoff.jdk;

import dev.handoff.Clock;

/** The monotonic clock of the machine. Thread-safe. */
public enum SystemClock implements Clock {
  /** The only one. */
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
