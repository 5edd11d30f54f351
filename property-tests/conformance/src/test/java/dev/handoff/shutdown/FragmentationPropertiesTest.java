package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.Promise;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Messages of any size, cut by any limit: the pieces make the message again, or are refused. */
class FragmentationPropertiesTest {
  private static final int MAX_MESSAGE = 400;

  /** What matters is how long it is, and that no two bytes near each other are the same. */
  @Provide
  Arbitrary<byte[]> message() {
    return Arbitraries.integers()
        .between(0, MAX_MESSAGE)
        .map(
            size -> {
              byte[] content = new byte[size];
              for (int i = 0; i < size; i++) {
                content[i] = (byte) (i * 7 + size);
              }
              return content;
            });
  }

  @Provide
  Arbitrary<List<byte[]>> messages() {
    return message().list().ofMinSize(1).ofMaxSize(8);
  }

  private static List<Piece> pieces(long number, byte[] content, int fragmentBytes) {
    List<Piece> pieces = new ArrayList<>();
    Piece piece =
        new Piece(new Outgoing(number, Bytes.copyOf(content), new Promise(), fragmentBytes), 0);
    pieces.add(piece);
    while (!piece.isLast()) {
      piece = piece.next();
      pieces.add(piece);
    }
    return pieces;
  }

  @Property(tries = 500)
  void piecesOfAMessageMakeItAgainWithTheLast(
      @ForAll("message") byte[] content,
      @ForAll @IntRange(min = 1, max = 80) int fragmentBytes,
      @ForAll @LongRange(min = 1) long number)
      throws FrameException {
    Reassembler reassembler = new Reassembler(MAX_MESSAGE);
    List<Piece> pieces = pieces(number, content, fragmentBytes);
    for (Piece piece : pieces.subList(0, pieces.size() - 1)) {
      assertThat(reassembler.accept(piece.frame())).isEmpty();
      assertThat(reassembler.isWithinMessage()).isTrue();
    }
    assertThat(reassembler.accept(pieces.get(pieces.size() - 1).frame()))
        .contains(Bytes.copyOf(content));
    assertThat(reassembler.isWithinMessage()).isFalse();
  }

  @Property(tries = 500)
  void piecesAreAsManyAndAsLargeAsTheLimitSays(
      @ForAll("message") byte[] content, @ForAll @IntRange(min = 1, max = 80) int fragmentBytes) {
    List<Piece> pieces = pieces(1, content, fragmentBytes);
    int whole = (content.length + fragmentBytes - 1) / fragmentBytes;
    assertThat(pieces).hasSize(whole <= 1 ? 1 : whole + 1);
    assertThat(pieces)
        .allSatisfy(
            piece -> {
              Frame frame = piece.frame();
              assertThat(frame.payload().size())
                  .isEqualTo(piece.payloadBytes())
                  .isLessThanOrEqualTo(WireFormat.maxPayloadBytes(fragmentBytes));
            });
  }

