package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.SessionId;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The way of one vote from one validator to another: a {@link Session} and its {@link
 * SessionReceiver}, driven step by step. What is offered is on the wire at once.
 */
final class VotePost {
  /** Where the vote is. */
  enum Place {
    /** It is not on its way, or has arrived. */
    NOWHERE,
    /** On a connection. */
    IN_FLIGHT,
    /** In the outbox of a session without a connection. */
    OWED
  }

  private static final SessionSettings SETTINGS =
      new SessionSettings(
          1, 128, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final PeerId from;
  private final PeerId to;
  private final Session session;
  private final SessionReceiver receiver;
  private Lane lane;
  private Bytes message = Bytes.EMPTY;
  private long failures;

  /** Empty if a step was taken since it was read. */
  private Optional<Place> place = Optional.empty();

  VotePost(PeerId from, PeerId to, Consumer<Bytes> handler) {
    this.from = from;
    this.to = to;
    this.session =
        new Session(
            to,
            new SessionId(1, 2),
            SETTINGS,
            Encoder.NONE,
            Idle.DIALER,
            Idle.SCHEDULER,
            () -> 0,
            new SplittableRandom(1),
            this::see,
            Metrics.NONE);
    this.receiver =
        new SessionReceiver(
            from,
            SETTINGS.maxMessageBytes(),
            (sender, message) -> handler.accept(message),
            Idle.SCHEDULER,
            EventSink.NONE,
            Metrics.NONE);
    this.lane = new Lane(from, to);
    connect();
  }

  private void see(String action, Object... arguments) {
    if (action.equals("PeerDelivery!NoticeReset")) {
      failures++;
    }
  }

  private void connect() {
    lane = new Lane(from, to);
    lane.left().setRoom(Integer.MAX_VALUE);
    lane.right().setRoom(Integer.MAX_VALUE);
    require(session.connect(lane.left()), "the session does not connect");
    receiver.accept(lane.right());
    require(receiver.install(), "the connection was not accepted");
  }

  Receipt offer(Bytes message) {
    this.message = message;
    place = Optional.empty();
    Receipt receipt = session.offer(message);
    require(receipt.fate().isEmpty(), "the session refused the vote");
    send();
    return receipt;
  }

  private void send() {
    require(session.encode() && session.flush(), "nothing was sent");
  }

  /** The connection fails under the vote. */
  void fail() {
    place = Optional.empty();
    lane.reset();
    require(session.noticeReset(), "the session noticed nothing");
  }

  /** The next connection takes the vote. */
  void resume() {
    place = Optional.empty();
    connect();
    send();
  }

  /**
   * Offers the session another connection.
   *
   * @return whether it took it
   */
  boolean reconnect() {
    return session.connect(new Lane(from, to).left());
  }

  /** Returns the vote. */
  Bytes message() {
    return message;
  }

  /** The vote arrives, is handed up and acknowledged. */
  void bring() {
    place = Optional.empty();
    require(receiver.read(), "nothing arrived");
    require(receiver.take(), "nothing was handed up");
    require(receiver.acknowledge(), "not acknowledged");
    require(session.tellDelivered(), "the sender was not told");
  }

  Place place() {
    if (place.isEmpty()) {
      Session.State state = session.state();
      if (state.outbox().isEmpty()) {
        place = Optional.of(Place.NOWHERE);
      } else {
        place = Optional.of(state.inUse() ? Place.IN_FLIGHT : Place.OWED);
      }
    }
    return place.get();
  }

  /** Returns how many connections the session has lost. */
  long failures() {
    return failures;
  }

  private static void require(boolean done, String instead) {
    if (!done) {
      throw new AssertionError(instead);
    }
  }
}
