package dev.handoff.delivery;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.SessionId;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.lincheck.Wide;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * A {@link Session} whose receiver acknowledges nothing is a bounded outbox, and at most one
 * connection, until it ends: {@code offer} is {@code PeerDelivery!Accept} or {@code Refuse}, {@code
 * giveUp}, {@code connect} and {@code sever} are the actions of that name, and {@code run} is
 * Encode, Flush and TellUnknown.
 *
 * <p>The linearization point of an offer is its section under {@code guard}; of what concerns the
 * connection, its section under {@code wire}. What a close reports is asked last.
 */
@Weakened({
  "delivery/room-looked-at-outside-the-guard",
  "delivery/number-taken-outside-the-guard",
  "delivery/connects-in-two-sections",
  "delivery/close-looks-outside-the-guard",
  "delivery/sever-looks-outside-the-guard"
})
public final class SessionLincheckTest {
  private static final int OUTBOX = 2;
  private static final SessionSettings SETTINGS =
      new SessionSettings(
          OUTBOX, 8, 1, 64, Duration.ofSeconds(1), Duration.ofNanos(1), Duration.ofNanos(1));

  private final TasksByHand tasks = new TasksByHand();
  private final Wide connection = new Wide();
  private final AtomicInteger closes = new AtomicInteger();
  private final AtomicInteger reports = new AtomicInteger();
  private final Session session =
      new Session(
          new PeerId("peer"),
          new SessionId(1, 1),
          SETTINGS,
          Encoder.NONE,
          (peer, id, whenDone) -> {},
          tasks,
          () -> 0,
          () -> 0,
          EventSink.NONE,
          Metrics.NONE);

  /** The actions Accept and Refuse. */
  @Operation
  public String offer() {
    return session.offer(Bytes.EMPTY).toString();
  }

  /** The action GiveUp. */
  @Operation
  public boolean giveUp() {
    return session.giveUp();
  }

  /** The actions Encode, Flush and TellUnknown, as often as they can be taken. */
  @Operation
  public void run() {
    tasks.run();
  }

  /** The action Connect. */
  @Operation
  public boolean connect() {
    return session.connect(connection);
  }

  /** The action Sever. */
  @Operation
  public boolean sever() {
    return session.sever();
  }

  /** Refuses offers from now on, and waits for the acknowledgements. */
  @Operation
  public void close() {
    closes.incrementAndGet();
    var unused = session.close(new Deadline(1)).thenRun(reports::incrementAndGet);
  }

  /** The numbers of the messages whose fate is open. */
  @Operation
  public String outbox() {
    return session.state().outbox().toString();
  }

  /** Whether the session has ended, but not its connection, or a close that nobody reports. */
  @Operation
  public boolean isForgotten() {
    return session.state().closed() && (!connection.isClosed() || reports.get() < closes.get());
  }

  /** An outbox of bounded size, which nobody acknowledges. */
  public static final class Specification {
    private final List<Long> outbox = new ArrayList<>();
    private long offers;
    private boolean ended;
    private boolean closing;
    private boolean connected;

    public String offer() {
      if (closing && !ended) {
        return "Refused[reason=CLOSED]";
      }
      offers++;
      if (ended || outbox.size() == OUTBOX) {
        return "Refused[reason=" + (ended ? "CLOSED]" : "FULL]");
      }
      outbox.add(offers);
      return "accepted";
    }

    public boolean giveUp() {
      boolean enabled = !ended && !outbox.isEmpty();
      if (enabled) {
        ended = true;
        connected = false;
        outbox.clear();
      }
      return enabled;
    }

    public void run() {}

    public boolean connect() {
      boolean enabled = !ended && !connected;
      connected |= enabled;
      return enabled;
    }

    public boolean sever() {
      boolean was = connected;
      connected = false;
      return was;
    }

    public void close() {
      closing = true;
      ended |= outbox.isEmpty();
    }

    public String outbox() {
      return outbox.toString();
    }

    public boolean isForgotten() {
      return false;
    }
  }

  @Test
  void offersHaveNumbersAndRoom() {
    sessions()
        .scenario(thread(), thread("offer"), thread("offer"), thread("outbox"))
        .scenario(thread("offer"), thread("offer"), thread("offer"), thread("outbox"))
        .check();
  }

  @Test
  void noConnectionOutlivesItsSession() {
    sessions()
        .scenario(
            thread("offer"), thread("connect"), thread("giveUp"), thread("run", "isForgotten"))
        .check();
  }

  @Test
  void eachCloseIsReported() {
    sessions()
        .scenario(
            thread("connect", "offer"),
            thread("close"),
            thread("close"),
            thread("giveUp", "run", "isForgotten"))
        .check();
  }

  @Test
  void oneOfTwoEndsTheConnection() {
    sessions()
        .scenario(thread("offer", "connect"), thread("sever"), thread("sever"), thread("outbox"))
        .check();
  }

  private static Interleavings sessions() {
    return Interleavings.of(SessionLincheckTest.class, Specification.class)
        .guarded(Outbox.class, Link.class, Backoff.class);
  }
}
