package dev.handoff.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.SessionId;
import dev.handoff.jdk.SystemClock;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.stress.StubConnection;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The owner of a session offers, closes, gives up and severs, on any thread, while the loop writes
 * and reads acknowledgements. The dialer never answers: connections come from the races themselves,
 * and what is in the outbox stays there until it is acknowledged or given up.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * delivery.SessionRace.ConnectAndGiveUp  8,985  {2, 1=8985}
 * delivery.SessionRace.Idea  14,361  {0, 1=5520, 1, 0=8841}
 * delivery.SessionRace.LastPlace  8,729  {0, 1=6990, 1, 0=1739}
 * delivery.SessionRace.Numbers  9,753  {8, 8=9753}
 * delivery.SessionRace.OfferAndAcknowledge  8,985  {3, 1=8985}
 * delivery.SessionRace.OfferAndGiveUp  8,729  {2, 1=1941, 2, 2=6788}
 * delivery.SessionRace.TwoCloses  8,985  {1, 1=8985}
 * delivery.SessionRace.TwoSevers  8,729  {0, 1=2454, 1, 0=6275}
 *
 * weakened by delivery/close-looks-outside-the-guard:
 * TwoCloses  8,729
 *   FORBIDDEN: {0, 1=2, 1, 0=1}
 * </pre>
 */
public final class SessionRace {
  private static final Bytes MESSAGE = Bytes.of(1);
  private static final Clock CLOCK = SystemClock.INSTANCE;
  private static final Deadline DEADLINE = Deadline.after(CLOCK, Duration.ofDays(1));

  private SessionRace() {}

  private static Session session(int outboxMessages) {
    return new Session(
        new PeerId("v1"),
        new SessionId(1, 1),
        new SessionSettings(
            outboxMessages,
            Long.BYTES,
            4,
            128,
            Duration.ofDays(1),
            Duration.ofMillis(50),
            Duration.ofSeconds(5)),
        message -> message,
        (peer, id, whenDone) -> {},
        CallersThread.INSTANCE,
        CLOCK,
        new SplittableRandom(1),
        EventSink.NONE,
        Metrics.NONE);
  }

  /** What became of an offer: 0 nothing yet, 1 refused, 2 unknown, 3 delivered, 4 undelivered. */
  private static int fateOf(Receipt receipt) {
    return receipt.fate().map(SessionRace::number).orElse(0);
  }

  private static int number(Fate fate) {
    if (fate instanceof Fate.Refused) {
      return 1;
    } else if (fate instanceof Fate.Unknown) {
      return 2;
    }
    return fate instanceof Fate.Delivered ? 3 : 4;
  }

  private static int isDone(CompletionStage<CloseReport> report) {
    return report.toCompletableFuture().isDone() ? 1 : 0;
  }

  /** The idea alone: who takes the connection out ends it. */
  @JCStressTest
  @Description("Two threads take what is in a place.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first has it, and nobody else.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The other has it.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "Both have it, or none. What is there is read and replaced in one step.")
  @State
  public static class Idea {
    private final AtomicReference<Optional<String>> place =
        new AtomicReference<>(Optional.of("connection"));

    private int take() {
      return place.getAndSet(Optional.empty()).isPresent() ? 1 : 0;
    }

    @Actor
    public void one(II_Result result) {
      result.r1 = take();
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = take();
    }
  }

  /** The shipped class: an offer meets the end of the session. */
  @JCStressTest
  @Description("A session holds a message; one thread offers another, and one gives up.")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Both were accepted, and both given up.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second came too late, and was refused.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A message that was accepted has no fate after the session has ended (DeliveredOrTold), or "
              + "one that was refused has two. Accepting asks whether it is closed in the section "
              + "in which it adds, and closing holds the same guard.")
  @State
  @Weakened("delivery/gives-up-in-two-sections")
  public static class OfferAndGiveUp {
    private final Session session = session(4);
    private final Receipt first = session.offer(MESSAGE);
    private Receipt second = first;

    @Actor
    public void offer() {
      second = session.offer(MESSAGE);
    }

    @Actor
    public void giveUp() {
      session.giveUp();
    }

    @Arbiter
    public void fates(II_Result result) {
      result.r1 = fateOf(first);
      result.r2 = fateOf(second);
    }
  }

  /** The shipped class: the bound of the outbox is a bound. */
  @JCStressTest
  @Description("Two threads offer to an outbox that has room for one.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was accepted, the other refused.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The other was accepted.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both were accepted (BoundedMemory), or none (Isolation: refused for want of room only). The "
              + "room is looked at in the section that fills it.")
  @State
  @Weakened("delivery/room-looked-at-outside-the-guard")
  public static class LastPlace {
    private final Session session = session(1);
    private Receipt one = Receipt.refused(Reason.INVALID);
    private Receipt other = one;

    @Actor
    public void one() {
      one = session.offer(MESSAGE);
    }

    @Actor
    public void other() {
      other = session.offer(MESSAGE);
    }

