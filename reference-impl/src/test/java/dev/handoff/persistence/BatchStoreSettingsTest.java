package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchStoreSettingsTest {
  private static final Duration TEN = Duration.ofMillis(10);

  @Test
  void boundsThatMakeNoSenseAreNotAccepted() {
    assertRefused("grace", () -> settings(-1, 1, 1, 1, TEN, TEN));
    assertRefused("maxRequests", () -> settings(0, 0, 1, 1, TEN, TEN));
    assertRefused("maxBatchesPerRequest", () -> settings(0, 1, 0, 1, TEN, TEN));
    assertRefused("maxBatchBytes", () -> settings(0, 1, 1, 0, TEN, TEN));
    assertRefused("retryDelay", () -> settings(0, 1, 1, 1, Duration.ZERO, TEN));
    assertRefused("maxRetryDelay", () -> settings(0, 1, 1, 1, TEN, Duration.ofMillis(9)));
    assertThat(settings(0, 1, 1, 1, TEN, TEN).maxRequests()).isEqualTo(1);
  }

  @Test
  void aQuotaThatMakesNoSenseIsNotAccepted() {
    assertRefused("quota", () -> new Quota(-1, 1, 1));
    assertRefused("quota", () -> new Quota(1, -1, -1));
    assertRefused("quota", () -> new Quota(1, 1, -1));
    assertRefused("quota", () -> new Quota(1, 1, 2));
    assertThat(new Quota(1, 2, 2).memoryBytes()).isEqualTo(2);
    assertThat(new Quota(0, 0, 0)).as("an author may have no quota").isEqualTo(Quota.NONE);
  }

  @Test
  void theDelayIsDoubledUpToItsMaximum() {
    BatchStoreSettings settings = settings(0, 1, 1, 1, TEN, Duration.ofMillis(35));
    assertThat(settings.delayBefore(1)).isEqualTo(TEN);
    assertThat(settings.delayBefore(2)).isEqualTo(Duration.ofMillis(20));
    assertThat(settings.delayBefore(3)).isEqualTo(Duration.ofMillis(35));
    assertThat(settings.delayBefore(Integer.MAX_VALUE)).isEqualTo(Duration.ofMillis(35));
  }

  @Test
  void theDefaultsAreAccepted() {
    assertThat(BatchStoreSettings.of(Map.of(ALICE, TWO), 5).grace()).isEqualTo(5);
  }

  private static BatchStoreSettings settings(
      long grace, int requests, int batches, int bytes, Duration delay, Duration maxDelay) {
    return new BatchStoreSettings(
        Map.of(ALICE, TWO), grace, requests, batches, bytes, delay, maxDelay);
  }

  private static void assertRefused(String word, Runnable construction) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(construction::run)
        .withMessageContaining(word);
  }
}
