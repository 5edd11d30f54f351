package dev.handoff.shutdown;

import dev.handoff.trace.EventSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code PeerShutdown.tla} once more, written from the specification and not from the code, with a
 * sink of any number of frames. As an event sink it takes each step that is recorded, and fails on
 * one that is not enabled.
 *
 * <p>Not thread-safe: for tests on one thread.
 */
final class SpecModel implements EventSink {
  /** The specification's {@code <<m, k>>}. */
  record F(long m, int k) {}

  private final OutboundSettings settings;

  /** The fragments of the messages that were offered, or are about to be, by number from 1. */
  private final List<Integer> fragments = new ArrayList<>();

  final Map<Long, String> status = new TreeMap<>();
  final Deque<Long> requests = new ArrayDeque<>();
  final Deque<Long> writes = new ArrayDeque<>();
  Optional<F> mux = Optional.empty();
  private final Deque<F> messages = new ArrayDeque<>();
  private final Deque<F> stream = new ArrayDeque<>();
  final Deque<F> sink = new ArrayDeque<>();
  int taken;
  String writer = "choosing";
  String actor = "serving";
  int waited;
  final Set<String> seen = new TreeSet<>();

  SpecModel(OutboundSettings settings) {
    this.settings = settings;
  }

  /** Says how many fragments the next message has that is offered. */
  void announceOffer(int count) {
    fragments.add(count);
  }

  private boolean isLast(F f) {
    return f.k() == fragments.get((int) f.m() - 1);
  }

  private Deque<F> channel(Channel c) {
    return c == Channel.MESSAGE ? messages : stream;
  }

  private Deque<F> channelOf(F f) {
    return channel(fragments.get((int) f.m() - 1) == 0 ? Channel.MESSAGE : Channel.STREAM);
  }

  private boolean stopped() {
    return actor.equals("expired");
  }

  private boolean drained() {
    return requests.isEmpty()
        && writes.isEmpty()
        && mux.isEmpty()
        && messages.isEmpty()
        && stream.isEmpty();
  }

  private Optional<Long> firstHeld() {
    for (Channel c : Channel.values()) {
      Optional<F> last = channel(c).stream().filter(this::isLast).findFirst();
      if (last.isPresent()) {
        return last.map(F::m);
      }
    }
    return mux.map(F::m)
        .or(() -> Optional.ofNullable(writes.peek()))
        .or(() -> Optional.ofNullable(requests.peek()));
  }

  boolean isEnabled(String action) {
    return switch (action) {
      case "Offer" -> true;
      case "BeginClose" -> actor.equals("serving");
      case "Forward" ->
          !stopped() && !requests.isEmpty() && writes.size() < settings.writeCapacity();
      case "Fetch" -> !stopped() && mux.isEmpty() && !writes.isEmpty();
      case "Send" ->
          !stopped()
              && mux.filter(f -> channelOf(f).size() < settings.channelCapacity()).isPresent();
      case "Encode(message)" -> mayEncode(Channel.MESSAGE);
      case "Encode(stream)" -> mayEncode(Channel.STREAM);
      case "Write" -> taken < sink.size();
      case "Confirm" -> writer.equals("flushing") && taken > 0;
      case "TimeOutWrite" ->
          actor.equals("serving") && writer.equals("flushing") && taken < sink.size();
      case "Finish" -> actor.equals("closing") && writer.equals("choosing") && drained();
      case "Abort" -> stopped() && !writer.equals("ended");
      case "PassDeadline" -> actor.equals("closing") && !writer.equals("ended");
      case "Return" -> stopped() && writer.equals("ended") && firstHeld().isPresent();
      case "Announce" ->
          !actor.equals("serving") && !actor.equals("ended") && writer.equals("ended") && drained();
      default -> throw new AssertionError("no action of the specification: " + action);
    };
  }

  private boolean mayEncode(Channel c) {
    return !stopped()
        && !writer.equals("ended")
        && sink.size() < settings.sinkFrames()
        && taken == 0
        && !channel(c).isEmpty();
  }

  @Override
  public void record(String event, Object... arguments) {
    String action = event.substring("PeerShutdown!".length());
    if (action.equals("Encode")) {
      action += "(" + arguments[0] + ")";
    }
    if (!isEnabled(action)) {
      throw new AssertionError("%s is not enabled in %s".formatted(action, this));
    }
    seen.add(action);
    switch (action) {
      case "Offer" -> offer((Long) arguments[0]);
      case "BeginClose", "TimeOutWrite" -> actor = "closing";
      case "Forward" -> writes.add(requests.remove());
      case "Fetch" -> mux = Optional.of(new F(writes.remove(), 0));
      case "Send" -> {
        F f = mux.orElseThrow();
        channelOf(f).add(f);
        mux = isLast(f) ? Optional.empty() : Optional.of(new F(f.m(), f.k() + 1));
      }
      case "Encode(message)" -> encode(Channel.MESSAGE);
      case "Encode(stream)" -> encode(Channel.STREAM);
      case "Write" -> taken++;
      case "Confirm" -> {
        F f = sink.remove();
        taken--;
        writer = sink.isEmpty() ? "choosing" : "flushing";
        if (isLast(f)) {
          status.put(f.m(), "delivered");
        }
      }
      case "Finish" -> writer = "ended";
      case "Abort" -> {
        writer = "ended";
        sink.stream().filter(this::isLast).forEach(f -> status.put(f.m(), "unknown"));
        sink.clear();
        taken = 0;
      }
      case "PassDeadline" -> {
        actor = "expired";
        waited++;
      }
      case "Return" -> giveBack((Long) arguments[0]);
      case "Announce" -> actor = "ended";
      default -> throw new AssertionError(action);
    }
  }

  private void offer(long m) {
    if (m != status.size() + 1) {
      throw new AssertionError("offer %d after %s".formatted(m, status));
    }
    boolean accepted = actor.equals("serving") && requests.size() < settings.requestCapacity();
    status.put(m, accepted ? "accepted" : "refused");
    if (accepted) {
      requests.add(m);
    }
  }

  private void encode(Channel c) {
    sink.add(channel(c).remove());
    writer = "flushing";
  }

  private void giveBack(long m) {
    if (firstHeld().orElseThrow() != m) {
      throw new AssertionError("%d is returned before %s".formatted(m, firstHeld()));
    }
    status.put(m, "undelivered");
    requests.remove(m);
    writes.remove(m);
    mux = mux.filter(f -> f.m() != m);
    messages.removeIf(f -> f.m() == m);
    stream.removeIf(f -> f.m() == m);
  }

  private static List<F> frames(List<Piece> pieces) {
    return pieces.stream().map(one -> new F(one.message().number(), one.index())).toList();
  }

  /** Returns the object's state in the form of {@link #toString}. */
  static String show(PipelineState state) {
    return show(
        state.requests(),
        state.writes(),
        frames(state.mux()),
        frames(state.messages()),
        frames(state.stream()),
        frames(state.sink()),
        state.taken(),
        state.writer().name().toLowerCase(Locale.ROOT),
        state.actor().name().toLowerCase(Locale.ROOT),
        state.waited());
  }

  private static String show(Object... variables) {
    return List.of(variables).toString();
  }

  @Override
  public String toString() {
    return show(
        requests,
        writes,
        mux.stream().toList(),
        messages,
        stream,
        sink,
        taken,
        writer,
        actor,
        waited);
  }
}