    @Arbiter
    public void fates(II_Result result) {
      result.r1 = fateOf(one);
      result.r2 = fateOf(other);
    }
  }

  /** The shipped class: numbers go up in the order of the outbox. */
  @JCStressTest
  @Description("Two threads offer four messages each.")
  @Outcome(id = "8, 8", expect = ACCEPTABLE, desc = "All are there, numbered in their order.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Two messages have one number, or one overtook another with a lower number (Fifo): the "
              + "receiver ends each connection that brings them. The number is taken in the section "
              + "that adds.")
  @State
  @Weakened("delivery/number-taken-outside-the-guard")
  public static class Numbers {
    private final Session session = session(8);

    private void offer() {
      for (int i = 0; i < 4; i++) {
        session.offer(MESSAGE);
      }
    }

    @Actor
    public void one() {
      offer();
    }

    @Actor
    public void other() {
      offer();
    }

    @Arbiter
    public void inPlace(II_Result result) {
      List<Long> numbers = session.state().outbox();
      result.r1 = numbers.size();
      for (int i = 0; i < numbers.size(); i++) {
        result.r2 += numbers.get(i) == i + 1 ? 1 : 0;
      }
    }
  }

  /** The shipped class: outbox and acknowledgement. */
  @JCStressTest
  @Description("A message was sent; its acknowledgement arrives while another message is offered.")
  @Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "The first is delivered, the second is held.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "The acknowledged message was not told or is still held, or the second was dropped "
              + "(NoSilentDrop, ExactlyOnce). The head is removed, and the tail added to, in sections "
              + "of one guard; and who wakes the loop while it runs has it look again.")
  @State
  @Weakened("delivery/offer-wakes-before-it-adds")
  public static class OfferAndAcknowledge {
    private static final Bytes ACKNOWLEDGEMENT = Frames.frame(Wire.ACK, 1, Bytes.EMPTY);

    private final Session session = session(4);
    private final StubConnection connection = StubConnection.withRoom();
    private final Receipt first = session.offer(MESSAGE);

    /** The first message is on its way. */
    public OfferAndAcknowledge() {
      session.connect(connection);
    }

    @Actor
    public void offer() {
      session.offer(MESSAGE);
    }

    @Actor
    public void acknowledge() {
      connection.arrive(ACKNOWLEDGEMENT);
    }

    @Arbiter
    public void held(II_Result result) {
      Session.State state = session.state();
      result.r1 = fateOf(first);
      result.r2 = state.outbox().equals(List.of(2L)) ? state.sent() : -1;
    }
  }

  /** The shipped class: a session that has ended has no connection. */
  @JCStressTest
  @Description("A session holds a message; one thread brings a connection, and one gives up.")
  @Outcome(
      id = "2, 1",
      expect = ACCEPTABLE,
      desc = "Told as unknown, and the connection is closed.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A session that was given up has got a connection all the same, which nobody ends, or the "
              + "message has no fate (DeliveredOrTold). Whether it has ended is asked in the section "
              + "that keeps the connection.")
  @State
  @Weakened("delivery/connects-in-two-sections")
  public static class ConnectAndGiveUp {
    private final Session session = session(4);
    private final StubConnection connection = StubConnection.withRoom();
    private final Receipt receipt = session.offer(MESSAGE);

    @Actor
    public void connect() {
      session.connect(connection);
    }

    @Actor
    public void giveUp() {
      session.giveUp();
    }

    @Arbiter
    public void ended(II_Result result) {
      result.r1 = fateOf(receipt);
      result.r2 = connection.isClosed() ? 1 : 0;
    }
  }

  /** The shipped class: both who close hear of it. */
  @JCStressTest
  @Description("Two threads close a session that holds nothing.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both have the report.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One waits for a report that nobody completes. Whether a close has begun is asked in the "
              + "section that begins it: both get the same report.")
  @State
  @Weakened("delivery/close-looks-outside-the-guard")
  public static class TwoCloses {
    private final Session session = session(4);
    private CompletionStage<CloseReport> one = new CompletableFuture<>();
    private CompletionStage<CloseReport> other = new CompletableFuture<>();

    @Actor
    public void one() {
      one = session.close(DEADLINE);
    }

    @Actor
    public void other() {
      other = session.close(DEADLINE);
    }

    @Arbiter
    public void reports(II_Result result) {
      result.r1 = isDone(one);
      result.r2 = isDone(other);
    }
  }

  /** The shipped class: one connection is ended once. */
  @JCStressTest
  @Description("Two threads sever a session that has a connection.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first has ended it.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The other has ended it.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both say that they have ended it: the second may have ended the one after it. Whether "
              + "there is a connection is asked in the section that ends it.")
  @State
  @Weakened("delivery/sever-looks-outside-the-guard")
  public static class TwoSevers {
    private final Session session = session(4);

    /** There is a connection. */
    public TwoSevers() {
      session.connect(StubConnection.withRoom());
    }

    @Actor
    public void one(II_Result result) {
      result.r1 = session.sever() ? 1 : 0;
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = session.sever() ? 1 : 0;
    }
  }
}
