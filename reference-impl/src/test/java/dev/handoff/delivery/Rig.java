package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Dialer;
import dev.handoff.Fate;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.FramedSink;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.SessionId;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.fakes.Pipe;
import dev.handoff.fakes.RecordedEvents;
import dev.handoff.jdk.Counters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a test of a session needs around it. Not thread-safe. */
final class Rig {
  static final PeerId SENDER = new PeerId("sender");
  static final PeerId RECEIVER = new PeerId("receiver");
  static final SessionId ID = new SessionId(1, 2);

  /** A message of one byte: 8 bytes of header, 8 of its number, and itself. */
  static final int FRAME_BYTES = 17;

  static final SessionSettings SETTINGS =
      new SessionSettings(
          3, 4, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(4));
  static final Fate GIVEN_UP = new Fate.Unknown(Reason.GIVEN_UP);

  final ManualScheduler scheduler = new ManualScheduler();
  final RecordedEvents events = new RecordedEvents();
  final Counters metrics = new Counters();

  /** Calls that the dialer has not answered, oldest first. */
  final Deque<Consumer<? super Dialer.Dialled>> calls = new ArrayDeque<>();

  /** The time of the session's clock, for tests that call its actions one by one. */
  long now;

  Session session(SessionSettings settings, Encoder encoder) {
    return new Session(
        RECEIVER,
        ID,
        settings,
        encoder,
        this::dial,
        scheduler,
        () -> now,
        new SplittableRandom(1),
        events,
        metrics);
  }

  /** A session whose clock is the scheduler's, for tests that let its loop run. */
  Session runningSession(SessionSettings settings, Encoder encoder, Dialer dialer) {
    return new Session(
        RECEIVER,
        ID,
        settings,
        encoder,
        dialer,
        scheduler,
        scheduler,
        new SplittableRandom(1),
        events,
        metrics);
  }

  void dial(PeerId peer, SessionId session, Consumer<? super Dialer.Dialled> whenDone) {
    assertThat(peer).isEqualTo(RECEIVER);
    assertThat(session).isEqualTo(ID);
    calls.add(whenDone);
  }

  Pipe pipe(int room) {
    return new Pipe(scheduler, room, SENDER, RECEIVER);
  }

  static Bytes message(int number) {
    return Bytes.copyOf(new byte[] {(byte) number});
  }

  /** Reads frames at that end, each once, as text {@code type:number:bytes}. */
  static List<String> framesAt(Connection end) throws IOException {
    FrameParser parser = new FrameParser(64);
    List<String> frames = new ArrayList<>();
    int count = 1;
    while (count > 0) {
      count = parser.readFrom(end);
      for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
        ByteBuffer payload = next.get().payload().buffer();
        frames.add(
            next.get().type()
                + (payload.remaining() < 8 ? "" : ":" + payload.getLong())
                + (payload.hasRemaining() ? ":" + Bytes.from(payload).hex() : ""));
      }
    }
    return frames;
  }

  static void send(Connection end, byte type, long number, Bytes body) throws IOException {
    FramedSink sink = new FramedSink(end, 64, 128);
    sink.encode(type, number, body);
    assertThat(sink.flush()).isTrue();
    assertThat(sink.bufferedBytes()).isZero();
  }

  static void send(Connection end, Frame frame) throws IOException {
    FramedSink sink = new FramedSink(end, 64, 128);
    sink.encode(frame);
    assertThat(sink.flush()).isTrue();
  }

  static void acknowledge(Connection end, long number) throws IOException {
    send(end, Wire.ACK, number, Bytes.EMPTY);
  }

  /** The failures so far, by kind. */
  Map<String, Long> failures() {
    return metrics.failures().entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().replaceAll(".*kind=\"(.*)\"", "$1"), Map.Entry::getValue));
  }
}
