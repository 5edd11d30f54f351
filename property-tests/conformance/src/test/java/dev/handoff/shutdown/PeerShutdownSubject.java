package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.Metrics;
import dev.handoff.Reason;
import dev.handoff.conformance.Subject;
import dev.handoff.tlc.Tla;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The shipped {@link RequestQueue} and {@link Pipeline}, driven step by step as {@code
 * PeerShutdown.tla} says, with one frame in the sink.
 *
 * <table>
 * <caption>Where each variable is read</caption>
 * <tr><th>variable</th><th>from</th></tr>
 * <tr><td>status</td><td>what the listener of each receipt was told; accepted if nothing yet, new
 *   if it was not offered</td></tr>
 * <tr><td>late</td><td>the offers refused with {@code CLOSED}; one that was late and accepted shows
 *   in status</td></tr>
 * <tr><td>overflowed</td><td>the offers refused with {@code FULL}; no other queue drops, else
 *   status or wire shows it</td></tr>
 * <tr><td>requests, writes, mux, channel, sink</td><td>{@link PipelineState}, by number and index
 *   of the frame</td></tr>
 * <tr><td>wire</td><td>the bytes that the {@link Remote} took, cut into frames there</td></tr>
 * <tr><td>writer</td><td>{@link PipelineState}; ended is ended only if the socket is closed, and
 *   the reverse</td></tr>
 * <tr><td>actor</td><td>{@link PipelineState}; ended is ended only if the report came, and the
 *   reverse</td></tr>
 * <tr><td>waited</td><td>{@link PipelineState}</td></tr>
 * <tr><td>lateWrites</td><td>the {@link Remote}: a frame taken after the close of the socket, or
 *   after the report</td></tr>
 * </table>
 *
 * <p>None is tracked. Besides, each step must record its event and no other, so that what a trace
 * says is what happened; and the report must say what the owners were told.
 *
 * <p>The socket takes each frame in two parts, since a part of a frame is no step.
 */
final class PeerShutdownSubject implements Subject {
  /** A frame of a small message has 12 bytes, any other 24. */
  private static final int FRAGMENT_BYTES = 4;

  private static final int FIRST_PART = Frame.HEADER_BYTES + 1;
  private static final String MODULE = "PeerShutdown!";

  private final List<Long> fragments;
  private final Remote remote = new Remote();
  private final Owners owners;
  private final List<String> events = new ArrayList<>(1);
  private final List<Object> eventArguments = new ArrayList<>(1);
  private final List<CloseReport> reports = new ArrayList<>(1);
  private final RequestQueue requests;
  private final Pipeline pipeline;

  /** Starts with the constants of {@code PeerConnection.tla}. */
  PeerShutdownSubject(Map<String, Object> constants) {
    fragments = Tla.numbers(constants, "Fragments");
    owners = new Owners(fragments.size());
    OutboundSettings settings = settings(constants, fragments);
    requests = new RequestQueue(settings, this::record, Metrics.NONE, () -> {});
    pipeline =
        new Pipeline(remote, settings, requests, this::record, Metrics.NONE, this::announced);
  }

  private static OutboundSettings settings(Map<String, Object> constants, List<Long> fragments) {
    long most = fragments.stream().mapToLong(n -> n).max().orElse(0);
    return new OutboundSettings(
        (int) Tla.number(constants, "RequestCapacity"),
        (int) Tla.number(constants, "WriteCapacity"),
        (int) Tla.number(constants, "ChannelCapacity"),
        (int) Math.max(1, most) * FRAGMENT_BYTES,
        FRAGMENT_BYTES,
        1,
        Frame.HEADER_BYTES + WireFormat.maxPayloadBytes(FRAGMENT_BYTES),
        Duration.ofSeconds(30));
  }

  private void record(String action, Object... arguments) {
    events.add(action);
    eventArguments.addAll(Arrays.asList(arguments));
  }

  private void announced(CloseReport report) {
    reports.add(report);
    remote.notice();
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    if (!take(action, arguments)) {
      throw new AssertionError(
          "%s%s was refused in %s".formatted(action, arguments, pipeline.state()));
    }
    if (events.size() != 1
        || !events.get(0).equals(MODULE + action)
        || !eventArguments.equals(List.copyOf(arguments.values()))) {
      throw new AssertionError(
          "%s%s recorded %s %s".formatted(action, arguments, events, eventArguments));
    }
  }

