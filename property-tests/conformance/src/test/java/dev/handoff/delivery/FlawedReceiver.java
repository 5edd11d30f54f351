package dev.handoff.delivery;

import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The receiver of the cited code: {@code spec/delivery/PeerUnanswered.tla}. It hands up what it
 * reads, on whatever connection, as often as it comes, and acknowledges nothing.
 */
final class FlawedReceiver {
  private static final class Stream {
    private final Connection connection;
    private final FrameParser parser =
        new FrameParser(HalfFrame.FIRST_BYTES + HalfFrame.SECOND_BYTES);
    private Optional<Frame> whole = Optional.empty();

    private Stream(Connection connection) {
      this.connection = connection;
    }
  }

  private final EventSink events;
  private final List<Long> handedUp = new ArrayList<>();
  private Optional<Stream> current = Optional.empty();
  private Optional<Stream> old = Optional.empty();

  FlawedReceiver(EventSink events) {
    this.events = events;
  }

  void accept(Connection connection) {
    old = current;
    current = Optional.of(new Stream(connection));
  }

  void read() {
    current.ifPresent(stream -> read(stream, "PeerDelivery!Read"));
  }

  void readOld() {
    old.ifPresent(stream -> read(stream, "PeerDelivery!ReadOld"));
  }

  private void read(Stream stream, String action) {
    try {
      if (stream.whole.isEmpty() && stream.parser.readFrom(stream.connection) > 0) {
        stream.whole = stream.parser.next();
        events.record(action);
      }
    } catch (IOException e) {
      // The connection's end; the reading end of the peer actor sees it as well.
    }
  }

  void take() {
    current.ifPresent(stream -> take(stream, "PeerDelivery!Take"));
  }

  void takeOld() {
    old.ifPresent(stream -> take(stream, "PeerDelivery!TakeOld"));
  }

  private void take(Stream stream, String action) {
    stream.whole.ifPresent(
        frame -> {
          long number = frame.payload().buffer().getLong(Long.BYTES);
          stream.whole = Optional.empty();
          handedUp.add(number);
          events.record(action, number);
        });
  }

  List<Long> handedUp() {
    return handedUp;
  }

  boolean isWhole() {
    return current.filter(stream -> stream.whole.isPresent()).isPresent();
  }

  boolean isOldWhole() {
    return old.filter(stream -> stream.whole.isPresent()).isPresent();
  }
}
