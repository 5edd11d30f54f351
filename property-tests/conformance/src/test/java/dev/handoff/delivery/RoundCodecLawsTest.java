package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.FrameException;
import dev.handoff.PeerId;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Timeout;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import java.util.Arrays;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * The bytes of a round's messages: each message has one encoding, and bytes are either that of some
 * message or refused.
 */
class RoundCodecLawsTest {
  @Provide
  Arbitrary<RoundMessage> messages() {
    Arbitrary<Long> round = Arbitraries.longs();
    Arbitrary<Digest> block = Arbitraries.strings().map(Bytes::utf8).map(Digest::of);
    Arbitrary<PeerId> voter =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('0', '9')
            .withChars('.', '_', '-')
            .ofMinLength(1)
            .ofMaxLength(PeerId.MAX_LENGTH)
            .map(PeerId::new);
    Arbitrary<Bytes> signature =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Bytes::copyOf);
    Arbitrary<TreeMap<PeerId, Bytes>> signatures =
        Arbitraries.maps(voter, signature).ofMaxSize(9).map(TreeMap::new);
    return Arbitraries.oneOf(
        Combinators.combine(round, block, voter, signature).as(Vote::new),
        Combinators.combine(round, voter, signature).as(Timeout::new),
        Combinators.combine(round, block, signatures).as(QuorumCertificate::new),
        Combinators.combine(round, signatures).as(TimeoutCertificate::new));
  }

  @Property
  void messageIsDecodedAsItWasEncoded(@ForAll("messages") RoundMessage message)
      throws FrameException {
    assertThat(RoundCodec.decode(message.encode())).isEqualTo(message);
  }

  @Property(tries = 200)
  void messageThatIsCutOffOrHasATailIsRefused(@ForAll("messages") RoundMessage message) {
    byte[] bytes = message.encode().toArray();
    for (int length = 0; length < bytes.length; length += 1 + bytes.length / 50) {
      assertRefused(Arrays.copyOf(bytes, length));
    }
    assertRefused(Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> RoundCodec.decode(Bytes.copyOf(bytes)))
        .isInstanceOf(FrameException.class);
  }

  @Property
  void anyBytesAreRefusedOrTheEncodingOfWhatTheyDecodeTo(@ForAll @Size(max = 200) byte[] bytes) {
    assertCanonical(bytes);
  }

  /** Garbage that is nearly a message goes deeper into the decoder than random bytes do. */
  @Property
  void messageWithAByteChangedIsRefusedOrAnotherMessage(
      @ForAll("messages") RoundMessage message, @ForAll int place, @ForAll byte value) {
    byte[] bytes = message.encode().toArray();
    bytes[Math.floorMod(place, bytes.length)] = value;
    assertCanonical(bytes);
  }

  private static void assertCanonical(byte[] bytes) {
    RoundMessage decoded;
    try {
      decoded = RoundCodec.decode(Bytes.copyOf(bytes));
    } catch (FrameException refused) {
      assertThat(refused).hasMessageContaining("round");
      return;
    }
    assertThat(decoded.encode().toArray()).isEqualTo(bytes);
  }
}