  /** Small messages may come in between the frames of a large one; the order of each kind stays. */
  @Property(tries = 300)
  void channelsMayMixOnTheWireInAnyWay(
      @ForAll("messages") List<byte[]> messages,
      @ForAll @IntRange(min = 1, max = 80) int fragmentBytes,
      @ForAll("choices") List<Boolean> smallFirst)
      throws FrameException {
    List<Piece> small = new ArrayList<>();
    List<Piece> large = new ArrayList<>();
    List<Bytes> expectedSmall = new ArrayList<>();
    List<Bytes> expectedLarge = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      List<Piece> pieces = pieces(i + 1, messages.get(i), fragmentBytes);
      boolean isSmall = pieces.get(0).channel() == Channel.MESSAGE;
      (isSmall ? small : large).addAll(pieces);
      (isSmall ? expectedSmall : expectedLarge).add(Bytes.copyOf(messages.get(i)));
    }
    Reassembler reassembler = new Reassembler(MAX_MESSAGE);
    List<Bytes> rebuiltSmall = new ArrayList<>();
    List<Bytes> rebuiltLarge = new ArrayList<>();
    for (int turn = 0; !small.isEmpty() || !large.isEmpty(); turn++) {
      boolean fromSmall =
          large.isEmpty() || (!small.isEmpty() && smallFirst.get(turn % smallFirst.size()));
      Piece piece = (fromSmall ? small : large).remove(0);
      reassembler.accept(piece.frame()).ifPresent((fromSmall ? rebuiltSmall : rebuiltLarge)::add);
    }
    assertThat(rebuiltSmall).isEqualTo(expectedSmall);
    assertThat(rebuiltLarge).isEqualTo(expectedLarge);
  }

  @Provide
  Arbitrary<List<Boolean>> choices() {
    return Arbitraries.of(true, false).list().ofMinSize(1).ofMaxSize(30);
  }

  /** A run that is broken anywhere is noticed at the latest with the next header. */
  @Property(tries = 500)
  void messageOfWhichAFrameIsMissingOrDoubledIsRefusedAndNeverRebuilt(
      @ForAll("message") byte[] content,
      @ForAll @IntRange(min = 1, max = 40) int fragmentBytes,
      @ForAll @IntRange(min = 0, max = 1000) int place,
      @ForAll("choices") List<Boolean> doubled) {
    List<Piece> broken = pieces(1, content, fragmentBytes);
    if (broken.size() == 1) {
      return;
    }
    int index = place % broken.size();
    // The last one twice is a whole message, then a fragment without a header.
    boolean lastTwice = doubled.get(0) && index == broken.size() - 1;
    if (doubled.get(0)) {
      broken.add(index, broken.get(index));
    } else {
      broken.remove(index);
    }
    broken.addAll(pieces(2, new byte[fragmentBytes + 1], fragmentBytes));
    Reassembler reassembler = new Reassembler(MAX_MESSAGE);
    List<Bytes> rebuilt = new ArrayList<>();
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(
            () -> {
              for (Piece piece : broken) {
                reassembler.accept(piece.frame()).ifPresent(rebuilt::add);
              }
            })
        .satisfies(e -> assertThat(e.kind()).isEqualTo(FrameException.Kind.MALFORMED));
    assertThat(rebuilt).hasSize(lastTwice ? 1 : 0);
  }

  /** Whatever comes in, it is a message, a step on the way to one, or refused with a reason. */
  @Property(tries = 1000)
  void anyFramesAreTakenOrRefusedAndNothingElse(@ForAll("anyFrames") List<Frame> frames) {
    Reassembler reassembler = new Reassembler(MAX_MESSAGE);
    for (Frame frame : frames) {
      try {
        reassembler
            .accept(frame)
            .ifPresent(one -> assertThat(one.size()).isLessThanOrEqualTo(MAX_MESSAGE));
      } catch (FrameException e) {
        assertThat(e.kind())
            .isIn(
                FrameException.Kind.MALFORMED,
                FrameException.Kind.TOO_LONG,
                FrameException.Kind.UNKNOWN_TYPE);
        return;
      }
    }
  }

  @Provide
  Arbitrary<List<Frame>> anyFrames() {
    Arbitrary<Integer> numbers = Arbitraries.integers().between(-1, 5);
    Arbitrary<Frame> header =
        numbers.tuple3().map(t -> WireFormat.header(t.get1(), t.get2(), t.get3()));
    Arbitrary<Frame> fragment =
        numbers
            .tuple3()
            .map(
                t ->
                    WireFormat.fragment(
                        t.get1(), t.get2(), Bytes.copyOf(new byte[t.get3() + 1]).buffer()));
    Arbitrary<Frame> other =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(20)
            .flatMap(
                payload ->
                    Arbitraries.bytes()
                        .between((byte) 0, (byte) 4)
                        .map(type -> new Frame(type, Bytes.copyOf(payload))));
    return Arbitraries.oneOf(header, fragment, other).list().ofMaxSize(20);
  }
}
