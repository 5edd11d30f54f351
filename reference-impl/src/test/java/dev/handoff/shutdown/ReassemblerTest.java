package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.FrameException.Kind;
import dev.handoff.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReassemblerTest {
  private final Reassembler reassembler = new Reassembler(12);

  private static List<Piece> pieces(long number, Bytes message) {
    List<Piece> pieces = new ArrayList<>();
    Piece piece = new Piece(new Outgoing(number, message, new Promise(), 4), 0);
    pieces.add(piece);
    while (!piece.isLast()) {
      piece = piece.next();
      pieces.add(piece);
    }
    return pieces;
  }

  private static List<Frame> cut(long number, Bytes message) {
    return pieces(number, message).stream().map(Piece::frame).toList();
  }

  private static Frame fragment(long number, int place, String content) {
    return WireFormat.fragment(number, place, Bytes.utf8(content).buffer());
  }

  private void assertRefuses(Frame frame, Kind kind, String part) {
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> reassembler.accept(frame))
        .withMessageContaining(part)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void smallMessageIsItsFrame() throws Exception {
    List<Frame> frames = cut(1, Bytes.utf8("tiny"));
    assertThat(frames).containsExactly(new Frame((byte) 1, Bytes.utf8("tiny")));
    assertThat(reassembler.accept(frames.get(0))).contains(Bytes.utf8("tiny"));
  }

  @Test
  void emptyMessageIsAMessage() throws Exception {
    assertThat(reassembler.accept(cut(1, Bytes.EMPTY).get(0))).contains(Bytes.EMPTY);
  }

  @Test
  void largeMessageHasTheDocumentedBytes() {
    assertThat(cut(7, Bytes.utf8("abcdef")))
        .extracting(frame -> frame.type() + ":" + frame.payload().hex())
        .containsExactly(
            "2:" + "0000000000000007" + "00000002" + "00000006",
            "3:" + "0000000000000007" + "00000001" + "61626364",
            "3:" + "0000000000000007" + "00000002" + "6566");
  }

  @Test
  void pieceSaysHowLongThePayloadOfItsFrameWillBe() {
    for (String message : List.of("", "tiny", "abcdef", "abcdefgh")) {
      assertThat(pieces(7, Bytes.utf8(message)))
          .allSatisfy(
              piece -> assertThat(piece.payloadBytes()).isEqualTo(piece.frame().payload().size()));
    }
  }

  @Test
  void largeMessageIsRebuiltWithItsLastFragment() throws Exception {
    List<Frame> frames = cut(7, Bytes.utf8("abcdefghi"));
    assertThat(frames).hasSize(4);
    for (Frame frame : frames.subList(0, 3)) {
      assertThat(reassembler.accept(frame)).isEmpty();
      assertThat(reassembler.isWithinMessage()).isTrue();
    }
    assertThat(reassembler.accept(frames.get(3))).contains(Bytes.utf8("abcdefghi"));
    assertThat(reassembler.isWithinMessage()).isFalse();
  }

  @Test
  void smallMessageMayComeBetweenFragments() throws Exception {
    List<Frame> frames = cut(1, Bytes.utf8("abcdefgh"));
    reassembler.accept(frames.get(0));
    reassembler.accept(frames.get(1));
    assertThat(reassembler.accept(cut(2, Bytes.utf8("xy")).get(0))).contains(Bytes.utf8("xy"));
    assertThat(reassembler.accept(frames.get(2))).contains(Bytes.utf8("abcdefgh"));
  }

  @Test
  void nextLargeMessageStartsAnew() throws Exception {
    for (Frame frame : cut(1, Bytes.utf8("abcdefgh"))) {
      reassembler.accept(frame);
    }
    Optional<Bytes> last = Optional.empty();
    for (Frame frame : cut(5, Bytes.utf8("ijklmnopqrst"))) {
      last = reassembler.accept(frame);
    }
    assertThat(last).contains(Bytes.utf8("ijklmnopqrst"));
  }

  @Test
  void messageMayComeByteByByte() throws Exception {
    Reassembler patient = new Reassembler(1_000);
    byte[] content = new byte[1_000];
    new Random(1).nextBytes(content);
    for (long number = 1; number <= 2; number++) {
      patient.accept(WireFormat.header(number, 998, 1_000));
      for (int place = 1; place < 998; place++) {
        ByteBuffer one = ByteBuffer.wrap(content, place - 1, 1);
        assertThat(patient.accept(WireFormat.fragment(number, place, one))).isEmpty();
      }
      ByteBuffer rest = ByteBuffer.wrap(content, 997, 3);
      assertThat(patient.accept(WireFormat.fragment(number, 998, rest)))
          .contains(Bytes.copyOf(content));
    }
  }

  @Test
  void fragmentsMayHaveOneByteEach() throws Exception {
    reassembler.accept(WireFormat.header(1, 2, 2));
    assertThat(reassembler.accept(fragment(1, 1, "a"))).isEmpty();
    assertThat(reassembler.accept(fragment(1, 2, "b"))).contains(Bytes.utf8("ab"));
  }

  @Test
  void unknownTypeIsRefused() {
    assertRefuses(new Frame((byte) 4, Bytes.EMPTY), Kind.UNKNOWN_TYPE, "type 4");
    assertRefuses(new Frame((byte) 0, Bytes.EMPTY), Kind.UNKNOWN_TYPE, "type 0");
  }

  @Test
  void messageBeyondTheMaximumIsRefused() {
    Bytes tooLong = Bytes.copyOf(new byte[13]);
    assertRefuses(WireFormat.message(tooLong), Kind.TOO_LONG, "a message of 13 bytes");
    assertRefuses(WireFormat.header(1, 4, 13), Kind.TOO_LONG, "a message of 13 bytes");
    assertRefuses(WireFormat.header(1, 1, -1), Kind.TOO_LONG, "4294967295 bytes");
  }

  @Test
  void headerWithinAMessageIsRefused() throws Exception {
    reassembler.accept(WireFormat.header(1, 2, 8));
    assertRefuses(WireFormat.header(2, 2, 8), Kind.MALFORMED, "before the last fragment");
  }

  @Test
  void headerOfAnotherLengthIsRefused() {
    Frame tooShort = new Frame(WireFormat.HEADER, Bytes.copyOf(new byte[15]));
    assertRefuses(tooShort, Kind.MALFORMED, "15 bytes");
  }

  @Test
  void headerWhoseNumberDoesNotAscendIsRefused() throws Exception {
    assertRefuses(WireFormat.header(0, 2, 8), Kind.MALFORMED, "message 0 came after");
    for (Frame frame : cut(3, Bytes.utf8("abcdefgh"))) {
      reassembler.accept(frame);
    }
    assertRefuses(WireFormat.header(3, 2, 8), Kind.MALFORMED, "message 3 came after");
    assertRefuses(WireFormat.header(2, 2, 8), Kind.MALFORMED, "message 2 came after");
  }

  @Test
  void headerWithImpossibleCountIsRefused() {
    assertRefuses(WireFormat.header(1, 0, 8), Kind.MALFORMED, "in 0 fragments");
    assertRefuses(WireFormat.header(1, -1, 8), Kind.MALFORMED, "in -1 fragments");
    assertRefuses(WireFormat.header(1, 9, 8), Kind.MALFORMED, "in 9 fragments");
  }

  @Test
  void fragmentWithoutHeaderIsRefused() {
    assertRefuses(fragment(1, 1, "abcd"), Kind.MALFORMED, "without a header");
  }

  @Test
  void emptyFragmentIsRefused() throws Exception {
    reassembler.accept(WireFormat.header(1, 2, 8));
    assertRefuses(fragment(1, 1, ""), Kind.MALFORMED, "a fragment has 12 bytes");
  }

  @Test
  void brokenRunIsRefused() throws Exception {
    reassembler.accept(WireFormat.header(1, 3, 12));
    assertRefuses(fragment(2, 1, "abcd"), Kind.MALFORMED, "fragment 1 of message 2");
    assertRefuses(fragment(1, 2, "abcd"), Kind.MALFORMED, "fragment 2 of message 1");
    reassembler.accept(fragment(1, 1, "abcd"));
    assertRefuses(fragment(1, 1, "abcd"), Kind.MALFORMED, "in the place of fragment 2");
  }

  @Test
  void fragmentsThatDoNotAddUpAreRefused() throws Exception {
    reassembler.accept(WireFormat.header(1, 2, 8));
    assertRefuses(fragment(1, 1, "abcdefgh"), Kind.MALFORMED, "has 8 bytes, but 8 bytes");
    reassembler.accept(fragment(1, 1, "abcd"));
    assertRefuses(fragment(1, 2, "abc"), Kind.MALFORMED, "has 3 bytes, but 4 bytes");
    assertRefuses(fragment(1, 2, "abcde"), Kind.MALFORMED, "has 5 bytes, but 4 bytes");
  }

  @Test
  void boundMustBePositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Reassembler(0));
  }
}
