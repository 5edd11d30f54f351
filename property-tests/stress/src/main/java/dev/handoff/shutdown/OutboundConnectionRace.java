package dev.handoff.shutdown;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.jdk.SystemClock;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.stress.HeldTimers;
import dev.handoff.stress.StubConnection;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The whole outbound half: a push against the shutdown, and the deadline against the connection. A
 * message that was accepted has a fate by the deadline, whatever happens at the same time.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * shutdown.OutboundConnectionRace.DeadlineAndRoom  9,241  {4, 1=9241}
 * shutdown.OutboundConnectionRace.Idea  8,473  {0, 0=948, 0, 1=1, 1, 1=7524}
 * shutdown.OutboundConnectionRace.OfferAndClose  9,753  {1, 1=8099, 2, 0=1654}
 *
 * weakened by shutdown/deadline-flag-set-after-wake:
 * DeadlineAndRoom  158
 *   FORBIDDEN: {0, 0=33}
 * </pre>
 */
public final class OutboundConnectionRace {
  private static final Bytes MESSAGE = Bytes.of(1);
  private static final Deadline DEADLINE = Deadline.after(SystemClock.INSTANCE, Duration.ofDays(1));
  private static final OutboundSettings SETTINGS =
      new OutboundSettings(2, 2, 2, 64, 64, 1, 128, Duration.ofDays(1));

  private OutboundConnectionRace() {}

  private static OutboundConnection open(StubConnection connection, Scheduler scheduler) {
    return new OutboundConnection(
        connection,
        SETTINGS,
        scheduler,
        SystemClock.INSTANCE,
        EventSink.NONE,
        Metrics.NONE,
        report -> {});
  }

  /** What became of a message: 0 nothing, 1 delivered, 2 refused, 3 undelivered, 4 unknown. */
  private static int fateOf(Receipt receipt) {
    return receipt.fate().map(OutboundConnectionRace::number).orElse(0);
  }

  private static int number(Fate fate) {
    if (fate instanceof Fate.Delivered) {
      return 1;
    } else if (fate instanceof Fate.Refused) {
      return 2;
    }
    return fate instanceof Fate.Undelivered ? 3 : 4;
  }

  /** The idea alone: say why, then wake. */
  @JCStressTest
  @Description(
      "One thread writes a plain field and wakes a sleeper, who takes the wake-up and looks.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Woken, and it sees what for.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not woken yet.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Not woken yet; it would be woken for nothing.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Woken for nothing, and never again. The field is written before the wake-up, which "
              + "happens before the look of whoever takes it.")
  @State
  public static class Idea {
    private final AtomicInteger wakeUps = new AtomicInteger();
    private int deadlinePassed;

    @Actor
    public void expire() {
      deadlinePassed = 1;
      wakeUps.set(1);
    }

    @Actor
    public void sleeper(II_Result result) {
      result.r1 = wakeUps.getAndSet(0);
      result.r2 = deadlinePassed;
    }
  }

  /** The shipped class: a push meets the shutdown. */
  @JCStressTest
  @Description("One thread offers a message; another closes a connection that takes everything.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Accepted, written, and in the report.")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Refused, and not in the report.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Accepted without a fate (NoSilentLoss, LatePushAnswered), refused though it was written "
              + "(OneFate), or the close does not end. What is accepted before the close is in the "
              + "queue when the writer looks whether it is empty.")
  @State
  @Weakened("shutdown/offer-asks-again-whether-closed")
  public static class OfferAndClose {
    private final OutboundConnection outbound =
        open(StubConnection.withRoom(), CallersThread.INSTANCE);
    private Receipt receipt = Receipt.refused(Reason.INVALID);
    private CompletableFuture<CloseReport> report = new CompletableFuture<>();

    @Actor
    public void offer() {
      receipt = outbound.offer(MESSAGE);
    }

    @Actor
    public void close() {
      report = outbound.close(DEADLINE).toCompletableFuture();
    }

    @Arbiter
    public void fates(II_Result result) {
      result.r1 = fateOf(receipt);
      result.r2 = report.isDone() ? (int) report.join().accepted() : -1;
    }
  }

  /** The shipped class: the deadline passes while the connection says that there is room. */
  @JCStressTest
  @Description("The deadline of a close passes; the connection, which is stuck, wakes the loop.")
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "The message is unknown, the close has ended.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "The loop was woken, saw no deadline, and sleeps: the close never ends (BoundedShutdown, "
              + "ShutdownTerminates). The flag is raised before the loop is woken for it.")
  @State
  @Weakened("shutdown/deadline-flag-set-after-wake")
  public static class DeadlineAndRoom {
    private final StubConnection connection = StubConnection.stuck();
    private final HeldTimers timers = new HeldTimers();
    private final OutboundConnection outbound = open(connection, timers);
    private final Receipt receipt = outbound.offer(MESSAGE);
    private final CompletableFuture<CloseReport> report =
        outbound.close(DEADLINE).toCompletableFuture();

    @Actor
    public void deadline() {
      timers.expireAll();
    }

    @Actor
    public void room() {
      connection.tellWriter();
    }

    @Arbiter
    public void fates(II_Result result) {
      result.r1 = fateOf(receipt);
      result.r2 = report.isDone() ? 1 : 0;
    }
  }
}
