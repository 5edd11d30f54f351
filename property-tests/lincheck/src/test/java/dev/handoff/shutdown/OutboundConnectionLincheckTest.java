package dev.handoff.shutdown;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.Narrow;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * To its owners an {@link OutboundConnection} to a peer that reads nothing is a bag of messages:
 * what was accepted before the close has a fate at the deadline, and what comes later is refused;
 * there is one report.
 *
 * <p>The linearization point of {@code offer} and {@code close} is their section in the request
 * queue, that of the deadline the loop's step behind the timer. Fates and report are asked last.
 */
@Weakened("shutdown/deadline-flag-set-after-wake")
@Param(name = "message", gen = IntGen.class, conf = "0:2")
public final class OutboundConnectionLincheckTest {
  private static final OutboundSettings SETTINGS =
      new OutboundSettings(8, 1, 1, 8, 8, 1, 64, Duration.ofSeconds(1));
  private static final Receipt NONE = Receipt.refused(Reason.INVALID);

  private final TasksByHand tasks = new TasksByHand();
  private final AtomicInteger reports = new AtomicInteger();
  private final AtomicReferenceArray<Receipt> receipts =
      new AtomicReferenceArray<>(new Receipt[] {NONE, NONE, NONE});
  private final OutboundConnection connection =
      new OutboundConnection(
          new Narrow(),
          SETTINGS,
          tasks,
          () -> 0,
          EventSink.NONE,
          Metrics.NONE,
          report -> reports.incrementAndGet());

  @Operation
  public boolean offer(int message) {
    Receipt receipt = connection.offer(Bytes.EMPTY);
    receipts.set(message, receipt);
    return receipt.fate().filter(fate -> fate instanceof Fate.Refused).isEmpty();
  }

  /** The actions BeginClose. */
  @Operation
  public void close() {
    var unused = connection.close(new Deadline(1));
  }

  /** The action PassDeadline, and all that follows from it. */
  @Operation
  public void passDeadline() {
    tasks.expire();
    tasks.run();
  }

  /** How many messages have no fate, and how many reports there were. */
  @Operation
  public String open() {
    int open = 0;
    for (int i = 0; i < receipts.length(); i++) {
      open += receipts.get(i).fate().isEmpty() ? 1 : 0;
    }
    return open + " " + reports.get();
  }

  /** The loop takes all steps that it can. */
  @Operation
  public void run() {
    tasks.run();
  }

  /** A connection that takes nothing: what is accepted gets its fate at the deadline. */
  public static final class Specification {
    private int open;
    private boolean closing;
    private boolean ended;

    public boolean offer(int message) {
      open += closing ? 0 : 1;
      return !closing;
    }

    public void close() {
      closing = true;
    }

    public void run() {
      ended |= closing && open == 0;
    }

    public void passDeadline() {
      if (closing) {
        open = 0;
        ended = true;
      }
    }

    public String open() {
      return open + (ended ? " 1" : " 0");
    }
  }

  @Test
  void atTheDeadlineEachMessageHasItsFate() {
    check(thread("offer 0", "close"), thread("passDeadline"), thread("run"), thread("run", "open"));
  }

  @Test
  void aMessageThatComesWithTheCloseIsRefusedOrHasItsFate() {
    check(thread("offer 0"), thread("close"), thread("offer 1"), thread("passDeadline", "open"));
  }

  private static void check(
      List<String> first, List<String> one, List<String> other, List<String> last) {
    Interleavings.of(OutboundConnectionLincheckTest.class, Specification.class)
        .guarded(Multiplexer.class, Writer.class, Fates.class, Outgoing.class, Piece.class)
        .scenario(first, one, other, last)
        .check();
  }
}
