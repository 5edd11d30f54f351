package dev.handoff.delivery;

import static dev.handoff.delivery.SettingsTest.committee;
import static dev.handoff.delivery.SettingsTest.validator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.FrameException;
import dev.handoff.PeerId;
import dev.handoff.Verifier;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Timeout;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The messages of a round: their bytes, and what they prove. */
class RoundCodecTest {
  private static final Digest BLOCK = Digest.of(Bytes.utf8("block"));
  private static final Digest OTHER = Digest.of(Bytes.utf8("other"));
  private static final Committee COMMITTEE = committee(4);

  /** Whoever knows the name and the text can sign. */
  private static final Verifier VERIFIER =
      (signer, text, signature) -> signature.equals(sign(signer, text));

  static Bytes sign(PeerId signer, Bytes text) {
    return Bytes.utf8(signer + " " + text.hex());
  }

  static Vote vote(int voter, Digest block) {
    return new Vote(5, block, validator(voter), sign(validator(voter), Vote.text(5, block)));
  }

  static Timeout timeout(int voter) {
    return new Timeout(5, validator(voter), sign(validator(voter), Timeout.text(5)));
  }

  static QuorumCertificate quorum(int... voters) {
    SortedMap<PeerId, Bytes> signatures = new TreeMap<>();
    Arrays.stream(voters)
        .mapToObj(voter -> vote(voter, BLOCK))
        .forEach(vote -> signatures.put(vote.voter(), vote.signature()));
    return new QuorumCertificate(5, BLOCK, signatures);
  }

  static TimeoutCertificate timeouts(int... voters) {
    SortedMap<PeerId, Bytes> signatures = new TreeMap<>();
    Arrays.stream(voters)
        .mapToObj(RoundCodecTest::timeout)
        .forEach(timeout -> signatures.put(timeout.voter(), timeout.signature()));
    return new TimeoutCertificate(5, signatures);
  }

  private static final List<RoundMessage> MESSAGES =
      List.of(vote(1, BLOCK), timeout(2), quorum(1, 2, 4), timeouts(2, 3, 4));

  @Test
  void messagesAreDecodedAsTheyWereEncoded() throws FrameException {
    for (RoundMessage message : MESSAGES) {
      assertThat(RoundCodec.decode(message.encode())).isEqualTo(message);
      assertThat(message.verify(COMMITTEE, VERIFIER)).isTrue();
    }
  }

  @Test
  void bytesThatAreCutOffOrTooManyAreNoMessage() {
    for (RoundMessage message : MESSAGES) {
      byte[] bytes = message.encode().toArray();
      for (int length = 0; length < bytes.length; length++) {
        assertMalformed(Arrays.copyOf(bytes, length), FrameException.Kind.MALFORMED);
      }
      assertMalformed(Arrays.copyOf(bytes, bytes.length + 1), FrameException.Kind.MALFORMED);
    }
  }

  @Test
  void unknownTypeIsNoMessage() {
    assertMalformed(new byte[] {9, 0, 0}, FrameException.Kind.UNKNOWN_TYPE);
  }

  @Test
  void voteWithTwoSignaturesIsNoMessage() {
    byte[] bytes = quorum(1, 2).encode().toArray();
    bytes[0] = 1;
    assertMalformed(bytes, FrameException.Kind.MALFORMED);
  }

  @Test
  void signaturesOutOfOrderAreNoMessage() {
    byte[] bytes = timeouts(1, 2).encode().toArray();
    // 1 + 8 + 2 bytes, then the length of the name, 'v', and the digit.
    assertThat(bytes[13]).isEqualTo((byte) '1');
    bytes[13] = '2';
    assertMalformed(bytes, FrameException.Kind.MALFORMED);
  }

  @Test
  void nameThatIsNoneIsNoMessage() {
    byte[] bytes = timeout(1).encode().toArray();
    bytes[13] = ' ';
    assertMalformed(bytes, FrameException.Kind.MALFORMED);
  }

