package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.FrameException;
import dev.handoff.PeerId;
import dev.handoff.delivery.RoundMessage;
import dev.handoff.persistence.Batch;
import dev.handoff.persistence.BatchInfo;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {
  private static final PeerId PEER = new PeerId("v1");
  private static final Batch BATCH = Batch.of(PEER, Bytes.utf8("payload"), 7);
  private static final BatchInfo INFO = BATCH.info();

  static List<Message> messages() {
    TreeMap<PeerId, Bytes> signatures = new TreeMap<>();
    signatures.put(PEER, Bytes.utf8("signature"));
    Block block = new Block(3, List.of(INFO));
    Digest digest = block.digest();
    return List.of(
        new Message.Offered(BATCH),
        new Message.Signed(INFO, Bytes.utf8("signature")),
        new Message.Certified(INFO, 5, signatures),
        new Message.Proposed(block),
        new Message.Decided(block, new RoundMessage.QuorumCertificate(3, digest, signatures)),
        new Message.Round(new RoundMessage.Vote(3, digest, PEER, Bytes.utf8("s")).encode()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageIsWhatItsBytesSay(Message message) throws FrameException {
    assertThat(Message.decode(message.encode())).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageThatIsCutShortOrTooLongIsRejected(Message message) {
    byte[] bytes = message.encode().toArray();
    for (int length = 0; length < bytes.length; length++) {
      Bytes cut = Bytes.copyOf(java.util.Arrays.copyOf(bytes, length));
      assertThatExceptionOfType(FrameException.class).isThrownBy(() -> Message.decode(cut));
    }
    Bytes longer = Bytes.copyOf(java.util.Arrays.copyOf(bytes, bytes.length + 1));
    assertThatExceptionOfType(FrameException.class).isThrownBy(() -> Message.decode(longer));
  }

  @Test
  void garbageIsRejectedAndNothingElse() {
    SplittableRandom random = new SplittableRandom(1);
    int rejected = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] garbage = new byte[random.nextInt(80)];
      random.nextBytes(garbage);
      try {
        Message.decode(Bytes.copyOf(garbage));
      } catch (FrameException e) {
        rejected++;
      }
    }
    assertThat(rejected).isGreaterThan(9_900);
  }

  @Test
  void blocksWithOtherExpirationsHaveOtherDigests() {
    BatchInfo later = new BatchInfo(INFO.digest(), PEER, 8);
    assertThat(new Block(3, List.of(later)).digest())
        .isNotEqualTo(new Block(3, List.of(INFO)).digest());
  }
}
