package dev.handoff.shutdown;

import dev.handoff.Connection;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.trace.EventSink;
import dev.handoff.trace.SpecAction;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The steps of {@code PeerShutdown.tla} behind the request queue, one method each, which takes the
 * step if it is enabled and returns whether it did. When a step is taken is not decided here:
 * {@link OutboundConnection} does that.
 *
 * <p>The calls of the connection, which never block, are made within the guard: they are the steps.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>multiplexer</td><td>main loop, multiplexer, writer, closer</td><td>guard</td></tr>
 * <tr><td>writer, lastChannel</td><td>writer</td><td>guard</td></tr>
 * <tr><td>fates</td><td>writer, closer</td><td>guard</td></tr>
 * </table>
 */
@SuppressWarnings("try") // Some sections are entered for the lock alone.
final class Pipeline {
  /** The name under which fates and failures are counted. */
  static final String PROTOCOL = "shutdown";

  private final Connection connection;
  private final RequestQueue requests;
  private final Metrics metrics;
  private final Consumer<? super CloseReport> onAnnounced;
  private final Guard guard;
  private final Multiplexer multiplexer;
  private final Fates fates;
  private final Writer writer;
  private Channel lastChannel = Channel.STREAM;

  /**
   * Creates a pipeline that is empty.
   *
   * @param onAnnounced is called once, by the step {@link #announce}
   */
  Pipeline(
      Connection connection,
      OutboundSettings settings,
      RequestQueue requests,
      EventSink events,
      Metrics metrics,
      Consumer<? super CloseReport> onAnnounced) {
    this.connection = connection;
    this.requests = requests;
    this.metrics = metrics;
    this.onAnnounced = onAnnounced;
    this.guard = new Guard(events);
    this.multiplexer = new Multiplexer(settings.writeCapacity(), settings.channelCapacity());
    this.fates = new Fates(metrics);
    this.writer = new Writer(connection, settings, fates);
  }

  /** Moves a message from the request queue to the write queue, which has room. */
  @SpecAction("PeerShutdown!Forward")
  boolean forward() {
    try (Guard.Section section = guard.enter()) {
      return forward(1) > 0;
    }
  }

  private int forward(int limit) {
    int most = isStopped() ? 0 : Math.min(limit, multiplexer.room());
    return most == 0 ? 0 : requests.forwardTo(multiplexer, most);
  }

  /** Takes the next message from the write queue into the multiplexer. */
  @SpecAction("PeerShutdown!Fetch")
  boolean fetch() {
    try (Guard.Section section = guard.enter()) {
      return !isStopped() && multiplexer.fetch(section);
    }
  }

  /** Puts the multiplexer's frame into its channel, which has room. */
  @SpecAction("PeerShutdown!Send")
  boolean send() {
    try (Guard.Section section = guard.enter()) {
      return !isStopped() && multiplexer.send(section);
    }
  }

  /** Takes a frame from the channel into the sink, which has room. */
  @SpecAction(value = "PeerShutdown!Encode", arguments = "c")
  boolean encode(Channel channel) {
    try (Guard.Section section = guard.enter()) {
      return encode(section, channel);
    }
  }

  private boolean encode(Guard.Section section, Channel channel) {
    Piece piece = multiplexer.first(channel);
    if (isStopped() || piece == null || !writer.hasRoomFor(piece)) {
      return false;
    }
    multiplexer.remove(channel);
    lastChannel = channel;
    writer.encode(section, piece);
    return true;
  }

  /**
   * Lets the connection take what it has room for. The step is taken when it takes the last byte of
   * a frame: a part of a frame is no step, the last bytes of several frames are several.
   */
  @SpecAction("PeerShutdown!Write")
  boolean write() {
    try (Guard.Section section = guard.enter()) {
      return write(section) > 0;
    }
  }

  private int write(Guard.Section section) {
    try {
      return writer.write(section);
    } catch (IOException e) {
      connectionFailed(e);
      return 0;
    }
  }

  /**
   * Learns that the flush has returned: with its last frame a message is delivered. This is a step
   * for each frame in the sink.
   */
  @SpecAction("PeerShutdown!Confirm")
  boolean confirm() {
    try (Guard.Section section = guard.enter()) {
      return confirm(section) > 0;
    }
  }

  private int confirm(Guard.Section section) {
    try {
      return writer.confirm(section);
    } catch (IOException e) {
      connectionFailed(e);
      return 0;
    }
  }

  /** Begins the close because a write took too long, as the caller has measured. */
  @SpecAction("PeerShutdown!TimeOutWrite")
  boolean timeOutWrite() {
    try (Guard.Section section = guard.enter()) {
      return writer.hasUntaken()
          && requests.close(new CloseReport.Cause.WriteTimedOut(), "PeerShutdown!TimeOutWrite");
    }
  }

  /** Ends the writer, whose input has ended and is flushed, and closes the connection. */
  @SpecAction("PeerShutdown!Finish")
  boolean finish() {
    try (Guard.Section section = guard.enter()) {
      return finish(section);
    }
  }

  private boolean finish(Guard.Section section) {
    if (requests.actor() != Actor.CLOSING
        || writer.state() != Writer.State.CHOOSING
        || !isDrained()) {
      return false;
    }
    writer.finish(section);
    return true;
  }

