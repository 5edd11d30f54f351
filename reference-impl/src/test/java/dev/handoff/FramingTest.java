package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fakes.ManualScheduler;
import dev.handoff.fakes.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames on a connection: the sink, the parser, and both ends of a pipe. */
class FramingTest {
  private static final int MAX = 100;

  private final Pipe pipe =
      new Pipe(new ManualScheduler(), 1_000, new PeerId("left"), new PeerId("right"));
  private final FramedSink sink = new FramedSink(pipe.left(), MAX, 250);
  private final FrameParser parser = new FrameParser(MAX);

  private static Frame frame(int type, int payloadBytes) {
    byte[] payload = new byte[payloadBytes];
    for (int i = 0; i < payloadBytes; i++) {
      payload[i] = (byte) (type + i);
    }
    return new Frame((byte) type, Bytes.copyOf(payload));
  }

  private void send(int... bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int value : bytes) {
      buffer.put((byte) value);
    }
    pipe.left().write(buffer.flip());
    assertThat(parser.readFrom(pipe.right())).isEqualTo(bytes.length);
  }

  private static void assertMalformed(FrameException.Kind kind, String saying, Parse parse) {
    assertThatThrownBy(parse::run)
        .isInstanceOfSatisfying(
            FrameException.class,
            e -> {
              assertThat(e).hasMessageContaining(saying);
              assertThat(e.kind()).isEqualTo(kind);
            });
  }

  @FunctionalInterface
  private interface Parse {
    void run() throws IOException;
  }

  @Test
  void aFrameIsEightBytesOfHeaderAndThePayload() throws IOException {
    sink.encode(new Frame((byte) 7, Bytes.utf8("ab")));
    assertThat(sink.flush()).isTrue();
    ByteBuffer wire = ByteBuffer.allocate(20);
    assertThat(pipe.right().read(wire)).isEqualTo(10);
    assertThat(Bytes.from(wire.flip()).hex()).isEqualTo("00000002" + "01" + "07" + "0000" + "6162");
    assertThat(frame(7, 2).size()).isEqualTo(10);
  }

  @Test
  void framesComeOutAsTheyWentIn() throws IOException {
    sink.encode(frame(1, 0));
    sink.encode(frame(2, MAX));
    sink.encode(frame(-3, 5));
    assertThat(sink.bufferedBytes()).isEqualTo(3 * 8 + MAX + 5);
    sink.flush();
    assertThat(sink.bufferedBytes()).isZero();
    List<Frame> frames = new ArrayList<>();
    while (pipe.right().incomingBytes() > 0) {
      parser.readFrom(pipe.right());
      for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
        frames.add(next.get());
      }
    }
    assertThat(frames).containsExactly(frame(1, 0), frame(2, MAX), frame(-3, 5));
  }

  @Test
  void aFrameThatIsNotWholeYetIsNotReturned() throws IOException {
    assertThat(parser.next()).isEmpty();
    send(0, 0, 0, 2, 1, 9, 0);
    assertThat(parser.next()).isEmpty();
    send(0);
    assertThat(parser.next()).isEmpty();
    send(65);
    assertThat(parser.next()).isEmpty();
    send(66, 0);
    assertThat(parser.next()).contains(new Frame((byte) 9, Bytes.utf8("AB")));
    assertThat(parser.next()).isEmpty();
    send(0, 0, 0, 1, 8, 0, 0);
    assertThat(parser.next()).contains(new Frame((byte) 8, Bytes.EMPTY));
  }

  @Test
  void aPayloadTooLongIsNotEncodedAndTheSinkGoesOn() throws IOException {
    sink.encode(frame(1, 3));
    assertMalformed(
        FrameException.Kind.TOO_LONG, "101 bytes", () -> sink.encode(frame(1, MAX + 1)));
    assertThat(sink.bufferedBytes()).isEqualTo(11);
    assertThat(sink.flush()).isTrue();
    assertThat(parser.readFrom(pipe.right())).isEqualTo(11);
    assertThat(parser.next()).contains(frame(1, 3));
  }

  @Test
  void aFrameWithoutRoomIsNotEncoded() throws IOException {
    sink.encode(frame(1, MAX));
    sink.encode(frame(1, MAX));
    assertThat(sink.hasRoomFor(26)).isTrue();
    assertThat(sink.hasRoomFor(27)).isFalse();
    assertThat(sink.hasRoomFor(Integer.MAX_VALUE)).isFalse();
    assertThatThrownBy(() -> sink.encode(frame(1, 27)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("room for 34 bytes, not for 35");
    assertThat(sink.bufferedBytes()).isEqualTo(216);
    sink.encode(frame(1, 26));
  }

  @Test
  void aSinkIsFlushedWhenAllHasLeftTheProcess() throws IOException {
    Pipe narrow = new Pipe(new ManualScheduler(), 5, new PeerId("a"), new PeerId("b"));
    FramedSink slow = new FramedSink(narrow.left(), MAX, 200);
    slow.encode(frame(1, 0));
    assertThat(slow.flush()).isFalse();
    assertThat(slow.bufferedBytes()).isEqualTo(3);
    assertThat(slow.flush()).isFalse();
    assertThat(parser.readFrom(narrow.right())).isEqualTo(5);
    narrow.left().flushStuck(true);
    assertThat(slow.flush()).isFalse();
    assertThat(slow.bufferedBytes()).isZero();
    narrow.left().flushStuck(false);
    assertThat(slow.flush()).isTrue();
    parser.readFrom(narrow.right());
    assertThat(parser.next()).contains(frame(1, 0));
  }

  @Test
  void aFailedWriteReachesTheCallerAndKeepsWhatWasNotTaken() throws IOException {
    sink.encode(frame(1, 2));
    pipe.left().failNextWrite("no route");
    assertThatThrownBy(sink::flush).isInstanceOf(IOException.class).hasMessage("no route");
    assertThat(sink.bufferedBytes()).isEqualTo(10);
  }

  @Test
  void aHeaderThatClaimsTooMuchIsRefusedBeforeAnyOfIt() throws IOException {
    send(0, 0, 0, 101, 1, 1, 0, 0);
    assertMalformed(FrameException.Kind.TOO_LONG, "101 bytes announced", parser::next);
    // And again: the connection is of no use any more.
    assertMalformed(FrameException.Kind.TOO_LONG, "at most 100", parser::next);
  }

  @Test
  void aLengthWithTheHighestBitIsNotTakenForNegative() throws IOException {
    send(255, 255, 255, 255, 1, 1, 0, 0);
    assertMalformed(FrameException.Kind.TOO_LONG, "4294967295 bytes", parser::next);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 255})
  void anotherVersionIsRefused(int version) throws IOException {
    send(0, 0, 0, 0, version, 1, 0, 0);
    assertMalformed(FrameException.Kind.UNKNOWN_VERSION, "reads version 1", parser::next);
  }

  @Test
  void reservedBytesAreZero() throws IOException {
    send(0, 0, 0, 0, 1, 1, 0, 1);
    assertMalformed(FrameException.Kind.MALFORMED, "reserved", parser::next);
  }

  @Test
  void aStreamThatEndsWithinAFrameIsTruncated() throws IOException {
    send(0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    assertThat(parser.next()).isPresent();
    pipe.left().close();
    assertMalformed(
        FrameException.Kind.TRUNCATED,
        "left ended the stream 3 bytes into a frame",
        () -> parser.readFrom(pipe.right()));
  }

  @Test
  void aStreamThatEndsBetweenFramesHasEnded() throws IOException {
    send(0, 0, 0, 0, 1, 1, 0, 0);
    assertThat(parser.next()).isPresent();
    pipe.left().close();
    assertThat(parser.readFrom(pipe.right())).isEqualTo(-1);
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> new FramedSink(pipe.left(), 100, 107))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("107");
    assertThatThrownBy(() -> new FramedSink(pipe.left(), -1, 107))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FramedSink(pipe.left(), Integer.MAX_VALUE, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FrameParser(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FrameParser(Integer.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void framesCutIntoPiecesOfAnySizeComeOutWhole() throws IOException {
    for (long seed = 1; seed <= 300; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      int longest = random.nextInt(60);
      Pipe wire =
          new Pipe(new ManualScheduler(), 1 + random.nextInt(90), new PeerId("a"), new PeerId("b"));
      FramedSink out = new FramedSink(wire.left(), longest, 8 + longest + random.nextInt(200));
      FrameParser in = new FrameParser(longest);
      List<Frame> sent = new ArrayList<>();
      List<Frame> received = new ArrayList<>();
      while (sent.size() < 100 || received.size() < 100) {
        Frame next = frame(random.nextInt(256), random.nextInt(longest + 1));
        if (sent.size() < 100 && out.hasRoomFor(next.payload().size())) {
          out.encode(next);
          sent.add(next);
        }
        if (random.nextBoolean()) {
          out.flush();
        }
        if (random.nextBoolean()) {
          assertThat(in.readFrom(wire.right())).isNotNegative();
          Optional<Frame> frame = in.next();
          while (frame.isPresent()) {
            received.add(frame.get());
            // Sometimes the reader has enough before it has all that is there.
            frame = random.nextInt(4) == 0 ? Optional.empty() : in.next();
          }
        }
      }
      assertThat(received).as("seed %d", seed).isEqualTo(sent);
    }
  }
}