  @Test
  void lengthOfANameIsOneOfBytesThatMayBeMissing() {
    byte[] bytes = timeout(1).encode().toArray();
    for (int length : new int[] {127, 128, 255}) {
      bytes[11] = (byte) length;
      assertMalformed(bytes, FrameException.Kind.MALFORMED);
    }
  }

  private static void assertMalformed(byte[] bytes, FrameException.Kind kind) {
    assertThatThrownBy(() -> RoundCodec.decode(Bytes.copyOf(bytes)))
        .isInstanceOfSatisfying(
            FrameException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  @Test
  void signatureMayBeAsLongAsTwoBytesCount() throws FrameException {
    Timeout timeout = new Timeout(5, validator(1), Bytes.copyOf(new byte[(1 << 16) - 1]));
    assertThat(RoundCodec.decode(timeout.encode())).isEqualTo(timeout);
  }

  @Test
  void signatureThatIsTooLongIsNotEncoded() {
    Timeout timeout = new Timeout(5, validator(1), Bytes.copyOf(new byte[1 << 16]));
    assertThatThrownBy(timeout::encode).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void votesOfStrangersAndWithOthersSignaturesProveNothing() {
    assertThat(vote(5, BLOCK).verify(COMMITTEE, VERIFIER)).isFalse();
    assertThat(timeout(5).verify(COMMITTEE, VERIFIER)).isFalse();
    Vote forged = new Vote(5, BLOCK, validator(1), vote(2, BLOCK).signature());
    assertThat(forged.verify(COMMITTEE, VERIFIER)).isFalse();
    Vote moved = new Vote(6, BLOCK, validator(1), vote(1, BLOCK).signature());
    assertThat(moved.verify(COMMITTEE, VERIFIER)).isFalse();
    Timeout fromVote = new Timeout(5, validator(1), vote(1, BLOCK).signature());
    assertThat(fromVote.verify(COMMITTEE, VERIFIER)).isFalse();
  }

  @Test
  void certificateNeedsAQuorumOfValidators() {
    assertThat(quorum(1, 2).verify(COMMITTEE, VERIFIER)).isFalse();
    assertThat(quorum(1, 2, 5).verify(COMMITTEE, VERIFIER)).isFalse();
    assertThat(timeouts(1, 2).verify(COMMITTEE, VERIFIER)).isFalse();
    QuorumCertificate otherBlock = new QuorumCertificate(5, OTHER, quorum(1, 2, 3).signatures());
    assertThat(otherBlock.verify(COMMITTEE, VERIFIER)).isFalse();
  }

  @Test
  void certificateKeepsACopyThatNobodyCanChange() {
    SortedMap<PeerId, Bytes> signatures = new TreeMap<>(quorum(1, 2, 3).signatures());
    QuorumCertificate certificate = new QuorumCertificate(5, BLOCK, signatures);
    signatures.clear();
    assertThat(certificate.signatures()).hasSize(3);
    assertThatThrownBy(() -> certificate.signatures().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void equivocationIsTwoVotesOfOneVoterInOneRoundForTwoBlocks() {
    assertThat(new Equivocation(vote(1, BLOCK), vote(1, OTHER)).verify(COMMITTEE, VERIFIER))
        .isTrue();
    Vote sixth = new Vote(6, OTHER, validator(1), sign(validator(1), Vote.text(6, OTHER)));
    Vote unsigned = new Vote(5, OTHER, validator(1), Bytes.EMPTY);
    for (Vote second : List.of(vote(2, OTHER), vote(1, BLOCK), sixth, unsigned)) {
      assertThat(new Equivocation(vote(1, BLOCK), second).verify(COMMITTEE, VERIFIER)).isFalse();
      assertThat(new Equivocation(second, vote(1, BLOCK)).verify(COMMITTEE, VERIFIER)).isFalse();
    }
  }
}
