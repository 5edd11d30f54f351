package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.Frame;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundSettingsTest {
  private static OutboundSettings with(int[] numbers, Duration timeout) {
    return new OutboundSettings(
        numbers[0],
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[4],
        numbers[5],
        numbers[6],
        timeout);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void eachNumberMustBePositive(int place) {
    int[] numbers = {1, 1, 1, 1, 1, 1, 24};
    assertThatCode(() -> with(numbers, Duration.ofNanos(1))).doesNotThrowAnyException();
    numbers[place] = 0;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(numbers, Duration.ofNanos(1)))
        .withMessageContaining("must be positive, not 0");
  }

  @Test
  void writeTimeoutMustBePositive() {
    int[] numbers = {1, 1, 1, 1, 1, 1, 24};
    for (Duration timeout : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> with(numbers, timeout))
          .withMessageContaining("writeTimeout");
    }
  }

  @Test
  void sinkHoldsTheLongestFrame() {
    // With fragments of one byte the header is the longest frame: 16 bytes; with eight, a fragment.
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> with(new int[] {1, 1, 1, 1, 1, 1, Frame.HEADER_BYTES + 15}, Duration.ofDays(1)))
        .withMessageContaining("sinkBytes");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> with(new int[] {1, 1, 1, 1, 8, 1, Frame.HEADER_BYTES + 19}, Duration.ofDays(1)));
    assertThat(
            with(new int[] {1, 1, 1, 1, 8, 1, Frame.HEADER_BYTES + 20}, Duration.ofDays(1))
                .maxPayloadBytes())
        .isEqualTo(20);
  }

  @Test
  void defaultsAreValid() {
    assertThat(OutboundSettings.defaults().maxPayloadBytes()).isEqualTo(65536 + 12);
  }
}
