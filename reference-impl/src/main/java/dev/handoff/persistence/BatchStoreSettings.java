package dev.handoff.persistence;

import dev.handoff.Bounds;
import dev.handoff.PeerId;
import java.time.Duration;
import java.util.Map;

/**
 * The bounds of a {@link BatchStore}.
 *
 * <p>Immutable. The payloads of the batches that are worked on take at most {@code maxRequests *
 * maxBatchesPerRequest * maxBatchBytes} bytes of memory, those that are cached the sum of the
 * quotas' {@code memoryBytes}, and besides, each stored batch takes some hundred bytes.
 *
 * @param quotas the authors, and what each may use; others may use nothing
 * @param grace how long a batch is kept after it expired, for peers that lag; in the unit of the
 *     certified time
 * @param maxRequests how many requests may be in flight
 * @param maxBatchesPerRequest how many batches one request may have
 * @param maxBatchBytes how many bytes of payload one batch may have
 * @param retryDelay how long after a failed deletion it is tried again; doubled each time
 * @param maxRetryDelay the longest such delay
 */
public record BatchStoreSettings(
    Map<PeerId, Quota> quotas,
    long grace,
    int maxRequests,
    int maxBatchesPerRequest,
    int maxBatchBytes,
    Duration retryDelay,
    Duration maxRetryDelay) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one makes no sense
   */
  public BatchStoreSettings {
    quotas = Map.copyOf(quotas);
    check(grace >= 0, "grace must not be negative");
    Bounds.requirePositive("maxRequests", maxRequests);
    Bounds.requirePositive("maxBatchesPerRequest", maxBatchesPerRequest);
    Bounds.requirePositive("maxBatchBytes", maxBatchBytes);
    Bounds.requirePositive("retryDelay", retryDelay);
    check(maxRetryDelay.compareTo(retryDelay) >= 0, "maxRetryDelay must be at least retryDelay");
  }

  /**
   * Returns bounds for a validator: 1,024 requests in flight of up to 64 batches of up to 1 MiB,
   * deletions retried after 50 ms to 5 s.
   */
  public static BatchStoreSettings of(Map<PeerId, Quota> quotas, long grace) {
    return new BatchStoreSettings(
        quotas, grace, 1024, 64, 1 << 20, Duration.ofMillis(50), Duration.ofSeconds(5));
  }

  /** Returns the delay before attempt number {@code attempt}, the first being 1. */
  Duration delayBefore(int attempt) {
    Duration delay = retryDelay;
    for (int i = 1; i < attempt && delay.compareTo(maxRetryDelay) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(maxRetryDelay) < 0 ? delay : maxRetryDelay;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
