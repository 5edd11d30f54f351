package dev.handoff;

/**
 * Port: time that only goes forward. Only differences mean anything.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface Clock {
  /** Returns the time in nanoseconds since some moment that stays the same. */
  long nanos();
}
