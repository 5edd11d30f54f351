package dev.handoff.shutdown;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.Receipt;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A thread offers a message while another closes the queue and takes out what is in it. This is
 * where the design as found loses messages in silence: accepted after the last look.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * shutdown.RequestQueueRace.Bound  14,361  {8=14361}
 * shutdown.RequestQueueRace.Idea  95,513  {0, 0=34012, 1, 1=61501}
 * shutdown.RequestQueueRace.Numbers  10,777  {32, 32=10777}
 * shutdown.RequestQueueRace.OfferAndClose  9,241  {0=9241}
 * shutdown.RequestQueueRace.OfferAndForward  8,985  {0=8985}
 * shutdown.RequestQueueRace.OneCloses  11,033  {1=11033}
 *
 * weakened by shutdown/close-checks-actor-outside-guard:
 * OneCloses  8,729
 *   FORBIDDEN: {2=1}
 * </pre>
 */
public final class RequestQueueRace {
  private static final Bytes MESSAGE = Bytes.of(1);

  private RequestQueueRace() {}

  private static RequestQueue queue(int capacity, Runnable wake) {
    OutboundSettings settings =
        new OutboundSettings(capacity, 1, 1, 64, 64, 1, 1024, Duration.ofSeconds(1));
    return new RequestQueue(settings, EventSink.NONE, Metrics.NONE, wake);
  }

  private static RequestQueue queue() {
    return queue(1, () -> {});
  }

  private static boolean isAccepted(Receipt receipt) {
    return receipt.fate().isEmpty();
  }

  /** The idea alone: closed and count in one word. */
  @JCStressTest
  @Description("One thread adds to a counter unless it is closed; another closes it.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "In time, and seen by whoever closed.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Too late, and refused.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Accepted and not seen, or seen and not accepted. Both change one word atomically: "
              + "they have an order, and each says what it was.")
  @State
  public static class Idea {
    private static final int CLOSED = 1 << 16;

    private final AtomicInteger word = new AtomicInteger();

    @Actor
    public void offer(II_Result result) {
      int before = word.getAndUpdate(now -> (now & CLOSED) == 0 ? now + 1 : now);
      result.r1 = (before & CLOSED) == 0 ? 1 : 0;
    }

    @Actor
    public void close(II_Result result) {
      result.r2 = word.getAndUpdate(now -> now | CLOSED);
    }
  }

  /** The shipped class: nothing comes in behind a close. */
  @JCStressTest
  @Description(
      "One thread offers eight messages; another closes, and then counts the accepted ones.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "None was accepted after the close.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Accepted behind the back of whoever closed: nobody will look again (NoSilentLoss, "
              + "LatePushAnswered). Whether it is closed is asked in the section that adds.")
  @State
  @Weakened({"shutdown/offer-checks-closed-outside-guard", "shutdown/offer-in-two-sections"})
  public static class OfferAndClose {
    private final RequestQueue queue = queue(8, () -> {});
    private long inTime;

    @Actor
    public void offer() {
      for (int i = 0; i < 8; i++) {
        queue.offer(MESSAGE);
      }
    }

    @Actor
    public void close() {
      queue.beginClose(new CloseReport.Cause.Requested());
      inTime = queue.accepted();
    }

    @Arbiter
    public void late(I_Result result) {
      result.r1 = (int) (queue.accepted() - inTime);
    }
  }

  /** The shipped class: a bound is a bound. */
  @JCStressTest
  @Description("Two threads offer eight messages each to a queue that has room for eight.")
  @Outcome(id = "8", expect = ACCEPTABLE, desc = "Eight are accepted, the others refused as FULL.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "More are accepted than the bound allows, or fewer. The room is counted in the section that "
              + "fills it.")
  @State
  @Weakened({"shutdown/offer-checks-full-outside-guard", "shutdown/offer-in-two-sections"})
  public static class Bound {
    private final RequestQueue queue = queue(8, () -> {});
    private final AtomicInteger accepted = new AtomicInteger();

    private void offer() {
      for (int i = 0; i < 8; i++) {
        if (isAccepted(queue.offer(MESSAGE))) {
          accepted.getAndIncrement();
        }
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
    public void accepted(I_Result result) {
      result.r1 = accepted.get();
    }
  }

  /** The shipped class: one closes, and hears that it was the one. */
  @JCStressTest
  @Description("Two threads close a queue.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "One has closed it, the other found it closed.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "Both began a close: two deadlines, and two reports. Serving is left in a section.")
  @State
  @Weakened("shutdown/close-checks-actor-outside-guard")
  public static class OneCloses {
    private final RequestQueue queue = queue();
    private final AtomicInteger closed = new AtomicInteger();

    private void close() {
      if (queue.beginClose(new CloseReport.Cause.Requested())) {
        closed.getAndIncrement();
      }
    }

    @Actor
    public void one() {
      close();
    }

    @Actor
    public void other() {
      close();
    }

    @Arbiter
    public void closed(I_Result result) {
      result.r1 = closed.get();
    }
  }

  /** The shipped class: numbers go up in the order of the queue. */
  @JCStressTest
  @Description("Two threads offer sixteen messages each.")
  @Outcome(id = "32, 32", expect = ACCEPTABLE, desc = "All are there, numbered in their order.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Two messages have one number, or one overtook another with a lower number "
              + "(FifoPerChannel): the receiver ends such a connection. The number is taken in the "
              + "section that adds.")
  @State
  @Weakened({"shutdown/offer-counts-before-guard", "shutdown/offer-in-two-sections"})
  public static class Numbers {
    private final RequestQueue queue = queue(32, () -> {});

    private void offer() {
      for (int i = 0; i < 16; i++) {
        queue.offer(MESSAGE);
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
      List<Long> numbers = queue.numbers();
      result.r1 = numbers.size();
      for (int i = 0; i < numbers.size(); i++) {
        result.r2 += numbers.get(i) == i + 1 ? 1 : 0;
      }
    }
  }

  /** The shipped class: whoever fills an empty queue wakes the main loop. */
  @JCStressTest
  @Description("One thread offers eight messages; another takes all there is, eight times.")
  @Outcome(
      id = "0",
      expect = ACCEPTABLE,
      desc = "A wake-up for each time that it became non-empty.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A message came into an empty queue and woke nobody: the loop rests, and it is written when "
              + "somebody offers again, or never (ShutdownTerminates). Whether the queue was empty is "
              + "seen in the section that adds.")
  @State
  @Weakened("shutdown/offer-decides-wake-before-guard")
  public static class OfferAndForward {
    private final AtomicInteger wakes = new AtomicInteger();
    private final RequestQueue queue = queue(8, wakes::getAndIncrement);
    private final Multiplexer multiplexer = new Multiplexer(8, 1);
    private int fillings;

    @Actor
    public void offer() {
      for (int i = 0; i < 8; i++) {
        queue.offer(MESSAGE);
      }
    }

    @Actor
    public void forward() {
      for (int i = 0; i < 8; i++) {
        fillings += queue.forwardTo(multiplexer, 8) > 0 ? 1 : 0;
      }
    }

    @Arbiter
    public void missing(I_Result result) {
      fillings += queue.isEmpty() ? 0 : 1;
      result.r1 = fillings - wakes.get();
    }
  }
}
