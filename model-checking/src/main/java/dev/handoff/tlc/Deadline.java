package dev.handoff.tlc;

import java.util.function.Predicate;

/** When a run must be over. Thread-safe. */
final class Deadline {
  private final long limitMillis;
  private final long started = System.nanoTime();

  /**
   * Starts now.
   *
   * @param limitMillis in milliseconds; 0 for none
   */
  Deadline(long limitMillis) {
    this.limitMillis = limitMillis;
  }

  boolean over() {
    return limitMillis > 0 && elapsedMillis() >= limitMillis;
  }

  /** What is left, in milliseconds, never negative; {@link Long#MAX_VALUE} without a limit. */
  long leftMillis() {
    return limitMillis == 0 ? Long.MAX_VALUE : Math.max(0, limitMillis - elapsedMillis());
  }

  private long elapsedMillis() {
    return (System.nanoTime() - started) / 1_000_000;
  }

  TlcException exceeded() {
    return new TlcException(
        TlcException.Kind.TIMEOUT,
        "not done after %.1f s; give more with --timeout".formatted(limitMillis / 1000.0));
  }

  /** Passes readings on to the watcher, and says whether to go on. */
  Predicate<long[]> following(Watch watch) {
    return reading -> {
      watch.progress(
          new Watch.Progress(reading[0], reading[1], reading[2], Math.toIntExact(reading[3])));
      return !over() && !watch.cancelled();
    };
  }
}
