package dev.handoff.fanout;

import dev.handoff.Bounds;
import java.time.Duration;

/**
 * The bounds and deadlines of a {@link CommitFanOut}.
 *
 * <p>Immutable.
 *
 * @param logBound how many commits the log holds for its slowest component before it refuses
 * @param batchBound how many batches a commit may list
 * @param committedBound how many committed batches are remembered that have not expired, so that
 *     nobody takes them for new; when there is no room for another, commits are refused
 * @param itemBound how many items each component keeps
 * @param detachAfter how long a component may owe without progress before it is declared hung, if
 *     it is not down anyway, and detached
 * @param phaseTimeout how long a shutdown waits for each component in turn
 * @param retryDelay how long until a write that has failed is tried again
 * @param stateKeeping what components come back with after a crash
 * @param panicPolicy who dies when a component throws
 */
public record FanOutSettings(
    int logBound,
    int batchBound,
    int committedBound,
    int itemBound,
    Duration detachAfter,
    Duration phaseTimeout,
    Duration retryDelay,
    StateKeeping stateKeeping,
    PanicPolicy panicPolicy) {

  /** Components without durable state, and bounds that fit a small validator. */
  public static final FanOutSettings DEFAULT =
      new FanOutSettings(
          1024,
          4096,
          1 << 18,
          1 << 16,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          StateKeeping.VOLATILE,
          PanicPolicy.TASK);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a bound or a duration is not positive, or a commit may list
   *     more batches than are remembered
   */
  public FanOutSettings {
    Bounds.requirePositive("logBound", logBound);
    Bounds.requirePositive("batchBound", batchBound);
    Bounds.requirePositive("committedBound", committedBound);
    Bounds.requirePositive("itemBound", itemBound);
    Bounds.requirePositive("detachAfter", detachAfter);
    Bounds.requirePositive("phaseTimeout", phaseTimeout);
    Bounds.requirePositive("retryDelay", retryDelay);
    if (batchBound > committedBound) {
      throw new IllegalArgumentException(
          "a commit may list %d batches, but only %d are remembered"
              .formatted(batchBound, committedBound));
    }
  }

  /** Returns these settings with that bound of the log. */
  public FanOutSettings withLogBound(int bound) {
    return new FanOutSettings(
        bound,
        batchBound,
        committedBound,
        itemBound,
        detachAfter,
        phaseTimeout,
        retryDelay,
        stateKeeping,
        panicPolicy);
  }

  /** Returns these settings with those deadlines. */
  public FanOutSettings withDeadlines(Duration detachAfterThat, Duration perPhase) {
    return new FanOutSettings(
        logBound,
        batchBound,
        committedBound,
        itemBound,
        detachAfterThat,
        perPhase,
        retryDelay,
        stateKeeping,
        panicPolicy);
  }

  /** Returns these settings with that keeping of states. */
  public FanOutSettings withStateKeeping(StateKeeping keeping) {
    return new FanOutSettings(
        logBound,
        batchBound,
        committedBound,
        itemBound,
        detachAfter,
        phaseTimeout,
        retryDelay,
        keeping,
        panicPolicy);
  }

  /** Returns these settings with that policy. */
  public FanOutSettings withPanicPolicy(PanicPolicy policy) {
    return new FanOutSettings(
        logBound,
        batchBound,
        committedBound,
        itemBound,
        detachAfter,
        phaseTimeout,
        retryDelay,
        stateKeeping,
        policy);
  }
}
