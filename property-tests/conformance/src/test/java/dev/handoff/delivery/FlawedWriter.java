package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.FramedSink;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The writer of the cited code: {@code spec/delivery/PeerWriter.tla}. It waits for room in the
 * sink, encodes, flushes, and goes on with the next message whatever came of that. A full queue
 * drops its oldest; the sink outlives a failed send. What a design makes of a failed send is its
 * {@link Failures}.
 */
final class FlawedWriter {
  /** What happens to a message whose send has failed. */
  @FunctionalInterface
  interface Failures {
    /** Hears of it, when the writer has let go of it already. */
    void failed(FlawedWriter writer, Bytes message);
  }

  /** Where the send of the message in hand has got to. */
  enum Stage {
    IDLE,
    ROOM,
    FLUSH
  }

  private final int capacity;
  private final int highWater;
  private final Encoder encoder;
  private final Failures failures;
  private final EventSink events;

  private final Deque<Bytes> queue = new ArrayDeque<>();
  private Optional<Connection> connection = Optional.empty();
  private Optional<FramedSink> sink = Optional.empty();
  private Stage stage = Stage.IDLE;
  private Bytes hand = Bytes.EMPTY;

  /** What was put into the sink of this connection, oldest first. */
  private final List<Long> encoded = new ArrayList<>();

  /**
   * Creates a writer without a connection.
   *
   * @param capacity the most messages in the queue
   * @param highWater the half-frames in the sink from which on it is flushed before the next frame
   */
  FlawedWriter(int capacity, int highWater, Encoder encoder, Failures failures, EventSink events) {
    this.capacity = capacity;
    this.highWater = highWater;
    this.encoder = encoder;
    this.failures = failures;
    this.events = events;
  }

  /** Always succeeds; without a connection there is no queue, and the message is gone. */
  void send(Bytes message) {
    if (connection.isPresent()) {
      push(message);
    }
    record("Accept", message);
  }

  void push(Bytes message) {
    if (queue.size() == capacity) {
      queue.remove();
    }
    queue.add(message);
  }

  void beginSend() {
    if (connection.isPresent() && stage == Stage.IDLE && !queue.isEmpty()) {
      hand = queue.remove();
      stage = Stage.ROOM;
    }
  }

  void encode() {
    if (sink.isEmpty() || stage != Stage.ROOM || sinkHalves() >= highWater) {
      return;
    }
    Bytes message = hand;
    try {
      long number = number(message);
      sink.get().encode(Wire.DATA, number, encoder.encode(message));
      encoded.add(number);
      stage = Stage.FLUSH;
      record("Encode", message);
    } catch (FrameException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      fail();
      record("EncodeFails", message);
    }
  }

  private boolean isFlushing() {
    return stage == Stage.FLUSH || (stage == Stage.ROOM && sinkHalves() >= highWater);
  }

  void flush(String failure) {
    if (!isFlushing()) {
      return;
    }
    try {
      boolean moved = sink.orElseThrow().bufferedBytes() > 0 && flushSink();
      if (moved) {
        events.record("PeerDelivery!Flush");
      }
    } catch (IOException e) {
      // Nobody looks: the timeout's answer is there, and what is in it is not matched.
      fail();
      events.record("PeerDelivery!" + failure);
    }
  }

  private boolean flushSink() throws IOException {
    FramedSink on = sink.orElseThrow();
    int before = on.bufferedBytes();
    boolean flushed = on.flush();
    if (flushed && stage == Stage.FLUSH) {
      rest();
    }
    return on.bufferedBytes() < before;
  }

  /** The only outcome that is matched, and it is only logged. */
  void timeOut() {
    if (isFlushing()) {
      fail();
      events.record("PeerDelivery!TimeOutWrite");
    }
  }

  private void fail() {
    Bytes message = hand;
    rest();
    failures.failed(this, message);
  }

  private void rest() {
    stage = Stage.IDLE;
    hand = Bytes.EMPTY;
  }

  /** The peer actor ends, and its queue and its writer with it. */
  void loseConnection(String why) {
    connection.ifPresent(Connection::close);
    connection = Optional.empty();
    sink = Optional.empty();
    encoded.clear();
    queue.clear();
    rest();
    events.record("PeerDelivery!" + why);
  }

  void connect(Connection next) {
    connection = Optional.of(next);
    int frame = HalfFrame.FIRST_BYTES + HalfFrame.SECOND_BYTES;
    sink = Optional.of(new FramedSink(next, frame - Frame.HEADER_BYTES, frame * (highWater + 1)));
    events.record("PeerDelivery!Connect");
  }

  private void record(String action, Bytes message) {
    events.record("PeerDelivery!" + action, number(message));
  }

  // What there is.

  static long number(Bytes message) {
    return message.buffer().getLong();
  }

  boolean isConnected() {
    return connection.isPresent();
  }

  Stage stage() {
    return stage;
  }

  long hand() {
    return stage == Stage.IDLE ? 0 : number(hand);
  }

  List<Object> queue() {
    List<Object> numbers = new ArrayList<>();
    queue.forEach(message -> numbers.add(number(message)));
    return numbers;
  }

  private int sinkHalves() {
    int frame = HalfFrame.FIRST_BYTES + HalfFrame.SECOND_BYTES;
    int bytes = sink.map(FramedSink::bufferedBytes).orElse(0);
    return bytes / frame * 2 + (bytes % frame == 0 ? 0 : 1);
  }

  /** The half-frames in the sink, which are the last ones that were put there. */
  List<Object> sink() {
    List<Object> all = new ArrayList<>();
    encoded.forEach(number -> all.addAll(List.of(List.of(number, 1L), List.of(number, 2L))));
    return all.subList(all.size() - sinkHalves(), all.size());
  }
}
