package dev.handoff.fanout;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Reason;
import dev.handoff.StoreException;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The {@link CommitLog} with its components is a bounded queue of commits, which all components
 * take when they run: {@code notify}, {@code shutdown}, {@code crash}, {@code restart} and {@code
 * detach} are the actions {@code CommitFanOut!Notify}, {@code RequestShutdown}, {@code Crash},
 * {@code RestartComponent} and {@code Detach}; {@code run} is Apply, SaveCursor (which truncates
 * the log) and Stop, as often as they are enabled.
 *
 * <p>The linearization point of each step is its section under the log's guard. {@code run} is many
 * steps; the scenarios are such that no operation can tell where in it it was.
 */
@Weakened({
  "fanout/full-asked-outside-the-section",
  "fanout/closed-asked-outside-the-section",
  "fanout/asleep-after-the-release",
  "fanout/restart-does-not-look-again",
  "fanout/log-holds-one-too-many"
})
@Param(name = "commit", gen = IntGen.class, conf = "1:3")
@SuppressWarnings("try") // Sections are entered for the steps in them.
public final class CommitLogLincheckTest {
  private static final int LOG_BOUND = 2;
  private static final ComponentName FIRST = ComponentName.BATCH_GENERATOR;

  private final TasksByHand tasks = new TasksByHand();
  private final CommitFanOut fanOut;
  private final Member first;
  private final AtomicReferenceArray<CommitReceipt> receipts =
      new AtomicReferenceArray<>(new CommitReceipt[] {REFUSED, REFUSED, REFUSED, REFUSED});

  private static final CommitReceipt REFUSED = CommitReceipt.refused(Reason.FULL);

  public CommitLogLincheckTest() throws StoreException {
    fanOut =
        CommitFanOut.open(
            FanOutSettings.DEFAULT.withLogBound(LOG_BOUND), FanOutPorts.inMemory(tasks, () -> 0));
    first = fanOut.log().member(FIRST);
  }

  /** The action Notify: returns why it was refused, or that it was accepted. */
  @Operation
  public String notify(int commit) {
    CommitReceipt receipt = fanOut.notify(new Commit(commit, List.of()));
    receipts.set(commit, receipt);
    return receipt.refusal().map(Reason::name).orElse("accepted");
  }

  /** The components take all steps that they can. */
  @Operation
  public void run() {
    tasks.run();
  }

  /** The action RequestShutdown. */
  @Operation
  public void shutdown() {
    var unused = fanOut.shutdown();
  }

  /** The action Crash of the first component: the log waits for it. */
  @Operation
  public void crash() {
    try (Guard.Section section = fanOut.log().guard().enter()) {
      first.crash(section, new IllegalStateException("seen by nobody"));
    }
  }

  /** The action RestartComponent. */
  @Operation
  public void restart() throws StoreException {
    fanOut.restartComponent(FIRST);
  }

  /** The action Detach: the log no longer waits for it. */
  @Operation
  public void detach() {
    try (Guard.Section section = fanOut.log().guard().enter()) {
      first.detach(section);
    }
  }

  /** How many commits were accepted and have an open fate; asked when nobody is at work. */
  @Operation
  public int owed() {
    int owed = 0;
    for (int i = 0; i < receipts.length(); i++) {
      for (ComponentName component : ComponentName.values()) {
        owed += receipts.get(i).of(component).fate().isEmpty() ? 1 : 0;
      }
    }
    return owed;
  }

  /** How many commits the first component has. */
  @Operation
  public long delivered() {
    long delivered = 0;
    for (int i = 0; i < receipts.length(); i++) {
      delivered +=
          receipts.get(i).of(FIRST).fate().filter(Fate.DELIVERED::equals).isPresent() ? 1 : 0;
    }
    return delivered;
  }

  /** Whether the first component serves though the shutdown has ended. */
  @Operation
  public boolean isUpAfterTheEnd() {
    return fanOut.log().read(() -> fanOut.log().shutdown()) == CommitLog.Shutdown.DONE
        && fanOut.status(FIRST) == ComponentStatus.UP;
  }

  /** A bounded log that all components have read, each time that they ran. */
  public static final class Specification {
    private int waiting;
    private int delivered;
    private boolean closed;

    public String notify(int commit) {
      if (closed) {
        return "CLOSED";
      } else if (waiting == LOG_BOUND) {
        return "FULL";
      }
      waiting++;
      return "accepted";
    }

    public void run() {
      delivered += waiting;
      waiting = 0;
    }

    public void shutdown() {
      closed = true;
    }

    public void crash() {}

    public void restart() {}

    public void detach() {}

    public int owed() {
      return ComponentName.values().length * waiting;
    }

    public long delivered() {
      return delivered;
    }

    public boolean isUpAfterTheEnd() {
      return false;
    }
  }

  @Test
  void whatTheLogAcceptsIsDelivered() {
    check(
        thread("notify 1"), thread("notify 2"), thread("run"), thread("run", "owed", "delivered"));
  }

  @Test
  void theLastPlaceIsTakenOnce() {
    check(thread("notify 1"), thread("notify 2"), thread("notify 3"), thread("owed"));
  }

  @Test
  void nothingIsAcceptedBehindAShutdown() {
    check(
        thread(),
        thread("notify 1"),
        thread("shutdown", "run"),
        thread("run", "owed", "delivered"));
  }

  @Test
  void nobodyComesUpAfterTheEnd() {
    check(
        thread("crash", "shutdown"),
        thread("restart"),
        thread("detach", "run"),
        thread("run", "isUpAfterTheEnd"));
  }

  private static void check(
      List<String> first, List<String> one, List<String> other, List<String> last) {
    Interleavings.of(CommitLogLincheckTest.class, Specification.class)
        .guarded(Owed.class, CommitHistory.class, ExpiringMap.class, CommitReceipt.class)
        .scenario(first, one, other, last)
        .check();
  }
}
