package dev.handoff.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.Scheduler;
import dev.handoff.StoreException;
import dev.handoff.jdk.SystemClock;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.stress.HeldTasks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Threads append to the commit log while others read it, move their cursors and so make room, and
 * while it is shut down. The components run on the threads of the race, whichever wakes them.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * fanout.CommitLogRace.Announced  8,729  {3, 3, 2=8729}
 * fanout.CommitLogRace.AnnouncedAndShutDown  8,985  {0, 1=2060, 3, 1=6925}
 * fanout.CommitLogRace.CursorAndTruncation  8,985  {0, 3, 1=7297, 1, 3, 2=1688}
 * fanout.CommitLogRace.Idea  16,921  {0, 0=7423, 0, 7=31, 1, 7=9467}
 * fanout.CommitLogRace.LastPlace  8,729  {1, 1=8729}
 *
 * weakened by fanout/asleep-after-the-release:
 * Announced  9,241
 *   FORBIDDEN: {2, 3, 2=3, 3, 2, 2=6}
 * </pre>
 */
public final class CommitLogRace {
  private static final Commit FIRST = commit(1);
  private static final Commit SECOND = commit(2);

  private CommitLogRace() {}

  private static Commit commit(long timestamp) {
    return new Commit(timestamp, List.of(new BatchInfo(Digest.of(Bytes.of(timestamp)), 1_000)));
  }

  private static CommitFanOut open(int logBound, Scheduler scheduler) {
    try {
      return CommitFanOut.open(
          FanOutSettings.DEFAULT.withLogBound(logBound),
          FanOutPorts.inMemory(scheduler, SystemClock.INSTANCE));
    } catch (StoreException e) {
      throw new IllegalStateException("there is no store", e);
    }
  }

  /** How many of the three components have the commit for sure. */
  private static int delivered(CommitReceipt receipt) {
    int count = 0;
    for (ComponentName component : ComponentName.values()) {
      if (receipt.of(component).fate().filter(Fate.DELIVERED::equals).isPresent()) {
        count++;
      }
    }
    return count;
  }

  private static int isAccepted(CommitReceipt receipt) {
    return receipt.refusal().isEmpty() ? 1 : 0;
  }

