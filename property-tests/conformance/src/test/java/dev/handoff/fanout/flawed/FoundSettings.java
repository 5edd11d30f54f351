package dev.handoff.fanout.flawed;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The bounds and policies of a {@link FoundFanOut}.
 *
 * @param expiry by batch
 * @param queueBound notifications that fit into the coordinator's queue
 * @param channelBound commands that fit into a component's channel
 * @param isDurable whether a component that restarts has its state
 * @param exitsOnPanic whether the process dies of a panic, and not only the task
 */
record FoundSettings(
    Map<Long, Long> expiry,
    long queueBound,
    long channelBound,
    boolean isDurable,
    boolean exitsOnPanic) {
  /** As in the cited code. */
  private static final long CHANNEL_BOUND = 1000;

  /** The constants of the design's module, or of the reference's, which knows of no channels. */
  static FoundSettings of(Map<String, Object> constants) {
    Map<Long, Long> expiry = new TreeMap<>();
    Map<?, ?> given = (Map<?, ?>) Objects.requireNonNull(constants.get("Expiry"));
    given.forEach((batch, at) -> expiry.put((Long) batch, (Long) at));
    return new FoundSettings(
        expiry,
        (Long) constants.getOrDefault("QueueBound", Long.MAX_VALUE),
        (Long) constants.getOrDefault("ChannelBound", CHANNEL_BOUND),
        "durable".equals(constants.get("Restart")),
        "process".equals(constants.get("PanicPolicy")));
  }
}
