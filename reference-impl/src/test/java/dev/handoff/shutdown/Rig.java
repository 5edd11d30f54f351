package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.fakes.Pipe;
import dev.handoff.fakes.RecordedEvents;
import dev.handoff.jdk.Counters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the tests of this package stand on: a pipe, a manual scheduler, and the other side. */
final class Rig {
  static final PeerId PEER = new PeerId("peer");
  static final Fate UNDELIVERED = new Fate.Undelivered(Reason.DEADLINE_PASSED);
  static final Fate UNKNOWN = new Fate.Unknown(Reason.DEADLINE_PASSED);

  /** Four bytes fit into a frame; a frame of a small message has 12 bytes, any other 24. */
  static final Bytes SMALL = Bytes.utf8("tiny");

  static final Bytes LARGE = Bytes.utf8("abcdefgh");
  static final Bytes LARGER = Bytes.utf8("abcdefghi");
  static final int SMALL_FRAME = 12;
  static final int LARGE_FRAME = 24;
  static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

  final ManualScheduler scheduler = new ManualScheduler();
  final Pipe pipe;
  final RecordedEvents events = new RecordedEvents();
  final Counters metrics = new Counters();
  final List<CloseReport> reports = new ArrayList<>();
  private final FrameParser parser = new FrameParser(16);
  private final Reassembler reassembler = new Reassembler(12);
  private final List<Bytes> received = new ArrayList<>();

  Rig(int room) {
    pipe = new Pipe(scheduler, room, new PeerId("self"), PEER);
  }

  /** The bounds of the specification's standard models. */
  static OutboundSettings standard() {
    return settings(2, 1, 1, 1);
  }

  static OutboundSettings settings(int requests, int writes, int channels, int sinkFrames) {
    return new OutboundSettings(
        requests, writes, channels, 12, 4, sinkFrames, sinkFrames * LARGE_FRAME, WRITE_TIMEOUT);
  }

  OutboundConnection connection(OutboundSettings settings) {
    return new OutboundConnection(
        pipe.left(), settings, scheduler, scheduler, events, metrics, reports::add);
  }

  /** Reads what has arrived; returns all messages that the other side has rebuilt so far. */
  List<Bytes> received() throws IOException {
    while (parser.readFrom(pipe.right()) > 0) {
      for (Optional<Frame> frame = parser.next(); frame.isPresent(); frame = parser.next()) {
        reassembler.accept(frame.get()).ifPresent(received::add);
      }
    }
    return received;
  }

  List<Bytes> receivedSoFar() {
    return received;
  }
}
