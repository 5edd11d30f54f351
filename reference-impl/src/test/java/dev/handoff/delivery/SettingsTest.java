package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final SessionSettings STANDARD = SessionSettings.standard();

  @Test
  void settingsOfASessionChangeOneAtATime() {
    assertThat(
            STANDARD
                .withOutboxMessages(1)
                .withMaxMessageBytes(2)
                .withSinkFrames(3)
                .withWriteTimeout(Duration.ofSeconds(4))
                .withBackoff(Duration.ofSeconds(5), Duration.ofSeconds(6)))
        .isEqualTo(
            new SessionSettings(
                1,
                2,
                3,
                STANDARD.sinkBytes(),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6)));
  }

  @Test
  void boundsMustBePositive() {
    assertRejected("outboxMessages", () -> STANDARD.withOutboxMessages(0));
    assertRejected("maxMessageBytes", () -> STANDARD.withMaxMessageBytes(-1));
    assertRejected("sinkFrames", () -> STANDARD.withSinkFrames(0));
    assertRejected("writeTimeout", () -> STANDARD.withWriteTimeout(Duration.ZERO));
    assertRejected("firstBackoff", () -> STANDARD.withBackoff(Duration.ZERO, Duration.ZERO));
    assertRejected("sinkBytes", () -> withSinkBytes(0));
    assertRejected("maxMessageBytes", () -> new InboxSettings(0, 1, 1));
    assertRejected("maxPeers", () -> new InboxSettings(1, 1, 0));
    assertRejected("maxSessionsPerPeer", () -> new InboxSettings(1, 0, 1));
    assertThat(InboxSettings.standard().maxMessageBytes()).isEqualTo(STANDARD.maxMessageBytes());
  }

  @Test
  void boundsMustNotContradictEachOther() {
    assertRejected(
        "maxBackoff", () -> STANDARD.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertRejected("maxMessageBytes", () -> STANDARD.withMaxMessageBytes(Integer.MAX_VALUE - 15));
  }

  private static SessionSettings withSinkBytes(int bytes) {
    return new SessionSettings(
        1, 1, 1, bytes, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  @Test
  void boundsMayBeAsFarAsTheyGo() {
    assertThat(withSinkBytes(1).maxBackoff()).isEqualTo(withSinkBytes(1).firstBackoff());
    assertThat(STANDARD.withMaxMessageBytes(Integer.MAX_VALUE - 16).maxPayloadBytes())
        .isEqualTo(Integer.MAX_VALUE - 8);
  }

  @Test
  void standardSettingsAreThoseThatAreDocumented() {
    assertThat(SessionSettings.standard())
        .isEqualTo(
            new SessionSettings(
                1024,
                65_536,
                64,
                65_536,
                Duration.ofSeconds(10),
                Duration.ofMillis(50),
                Duration.ofSeconds(5)));
    assertThat(InboxSettings.standard()).isEqualTo(new InboxSettings(65_536, 4, 256));
  }

  @Test
  void closeReportCountsAllThatTheSessionHeld() {
    assertThat(new CloseReport(1, 2, 4).held()).isEqualTo(7);
  }

  private static void assertRejected(String name, Runnable construction) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void committeeHasThreeFPlusOneDistinctValidators() {
    assertThat(committee(1).quorum()).isOne();
    assertThat(committee(4).quorum()).isEqualTo(3);
    assertThat(committee(7).faults()).isEqualTo(2);
    assertThat(committee(7).quorum()).as("more than a majority").isEqualTo(5);
    assertThatThrownBy(() -> committee(3)).hasMessageContaining("3f+1");
    assertThatThrownBy(() -> committee(0)).hasMessageContaining("3f+1");
    List<PeerId> twice = List.of(validator(1), validator(2), validator(3), validator(1));
    assertThatThrownBy(() -> new Committee(twice)).hasMessageContaining("3f+1");
  }

  @Test
  void collectorsAreTheLeaderAndItsSuccessors() {
    assertThat(committee(7).collectors(validator(6)))
        .containsExactly(validator(6), validator(7), validator(1));
    assertThatThrownBy(() -> committee(4).collectors(validator(5))).hasMessageContaining("v5");
  }

  static Committee committee(int size) {
    return new Committee(IntStream.rangeClosed(1, size).mapToObj(SettingsTest::validator).toList());
  }

  static PeerId validator(int number) {
    return new PeerId("v" + number);
  }
}
