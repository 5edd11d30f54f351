package dev.handoff.shutdown.flawed;

import dev.handoff.trace.EventSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stages of a peer connection as the reports found them, from the push to the socket: {@code
 * AsFoundPipeline.tla} in Java. Each method is what the code does between two points where it
 * waits, and returns whether it got there. How a close goes about it, the designs say.
 *
 * <p>Nobody who pushes is told anything after "accepted". Events are recorded in the words of the
 * reference, by what they mean: a flush that returns confirms, a socket that is closed is the
 * writer's end.
 */
abstract class FoundConnection {
  /** What the peer actor is at. */
  enum Actor {
    SERVING,
    CLOSING,
    SIGNALLED,
    ENDED
  }

  /** What the writer task is at. */
  enum Writer {
    CHOOSING,
    WAITING,
    FLUSHING,
    CLOSING,
    ENDED
  }

  private final FoundBounds bounds;
  private final EventSink events;

  final List<String> answers = new ArrayList<>();
  final Set<Object> late = new TreeSet<>();
  final Set<Object> overflowed = new TreeSet<>();
  final Set<Object> flushed = new TreeSet<>();
  final Deque<Long> requests = new ArrayDeque<>();
  final Deque<Long> writes = new ArrayDeque<>();
  final Deque<FoundFrame> mux = new ArrayDeque<>();
  final Map<String, Deque<FoundFrame>> channel =
      Map.of("message", new ArrayDeque<>(), "stream", new ArrayDeque<>());
  final Deque<FoundFrame> sink = new ArrayDeque<>();
  final Deque<FoundFrame> held = new ArrayDeque<>();
  final Map<String, List<FoundFrame>> wire =
      Map.of("message", new ArrayList<>(), "stream", new ArrayList<>());
  final Set<Object> lateWrites = new TreeSet<>();
  Actor actor = Actor.SERVING;
  Writer writer = Writer.CHOOSING;
  long timeouts;

  /** Whether the socket has the sink's oldest frame, and its flush has not returned. */
  private boolean taken;

  FoundConnection(FoundBounds bounds, EventSink events) {
    this.bounds = bounds;
    this.events = events;
  }

  /** do_shutdown, up to its first wait. */
  abstract boolean beginClose();

  /** Awaits the multiplexer and then tells the writer to close, in a design that does so. */
  boolean signalClose() {
    return false;
  }

  final void record(String action, Object... arguments) {
    events.record("PeerShutdown!" + action, arguments);
  }

  /** Pushes to the request queue, which exists until the actor ends, and drops what is too much. */
  boolean offer(long m) {
    if (actor != Actor.SERVING) {
      late.add(m);
    }
    if (actor == Actor.ENDED) {
      answers.add("refused");
    } else {
      answers.add("accepted");
      if (requests.size() < bounds.requestCapacity()) {
        requests.add(m);
      } else {
        overflowed.add(m);
      }
    }
    record("Offer", m);
    return true;
  }

  /** The main loop pushes a message to the write queue, which drops its oldest when it is full. */
  boolean forward() {
    if (actor != Actor.SERVING || requests.isEmpty()) {
      return false;
    }
    if (writes.size() == bounds.writeCapacity()) {
      overflowed.add(writes.remove());
    }
    writes.add(requests.remove());
    record("Forward");
    return true;
  }

  boolean fetch() {
    if (!isReceiving() || !mux.isEmpty() || writes.isEmpty()) {
      return false;
    }
    long m = writes.remove();
    mux.add(new FoundFrame(m, 0, bounds.fragments(m)));
    record("Fetch");
    return true;
  }

  boolean send() {
    if (!isReceiving() || mux.isEmpty()) {
      return false;
    }
    FoundFrame frame = mux.element();
    Deque<FoundFrame> to = channelOf(frame.channel());
    if (to.size() == bounds.channelCapacity()) {
      return false;
    }
    to.add(mux.remove());
    if (!frame.isLast()) {
      mux.add(frame.next());
    }
    record("Send");
    return true;
  }

