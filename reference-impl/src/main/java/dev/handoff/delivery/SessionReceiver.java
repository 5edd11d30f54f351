package dev.handoff.delivery;

import dev.handoff.Connection;
import dev.handoff.FrameException;
import dev.handoff.Guard;
import dev.handoff.Loop;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.Uncaught;
import dev.handoff.trace.EventSink;
import dev.handoff.trace.SpecAction;
import java.io.IOException;
import java.util.Optional;

/**
 * The receiver's half of one session, over all its connections: {@code
 * spec/delivery/PeerDelivery.tla}. It reads messages, drops those that the session has had already,
 * hands up the others, each once and in order, and acknowledges.
 *
 * <p>The connection before the present one may still be readable, and what comes in on it counts.
 * An earlier one is closed. To the specification the sender's half of the one before is gone, so
 * that nothing can be acknowledged on it. Here it may be the one that the sender uses: connections
 * are accepted on several threads, and one that the sender has ended, or has never heard the
 * welcome of, may come behind its successor. So each connection acknowledges what it has brought.
 *
 * <p>Thread-safe. {@link #accept} and {@link #close} may be called on any thread; all steps are
 * taken by one loop, and the handler is called between two sections.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>arrival, hadConnection</td><td>accept, install, close</td><td>{@code guard}</td></tr>
 * <tr><td>closed</td><td>close</td><td>{@code guard}; volatile, the loop reads without</td></tr>
 * <tr><td>current, old, watermark</td><td>the loop</td><td>{@code guard}; the loop reads without
 * </td></tr>
 * <tr><td>lastFailure</td><td>the loop</td><td>volatile; the last one wins</td></tr>
 * <tr><td>begun, forgotten</td><td>the loop</td><td>steps of a loop never overlap</td>
 * </tr>
 * </table>
 */
@SuppressWarnings("try") // a section guards what is read in it, even if nothing is recorded
final class SessionReceiver {
  private final PeerId peer;
  private final int maxMessageBytes;
  private final Handler handler;
  private final Metrics metrics;
  private final Guard guard;
  private final Loop loop;

  private Optional<Incoming> arrival = Optional.empty();
  private volatile boolean closed;
  private Optional<Incoming> current = Optional.empty();
  private Optional<Incoming> old = Optional.empty();
  private long watermark;
  private volatile Optional<IOException> lastFailure = Optional.empty();

  /** Whether a connection was ever accepted. */
  private boolean hadConnection;

  /** Whether a message was read. */
  private boolean begun;

  /** Whether this is the rest of a session that is not remembered. */
  private boolean forgotten;

  SessionReceiver(
      PeerId peer,
      int maxMessageBytes,
      Handler handler,
      Scheduler scheduler,
      EventSink events,
      Metrics metrics) {
    this.peer = peer;
    this.maxMessageBytes = maxMessageBytes;
    this.handler = handler;
    this.metrics = metrics;
    this.guard = new Guard(events);
    this.loop = new Loop(scheduler, this::step, this::onFailure);
  }

  /** Takes over a connection of the session. The one before it may go on to be read for a while. */
  void accept(Connection connection) {
    try (Guard.Section section = guard.enter()) {
      if (closed) {
        section.afterwards(connection::close);
      } else {
        arrival.ifPresent(earlier -> section.afterwards(earlier.connection()::close));
        arrival = Optional.of(new Incoming(connection, maxMessageBytes, !hadConnection));
        hadConnection = true;
        section.afterwards(loop::wake);
      }
    }
  }

  /** Returns why a connection was last ended. */
  Optional<IOException> lastFailure() {
    return lastFailure;
  }

  /** Makes the connection that has arrived the present one. */
  boolean install() {
    try (Guard.Section section = guard.enter()) {
      if (arrival.isEmpty()) {
        return false;
      }
      old.ifPresent(earlier -> section.afterwards(earlier.connection()::close));
      old = current;
      current = arrival;
      arrival = Optional.empty();
      return true;
    }
  }

  /** Reads what has arrived on the connection. */
  @SpecAction("PeerDelivery!Read")
  boolean read() {
    return read(current, "PeerDelivery!Read");
  }

  /** Reads what has arrived on the connection before. */
  @SpecAction("PeerDelivery!ReadOld")
  boolean readOld() {
    return read(old, "PeerDelivery!ReadOld");
  }

  private boolean read(Optional<Incoming> from, String action) {
    if (from.isEmpty()) {
      return false;
    }
    Incoming incoming = from.get();
    try (Guard.Section section = guard.enter()) {
      boolean moved = incoming.read();
      if (moved) {
        section.record(action);
      }
      return moved;
    } catch (IOException e) {
      end(incoming, e);
      return false;
    }
  }

  /**
   * Takes the message that the connection has brought: hands it up unless the session has had it,
   * and has it acknowledged.
   */
  @SpecAction(value = "PeerDelivery!Take", arguments = "m")
  boolean take() {
    return take(current, "PeerDelivery!Take");
  }

  /** The same on the connection before. */
  @SpecAction(value = "PeerDelivery!TakeOld", arguments = "m")
  boolean takeOld() {
    return take(old, "PeerDelivery!TakeOld");
  }