  /** Ends the writer at the deadline, closes the connection, and discards what is in the sink. */
  @SpecAction("PeerShutdown!Abort")
  boolean abort() {
    try (Guard.Section section = guard.enter()) {
      return abort(section);
    }
  }

  private boolean abort(Guard.Section section) {
    if (!isStopped() || hasEnded()) {
      return false;
    }
    writer.abort(section);
    return true;
  }

  /** Stops all stages because the deadline has passed, as the caller has measured. */
  @SpecAction("PeerShutdown!PassDeadline")
  boolean passDeadline() {
    try (Guard.Section section = guard.enter()) {
      return expire();
    }
  }

  private boolean expire() {
    return !hasEnded() && requests.expire();
  }

  /** Returns the next message that is held. Java does not allow the name of the action. */
  @SpecAction(value = "PeerShutdown!Return", arguments = "m")
  boolean returnMessage() {
    try (Guard.Section section = guard.enter()) {
      return returnMessage(section);
    }
  }

  private boolean returnMessage(Guard.Section section) {
    Optional<Outgoing> held =
        isStopped() && hasEnded()
            ? multiplexer.takeHeld().or(requests::takeHeld)
            : Optional.empty();
    held.ifPresent(
        message -> {
          fates.undelivered(section, message);
          section.record("PeerShutdown!Return", message.number());
        });
    return held.isPresent();
  }

  /** Announces that the peer is disconnected, and hands over the report. */
  @SpecAction("PeerShutdown!Announce")
  boolean announce() {
    try (Guard.Section section = guard.enter()) {
      return announce(section);
    }
  }

  private boolean announce(Guard.Section section) {
    if (requests.actor() == Actor.ENDED || !hasEnded() || !isDrained()) {
      return false;
    }
    CloseReport report = fates.report(connection.peer(), requests.cause(), requests.accepted());
    requests.end();
    section.record("PeerShutdown!Announce");
    section.afterwards(() -> onAnnounced.accept(report));
    return true;
  }

  /**
   * Takes up to {@code limit} steps in a row, all but those that are for a timer to take.
   *
   * @return how many it took; fewer than the limit if there is nothing to do now, or nothing until
   *     the connection has room for {@link #pendingFlush}
   */
  int advance(int limit) {
    try (Guard.Section section = guard.enter()) {
      int steps = 0;
      boolean room = true;
      while (steps < limit) {
        int taken = room ? step(section, limit - steps) : pull(section, limit - steps);
        if (taken == 0 && !room) {
          break;
        }
        // One call that finds no room is enough: the queues are filled, and then it is waited for.
        // A call that failed has stopped everything, and there is nothing to wait for.
        room = room && (taken > 0 || isStopped());
        steps += taken;
      }
      return steps;
    }
  }

  /** Fills the sink before it is written, and moves what is behind when there is room in it. */
  private int step(Guard.Section section, int limit) {
    if (isStopped()) {
      return abort(section) || returnMessage(section) || announce(section) ? 1 : 0;
    }
    if (encode(section, lastChannel.other()) || encode(section, lastChannel)) {
      return 1;
    }
    int moved = multiplexer.areChannelsEmpty() ? pull(section, limit) : 0;
    if (moved == 0) {
      moved = write(section);
    }
    if (moved == 0) {
      moved = confirm(section);
    }
    return moved > 0 ? moved : finish(section) || announce(section) ? 1 : 0;
  }

  private int pull(Guard.Section section, int limit) {
    return multiplexer.send(section) || multiplexer.fetch(section) ? 1 : forward(limit);
  }

  /** Ends a connection that is of no use: the deadline passes at once. */
  void fail(Exception failure) {
    try (Guard.Section section = guard.enter()) {
      stop(failure);
    }
  }

  private void connectionFailed(IOException failure) {
    metrics.failure(PROTOCOL, "connection-failed");
    stop(failure);
  }

  private void stop(Exception failure) {
    requests.beginClose(new CloseReport.Cause.Failed(failure));
    expire();
  }

  /** Returns the number of the flush that is under way, or 0 if there is none. */
  long pendingFlush() {
    try (Guard.Section section = guard.enter()) {
      return writer.pendingFlush();
    }
  }

  /** Returns the state in the words of the specification. */
  PipelineState state() {
    try (Guard.Section section = guard.enter()) {
      return new PipelineState(
          requests.offered(),
          requests.numbers(),
          multiplexer.writes(),
          multiplexer.mux(),
          multiplexer.pieces(Channel.MESSAGE),
          multiplexer.pieces(Channel.STREAM),
          writer.frames(),
          writer.taken(),
          writer.state(),
          requests.actor(),
          requests.waited());
    }
  }

  /** {@code Stopped}: the deadline has passed. */
  private boolean isStopped() {
    return requests.actor() == Actor.EXPIRED;
  }

  /** {@code Drained}: nothing is between the request queue and the writer. */
  private boolean isDrained() {
    return multiplexer.isEmpty() && requests.isEmpty();
  }

  private boolean hasEnded() {
    return writer.state() == Writer.State.ENDED;
  }
}
