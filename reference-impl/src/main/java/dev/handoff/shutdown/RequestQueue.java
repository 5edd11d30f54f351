package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.trace.EventSink;
import dev.handoff.trace.SpecAction;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The outermost queue of a connection, and how far its shutdown is: what offers and whoever begins
 * a close meet in. Full or closed, it refuses.
 *
 * <p>Its guard is the lock of the request queue, of which the specification speaks. It is held for
 * moments, never for a write, so that those who offer do not wait for the connection. The {@link
 * Pipeline} calls in with its own guard held, never the reverse.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>requests</td><td>offers, main loop, closer</td><td>guard</td></tr>
 * <tr><td>offered, accepted</td><td>offers</td><td>guard</td></tr>
 * <tr><td>actor</td><td>whoever begins the close, closer</td><td>guard; reads are volatile</td></tr>
 * <tr><td>cause</td><td>whoever begins the close</td><td>guard</td></tr>
 * <tr><td>waited</td><td>closer</td><td>guard</td></tr>
 * </table>
 */
@SuppressWarnings("try") // Some sections are entered for the lock alone.
final class RequestQueue {
  private final OutboundSettings settings;
  private final Metrics metrics;
  private final Runnable wake;
  private final Guard guard;
  private final ArrayDeque<Outgoing> requests = new ArrayDeque<>();
  private long offered;
  private long accepted;
  private volatile Actor actor = Actor.SERVING;
  private CloseReport.Cause cause = new CloseReport.Cause.Requested();
  private int waited;

  /**
   * Creates the queue of a connection that serves.
   *
   * @param wake is called when the queue is no longer empty; it does not block
   */
  RequestQueue(OutboundSettings settings, EventSink events, Metrics metrics, Runnable wake) {
    this.settings = settings;
    this.metrics = metrics;
    this.wake = wake;
    this.guard = new Guard(events);
  }

  /**
   * Answers an offer. One that is too large is no offer of the specification: it gets no number.
   */
  @SpecAction(value = "PeerShutdown!Offer", arguments = "m", by = SpecAction.By.ENVIRONMENT)
  Receipt offer(Bytes message) {
    if (message.size() > settings.maxMessageBytes()) {
      return refused(Reason.TOO_LARGE);
    }
    Promise promise = new Promise();
    boolean closed;
    boolean full;
    boolean wasEmpty;
    try (Guard.Section section = guard.enter()) {
      offered++;
      closed = actor != Actor.SERVING;
      full = requests.size() == settings.requestCapacity();
      wasEmpty = requests.isEmpty();
      if (!closed && !full) {
        accepted++;
        requests.add(new Outgoing(offered, message, promise, settings.fragmentBytes()));
      }
      section.record("PeerShutdown!Offer", offered);
    }
    if (closed || full) {
      return refused(closed ? Reason.CLOSED : Reason.FULL);
    }
    if (wasEmpty) {
      // The main loop does not rest before it finds the queue empty: more need not wake it.
      wake.run();
    }
    return promise.receipt();
  }

  private Receipt refused(Reason reason) {
    Fate fate = new Fate.Refused(reason);
    metrics.fate(Pipeline.PROTOCOL, fate);
    return Receipt.of(fate);
  }

  /** Closes the queue, unless it is closed. */
  @SpecAction(value = "PeerShutdown!BeginClose", by = SpecAction.By.ENVIRONMENT)
  boolean beginClose(CloseReport.Cause cause) {
    return close(cause, "PeerShutdown!BeginClose");
  }

  /** Closes the queue by a step of that name, unless it is closed. */
  boolean close(CloseReport.Cause cause, String action) {
    try (Guard.Section section = guard.enter()) {
      if (actor != Actor.SERVING) {
        return false;
      }
      actor = Actor.CLOSING;
      this.cause = cause;
      section.record(action);
      return true;
    }
  }

  /**
   * Moves the oldest messages to the write queue, which has room for them, by one step each.
   *
   * @return how many
   */
  int forwardTo(Multiplexer multiplexer, int limit) {
    try (Guard.Section section = guard.enter()) {
      int moved = 0;
      while (moved < limit && !requests.isEmpty()) {
        multiplexer.add(requests.remove());
        section.record("PeerShutdown!Forward");
        moved++;
      }
      return moved;
    }
  }

  /** Says that the deadline has passed, if a close is under way. */
  boolean expire() {
    try (Guard.Section section = guard.enter()) {
      if (actor != Actor.CLOSING) {
        return false;
      }
      actor = Actor.EXPIRED;
      waited++;
      section.record("PeerShutdown!PassDeadline");
      return true;
    }
  }

  /** Takes out the oldest message, when nothing else will. */
  Optional<Outgoing> takeHeld() {
    try (Guard.Section section = guard.enter()) {
      return Optional.ofNullable(requests.poll());
    }
  }

  /** Ends the shutdown; the caller has seen that it is time. */
  void end() {
    try (Guard.Section section = guard.enter()) {
      actor = Actor.ENDED;
    }
  }

  /** Returns how far the shutdown is; only serving ends without the pipeline's guard. */
  Actor actor() {
    return actor;
  }

  /** Returns whether there is nothing in it; of a closed queue, for ever. */
  boolean isEmpty() {
    try (Guard.Section section = guard.enter()) {
      return requests.isEmpty();
    }
  }

  /** Returns how many messages were offered, but for those that are too large. */
  long offered() {
    try (Guard.Section section = guard.enter()) {
      return offered;
    }
  }

  /** Returns how many messages were accepted. */
  long accepted() {
    try (Guard.Section section = guard.enter()) {
      return accepted;
    }
  }

  /** Returns what began the close, once it has begun. */
  CloseReport.Cause cause() {
    try (Guard.Section section = guard.enter()) {
      return cause;
    }
  }

  /** Returns how many deadlines have passed since the close began. */
  int waited() {
    try (Guard.Section section = guard.enter()) {
      return waited;
    }
  }

  /** Returns the numbers of the messages in it, oldest first. */
  List<Long> numbers() {
    try (Guard.Section section = guard.enter()) {
      return requests.stream().map(Outgoing::number).toList();
    }
  }
}