  private boolean take(Optional<Incoming> from, String action) {
    Optional<Incoming.Numbered> next = from.flatMap(Incoming::next);
    if (from.isEmpty() || next.isEmpty()) {
      return false;
    }
    Incoming incoming = from.get();
    Incoming.Numbered numbered = next.get();
    if (isForgotten(incoming, numbered)) {
      answerLost(incoming);
      return false;
    }
    if (numbered.number() > watermark) {
      try {
        handler.handUp(peer, numbered.message());
      } catch (RuntimeException e) {
        end(incoming, "handler-failed");
        Uncaught.report(e);
        return false;
      }
    }
    try (Guard.Section section = guard.enter()) {
      watermark = Math.max(watermark, numbered.number());
      incoming.acknowledge(numbered.number());
      section.record(action, numbered.number());
      incoming.remove();
    } catch (FrameException e) {
      end(incoming, e);
    }
    return true;
  }

  /**
   * If the sender has sent on an earlier connection, and this receiver never had one, then it has
   * forgotten the session, or its node has restarted. What was handed up before is not known, so
   * nothing is from now on. (If the first connection after that brings no whole message, this goes
   * unnoticed, and messages whose acknowledgement was lost may be handed up a second time.)
   */
  private boolean isForgotten(Incoming incoming, Incoming.Numbered numbered) {
    if (!begun) {
      begun = true;
      forgotten = numbered.resumed() && incoming.isFirst();
    }
    return forgotten;
  }

  private void answerLost(Incoming incoming) {
    try {
      incoming.writeLost();
    } catch (IOException e) {
      metrics.failure(Wire.PROTOCOL, "answer-failed");
    }
    end(incoming, "session-forgotten");
  }

  /**
   * Writes the acknowledgement that is due. If that fails the connection is ended, though more
   * might be read of it: a sender that gets no acknowledgement and no end would wait for ever.
   */
  boolean acknowledge() {
    return acknowledge(current);
  }

  private boolean acknowledge(Optional<Incoming> on) {
    if (on.isEmpty() || !on.get().hasToWrite()) {
      return false;
    }
    Incoming incoming = on.get();
    try {
      return incoming.write();
    } catch (IOException e) {
      end(incoming, "acknowledgement-failed");
      return false;
    }
  }

  private void end(Incoming incoming, IOException cause) {
    lastFailure = Optional.of(cause);
    boolean malformed =
        cause instanceof FrameException frame && frame.kind() != FrameException.Kind.TRUNCATED;
    end(incoming, malformed ? "malformed-message" : "connection-ended");
  }

  /** Closes the connection, for a reason that is counted. */
  private void end(Incoming incoming, String reason) {
    metrics.failure(Wire.PROTOCOL, reason);
    try (Guard.Section section = guard.enter()) {
      section.afterwards(incoming.connection()::close);
      if (isCurrent(incoming)) {
        current = Optional.empty();
      } else {
        old = Optional.empty();
      }
    }
  }

  /** Ends all connections. A message that is being handed up is not acknowledged. */
  void close() {
    try (Guard.Section section = guard.enter()) {
      closed = true;
      arrival.ifPresent(incoming -> section.afterwards(incoming.connection()::close));
      current.ifPresent(incoming -> section.afterwards(incoming.connection()::close));
      old.ifPresent(incoming -> section.afterwards(incoming.connection()::close));
      arrival = Optional.empty();
      loop.end();
    }
  }

  // The loop.

  private boolean step() {
    return !closed
        && (install() || takeOld() || take() || answer(current) || answer(old) || listen());
  }

  private boolean answer(Optional<Incoming> on) {
    if (on.isEmpty() || !on.get().readiness().isWritable()) {
      return false;
    }
    Incoming incoming = on.get();
    if (acknowledge(on)) {
      return true;
    }
    if (incoming.hasToWrite()
        && (isCurrent(incoming) || old.filter(incoming::equals).isPresent())) {
      incoming.readiness().awaitWritable(loop::wake);
    }
    return false;
  }

  private boolean isCurrent(Incoming incoming) {
    return current.filter(incoming::equals).isPresent();
  }

  private boolean listen() {
    Optional<Incoming> before = old.filter(incoming -> incoming.readiness().isReadable());
    Optional<Incoming> present = current.filter(incoming -> incoming.readiness().isReadable());
    if ((before.isPresent() && readOld()) || (present.isPresent() && read())) {
      return true;
    }
    before.ifPresent(incoming -> incoming.readiness().awaitReadable(loop::wake));
    present.ifPresent(incoming -> incoming.readiness().awaitReadable(loop::wake));
    return false;
  }

  /** Something around the session threw what it must not; the sender is to connect anew. */
  private void onFailure(RuntimeException failure) {
    current.ifPresent(incoming -> end(incoming, "step-failed"));
    old.ifPresent(incoming -> end(incoming, "step-failed"));
    Uncaught.report(failure);
  }

  /**
   * The variables of the specification that are the receiver's.
   *
   * @param watermark the last message that was handed up
   * @param isWhole whether the parser has all bytes of a frame
   * @param isOldWhole the same of the connection before
   * @param acknowledgementDue up to which message the present connection is answered, or will be
   */
  record State(long watermark, boolean isWhole, boolean isOldWhole, long acknowledgementDue) {}

  State state() {
    try (Guard.Section section = guard.enter()) {
      return new State(
          watermark,
          current.flatMap(Incoming::next).isPresent(),
          old.flatMap(Incoming::next).isPresent(),
          current.map(Incoming::acknowledgementDue).orElse(0L));
    }
  }
}
