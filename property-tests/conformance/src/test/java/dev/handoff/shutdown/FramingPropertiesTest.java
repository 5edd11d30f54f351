package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.FrameParser;
import dev.handoff.FramedSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The framing, of any frames and in any chunks: what goes in comes out, or the reason why not. */
class FramingPropertiesTest {
  private static final int MAX_PAYLOAD = 64;

  @Provide
  Arbitrary<List<Frame>> frames() {
    return Combinators.combine(
            Arbitraries.bytes(),
            Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(MAX_PAYLOAD))
        .as((type, payload) -> new Frame(type, Bytes.copyOf(payload)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Integer>> chunks() {
    // A reading of nothing is allowed, but not for ever.
    return Combinators.combine(
            Arbitraries.integers().between(1, 100),
            Arbitraries.integers().between(0, 100).list().ofMaxSize(5))
        .as(
            (first, others) -> {
              List<Integer> all = new ArrayList<>(others);
              all.add(0, first);
              return all;
            });
  }

  private static byte[] encoded(List<Frame> frames) throws IOException {
    int size = frames.stream().mapToInt(Frame::size).sum();
    Chunks connection = new Chunks(size);
    FramedSink sink = new FramedSink(connection, MAX_PAYLOAD, Frame.HEADER_BYTES + MAX_PAYLOAD);
    for (Frame frame : frames) {
      if (!sink.hasRoomFor(frame.payload().size())) {
        sink.flush();
      }
      sink.encode(frame);
    }
    assertThat(sink.flush()).isTrue();
    return connection.written();
  }

  /** Parses all of it; what was parsed before a failure stays in the list. */
  private static void parse(byte[] bytes, List<Integer> chunks, List<Frame> into)
      throws IOException {
    FrameParser parser = new FrameParser(MAX_PAYLOAD);
    Chunks connection = new Chunks(bytes, chunks);
    while (parser.readFrom(connection) >= 0) {
      for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
        into.add(next.orElseThrow());
      }
    }
  }

  @Property(tries = 500)
  void framesComeOutAsTheyWentInWhateverTheChunks(
      @ForAll("frames") List<Frame> frames, @ForAll("chunks") List<Integer> chunks)
      throws IOException {
    List<Frame> parsed = new ArrayList<>();
    parse(encoded(frames), chunks, parsed);
    assertThat(parsed).isEqualTo(frames);
  }

  @Property(tries = 300)
  void streamThatEndsWithinAFrameIsTruncatedAndTheFramesBeforeItAreWhole(
      @ForAll("frames") List<Frame> frames,
      @ForAll("chunks") List<Integer> chunks,
      @ForAll @IntRange(min = 1, max = Frame.HEADER_BYTES) int missing)
      throws IOException {
    byte[] all = encoded(frames);
    List<Frame> parsed = new ArrayList<>();
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(
            () -> parse(Arrays.copyOf(all, all.length - cut(frames, missing)), chunks, parsed))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(FrameException.Kind.TRUNCATED));
    assertThat(parsed).isEqualTo(frames.subList(0, frames.size() - 1));
  }

  /** At least one byte of the last frame stays, else the stream ends between two. */
  private static int cut(List<Frame> frames, int missing) {
    return Math.min(missing, frames.get(frames.size() - 1).size() - 1);
  }

  @Property(tries = 300)
  void frameWithAGarbledHeaderIsRefusedWithTheReasonAndTheFramesBeforeItAreWhole(
      @ForAll("frames") List<Frame> frames,
      @ForAll("chunks") List<Integer> chunks,
      @ForAll @IntRange(min = 0, max = 7) int place,
      @ForAll @ByteRange(min = 1, max = Byte.MAX_VALUE) byte flipped)
      throws IOException {
    byte[] bytes = encoded(frames);
    int start = bytes.length - frames.get(frames.size() - 1).size();
    // The fourth byte of the length may still be a length, and any type is the framing's.
    int garbled = place == 3 ? 2 : place == 5 ? 4 : place;
    bytes[start + garbled] ^= flipped;
    FrameException.Kind kind =
        garbled < 4
            ? FrameException.Kind.TOO_LONG
            : garbled == 4 ? FrameException.Kind.UNKNOWN_VERSION : FrameException.Kind.MALFORMED;
    List<Frame> parsed = new ArrayList<>();
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> parse(bytes, chunks, parsed))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    assertThat(parsed).isEqualTo(frames.subList(0, frames.size() - 1));
  }

  @Property(tries = 1000)
  void anyBytesAreFramesOrRefusedAndNothingElse(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll("chunks") List<Integer> chunks)
      throws IOException {
    List<Frame> parsed = new ArrayList<>();
    try {
      parse(bytes, chunks, parsed);
    } catch (FrameException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
    // What was read as frames is what these frames are encoded as.
    if (!parsed.isEmpty()) {
      byte[] again = encoded(parsed);
      assertThat(again).isEqualTo(Arrays.copyOf(bytes, again.length));
    }
  }
}