  /** The idea alone: first the entry, then the end of the log. */
  @JCStressTest
  @Description("One thread writes a plain entry and moves the end; another reads the end, then it.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing there yet.")
  @Outcome(id = "0, 7", expect = ACCEPTABLE, desc = "Nothing there yet, as far as the end says.")
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "There, and read.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "The end says that there is an entry, and it is not there. The entry is written before the "
              + "end, the end before it is read, and read before the entry: so the one happens before "
              + "the other.")
  @State
  public static class Idea {
    private int entry;
    private volatile int end;

    @Actor
    public void append() {
      entry = 7;
      end = 1;
    }

    @Actor
    public void read(II_Result result) {
      result.r1 = end;
      result.r2 = entry;
    }
  }

  /** The shipped class: everybody gets every commit. */
  @JCStressTest
  @Description("Two threads announce a commit each; three components read the log.")
  @Outcome(id = "3, 3, 2", expect = ACCEPTABLE, desc = "Each component has both.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A component sleeps although the log has an entry behind its cursor, or an entry was "
              + "overwritten (AllOrNone, AcceptedIsApplied). Appending wakes all, and a wake-up is "
              + "not lost.")
  @State
  @Weakened("fanout/asleep-after-the-release")
  public static class Announced {
    private final CommitFanOut fanOut = open(2, CallersThread.INSTANCE);
    private CommitReceipt one = CommitReceipt.refused(Reason.CLOSED);
    private CommitReceipt other = one;

    @Actor
    public void one() {
      one = fanOut.notify(FIRST);
    }

    @Actor
    public void other() {
      other = fanOut.notify(SECOND);
    }

    @Arbiter
    public void delivered(III_Result result) {
      result.r1 = CommitLogRace.delivered(one);
      result.r2 = CommitLogRace.delivered(other);
      result.r3 = (int) fanOut.time();
    }
  }

  /** The shipped class: no commit comes in behind the shutdown. */
  @JCStressTest
  @Description("One thread announces a commit while another shuts down.")
  @Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "Accepted, and each component has it.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Refused: nobody has it, and all are told.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Accepted, and then lost by some (ShutdownLosesNothing), or the shutdown does not end. A "
              + "component stops when its cursor is at the end of a log that is closed.")
  @State
  @Weakened("fanout/closed-asked-outside-the-section")
  public static class AnnouncedAndShutDown {
    private final CommitFanOut fanOut = open(2, CallersThread.INSTANCE);
    private CommitReceipt receipt = CommitReceipt.refused(Reason.CLOSED);
    private CompletionStage<ShutdownReport> report = new CompletableFuture<>();

    @Actor
    public void announce() {
      receipt = fanOut.notify(FIRST);
    }

    @Actor
    public void shutDown() {
      report = fanOut.shutdown();
    }

    @Arbiter
    public void fates(II_Result result) {
      boolean decided = true;
      for (ComponentName component : ComponentName.values()) {
        decided &= receipt.of(component).fate().isPresent();
      }
      result.r1 = decided ? delivered(receipt) : -1;
      result.r2 = report.toCompletableFuture().isDone() ? 1 : 0;
    }
  }

  /** The shipped class: the last place is one owner's. */
  @JCStressTest
  @Description("Two threads announce a commit each; there is room for one, and nobody reads.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One was accepted, the other refused as FULL.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both got the last place: the ring overwrites an entry that nobody has read, and whose "
              + "owner was told that it is accepted (HonestNotify, AcceptedIsApplied); or none got it. "
              + "Whether there is room is asked in the section that appends.")
  @State
  @Weakened("fanout/full-asked-outside-the-section")
  public static class LastPlace {
    private final CommitFanOut fanOut = open(1, new HeldTasks());
    private CommitReceipt one = CommitReceipt.refused(Reason.CLOSED);
    private CommitReceipt other = one;

    @Actor
    public void one() {
      one = fanOut.notify(FIRST);
    }

    @Actor
    public void other() {
      other = fanOut.notify(SECOND);
    }

    @Arbiter
    public void accepted(II_Result result) {
      result.r1 = isAccepted(one) + isAccepted(other);
      result.r2 = fanOut.log().read(fanOut.log()::end).intValue();
    }
  }

  /** The shipped class: an entry is there until the slowest cursor is behind it. */
  @JCStressTest
  @Description("The log is full; one thread has the components read it, another announces again.")
  @Outcome(id = "0, 3, 1", expect = ACCEPTABLE, desc = "Still full: refused, and nobody has it.")
  @Outcome(
      id = "1, 3, 2",
      expect = ACCEPTABLE,
      desc = "All cursors were behind: the place is free.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "The second commit was written over the first before all had read it: some have one "
              + "commit twice, or lack one (InOrderOnce, AcceptedIsApplied). The room is what the "
              + "slowest cursor leaves, and a cursor moves after its entry was applied.")
  @State
  @Weakened("fanout/log-holds-one-too-many")
  public static class CursorAndTruncation {
    private final HeldTasks components = new HeldTasks();
    private final CommitFanOut fanOut = open(1, components);
    private final CommitReceipt first = fanOut.notify(FIRST);
    private CommitReceipt second = CommitReceipt.refused(Reason.CLOSED);

    @Actor
    public void announce() {
      second = fanOut.notify(SECOND);
    }

    @Actor
    public void read() {
      components.runAll();
    }

    @Arbiter
    public void applied(III_Result result) {
      components.runAll();
      result.r1 = isAccepted(second);
      result.r2 = delivered(first);
      result.r3 = isBooked(FIRST) + isBooked(SECOND);
    }

    private int isBooked(Commit commit) {
      return fanOut.proofCoordinator().isCommitted(commit.batches().get(0).digest()) ? 1 : 0;
    }
  }
}