  @Override
  public Answer attempt(String action, Map<String, Object> arguments) {
    return take(action, arguments) || !events.isEmpty() ? Answer.TAKEN : Answer.REFUSED;
  }

  private boolean take(String action, Map<String, Object> arguments) {
    events.clear();
    eventArguments.clear();
    return switch (action) {
      case "Offer" -> offer(Tla.number(arguments, "m"));
      case "BeginClose" -> requests.beginClose(new CloseReport.Cause.Requested());
      case "Forward" -> pipeline.forward();
      case "Fetch" -> pipeline.fetch();
      case "Send" -> pipeline.send();
      case "Encode" ->
          pipeline.encode("message".equals(arguments.get("c")) ? Channel.MESSAGE : Channel.STREAM);
      case "Write" -> write();
      case "Confirm" -> pipeline.confirm();
      case "TimeOutWrite" -> pipeline.timeOutWrite();
      case "Finish" -> pipeline.finish();
      case "Abort" -> pipeline.abort();
      case "PassDeadline" -> pipeline.passDeadline();
      case "Return" -> pipeline.returnMessage();
      case "Announce" -> announce();
      default -> throw new IllegalArgumentException("PeerShutdown has no action " + action);
    };
  }

  private boolean offer(long m) {
    if (m != owners.count() + 1) {
      return false;
    }
    owners.offered(requests.offer(content(m)));
    return true;
  }

  private Bytes content(long m) {
    int pieces = fragments.get((int) m - 1).intValue();
    if (pieces == 1) {
      throw new IllegalArgumentException(
          "message %d: what fits into one fragment is sent as a small message".formatted(m));
    }
    return Bytes.from(ByteBuffer.allocate(Math.max(1, pieces) * FRAGMENT_BYTES).putInt(0, (int) m));
  }

  private boolean write() {
    remote.giveRoom(FIRST_PART);
    if (pipeline.write() || !events.isEmpty()) {
      throw new AssertionError("a part of a frame was written, and that was a step");
    }
    remote.giveRoom(Integer.MAX_VALUE);
    return pipeline.write();
  }

  private boolean announce() {
    boolean taken = pipeline.announce();
    if (taken) {
      CloseReport report = reports.get(0);
      for (CloseReport.Returned back : report.returned()) {
        if (!owners.told(back.number()).equals(Optional.of(back.fate()))
            || back.message().buffer().getInt() != back.number()) {
          throw new AssertionError(
              "the report says %s, its owner was told %s"
                  .formatted(back, owners.told(back.number())));
        }
      }
    }
    return taken;
  }

  @Override
  public Map<String, Object> state() {
    PipelineState state = pipeline.state();
    if (remote.isClosed() != (state.writer() == Writer.State.ENDED)) {
      throw new AssertionError(
          "the writer is %s, and the socket is %s"
              .formatted(state.writer(), remote.isClosed() ? "closed" : "open"));
    }
    if (reports.size() != (state.actor() == Actor.ENDED ? 1 : 0)) {
      throw new AssertionError(
          "the actor is %s, and there are reports: %s".formatted(state.actor(), reports));
    }
    Map<String, Object> variables = new HashMap<>(32);
    variables.put("status", owners.status());
    variables.put("late", owners.refused(Reason.CLOSED));
    variables.put("overflowed", owners.refused(Reason.FULL));
    variables.put("requests", state.requests());
    variables.put("writes", state.writes());
    variables.put("mux", frames(state.mux()));
    variables.put(
        "channel", Map.of("message", frames(state.messages()), "stream", frames(state.stream())));
    variables.put("sink", frames(state.sink()));
    variables.put("wire", Map.of("message", remote.message(), "stream", remote.stream()));
    variables.put("writer", state.writer().name().toLowerCase(Locale.ROOT));
    variables.put("actor", state.actor().name().toLowerCase(Locale.ROOT));
    variables.put("waited", (long) state.waited());
    variables.put("lateWrites", remote.lateWrites());
    return variables;
  }

  private static List<Object> frames(List<Piece> pieces) {
    List<Object> frames = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      frames.add(List.of(piece.message().number(), (long) piece.index()));
    }
    return frames;
  }
}