  /** "Writer task ended": the multiplexer logs it, and drops what it holds. */
  boolean failToSend() {
    if (isReceiving() || (mux.isEmpty() && writes.isEmpty())) {
      return false;
    }
    mux.clear();
    writes.clear();
    return true;
  }

  /** The writer's choice falls on the next frame of that channel. */
  boolean takeFrame(String from) {
    if (writer != Writer.CHOOSING || channelOf(from).isEmpty()) {
      return false;
    }
    FoundFrame frame = channelOf(from).remove();
    if (sink.size() < bounds.sinkRoom()) {
      encode(frame);
    } else {
      held.add(frame);
      writer = Writer.WAITING;
    }
    return true;
  }

  /** The sink was flushed, and the frame that waited for room has it. */
  boolean encodeHeld() {
    if (writer != Writer.WAITING || !sink.isEmpty()) {
      return false;
    }
    encode(held.remove());
    return true;
  }

  private void encode(FoundFrame frame) {
    sink.add(frame);
    writer = Writer.FLUSHING;
    record("Encode", frame.channel());
  }

  /** The socket takes the oldest frame of the sink. */
  boolean write() {
    if (writer == Writer.CHOOSING || writer == Writer.ENDED || sink.isEmpty() || taken) {
      return false;
    }
    FoundFrame frame = sink.element();
    framesOnWire(frame.channel()).add(frame);
    if (actor == Actor.ENDED) {
      lateWrites.add("notice");
    }
    taken = true;
    record("Write");
    return true;
  }

  /** The flush goes on, or returns with the last frame of the sink; the writer tells nobody. */
  boolean returnFlush() {
    if (!taken) {
      return false;
    }
    taken = false;
    FoundFrame frame = sink.remove();
    if (frame.isLast()) {
      flushed.add(frame.message());
    }
    if (writer == Writer.FLUSHING && sink.isEmpty()) {
      writer = Writer.CHOOSING;
    }
    record("Confirm");
    return true;
  }

  /** A send timed out: logged, and on to the next message; what is in the sink stays there. */
  boolean timeOutSend() {
    if (writer != Writer.WAITING && writer != Writer.FLUSHING) {
      return false;
    }
    writer = Writer.CHOOSING;
    held.clear();
    countTimeout();
    record("TimeOutWrite");
    return true;
  }

  /** The writer's choice falls on "close": it leaves its loop, whatever its channels hold. */
  boolean takeClose() {
    if (writer != Writer.CHOOSING || actor.compareTo(Actor.SIGNALLED) < 0) {
      return false;
    }
    writer = Writer.CLOSING;
    channel.values().forEach(Deque::clear);
    return true;
  }

  /** flush_and_close: all is flushed, and the socket is closed. */
  boolean closeSocket() {
    if (writer != Writer.CLOSING || !sink.isEmpty()) {
      return false;
    }
    writer = Writer.ENDED;
    record("Finish");
    return true;
  }

  /** "Timeout in flush/close": what is left in the sink was never written. */
  boolean timeOutClose() {
    if (writer != Writer.CLOSING || sink.isEmpty()) {
      return false;
    }
    writer = Writer.ENDED;
    countTimeout();
    record("Abort");
    return true;
  }

  /** "Disconnected" goes out, and the actor ends with what its request queue holds. */
  boolean announce() {
    if (actor != Actor.SIGNALLED) {
      return false;
    }
    actor = Actor.ENDED;
    requests.clear();
    record("Announce");
    return true;
  }

  private void countTimeout() {
    if (actor != Actor.SERVING) {
      // The specification counts to one more than is allowed.
      timeouts = Math.min(timeouts + 1, 3);
    }
  }

  private boolean isReceiving() {
    return writer != Writer.CLOSING && writer != Writer.ENDED;
  }

  private Deque<FoundFrame> channelOf(String name) {
    return Objects.requireNonNull(channel.get(name));
  }

  private List<FoundFrame> framesOnWire(String name) {
    return Objects.requireNonNull(wire.get(name));
  }
}
