package dev.handoff;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.stress.HeldTasks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads hand transactions over to one writer, or one does while another closes it. Whoever
 * was accepted must be written and told before the close is complete; whoever was not must be told
 * as well. The store's part of the contract: each batch has an outcome (EveryBatchHasAnOutcome).
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * GroupCommitRace.Committed  52,630  {32, 32=52630}
 * GroupCommitRace.CommittedAndClosed  58,774  {0, 2, 1=17173, 1, 1, 1=142, 2, 0, 1=41459}
 * GroupCommitRace.Idea  10,930  {2, 0=10930}
 * GroupCommitRace.Room  59,542  {8, 8=59542}
 *
 * weakened by persistence/group-commit-bytes-outside:
 * Room  4,528
 *   FORBIDDEN: {8, 10=1, 8, 11=3, 8, 12=20, 8, 7=2, 8, 9=1}
 * </pre>
 */
public final class GroupCommitRace {
  /** There is room for all that a race hands over: one may wait while the other writes nothing. */
  private static final GroupCommit.Bounds BOUNDS = new GroupCommit.Bounds(64, 1024, 8, 1024);

  private static final List<Mutation> TRANSACTION =
      List.of(new Mutation.Put("table", Bytes.of(1), Bytes.of(2)));

  private GroupCommitRace() {}

  /** The idea alone: who comes while a group is being written finds it taken, and waits for his. */
  @JCStressTest
  @Description("Two threads add to a group; whoever finds nobody writing takes it all and writes.")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Both were written, and nothing waits.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One waits for ever, or was written twice. The group is taken and emptied in one step; "
              + "who writes looks again after he has said that he does not.")
  @State
  public static class Idea {
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();

    private void commit() {
      waiting.getAndIncrement();
      while (waiting.get() > 0 && writing.compareAndSet(false, true)) {
        written.getAndAdd(waiting.getAndSet(0));
        writing.set(false);
      }
    }

    @Actor
    public void one() {
      commit();
    }

    @Actor
    public void other() {
      commit();
    }

    @Arbiter
    public void written(II_Result result) {
      result.r1 = written.get();
      result.r2 = waiting.get();
    }
  }

  /** The shipped class: nobody is forgotten. */
  @JCStressTest
  @Description("Two threads commit sixteen times each; the journal counts what it writes.")
  @Outcome(id = "32, 32", expect = ACCEPTABLE, desc = "All were written, and told so.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A transaction waits in the queue and nobody will write it, or its owner was told twice or "
              + "never. Whoever adds wakes the writer, and a wake-up is not lost.")
  @State
  @Weakened("persistence/group-commit-wakes-only-an-empty-queue")
  public static class Committed extends Owners {
    @Actor
    public void one() {
      commit(16);
    }

    @Actor
    public void other() {
      commit(16);
    }

    @Arbiter
    public void told(II_Result result) {
      result.r1 = committed.get();
      result.r2 = written.get();
    }
  }

  /** The shipped class: who closes has the last word. */
  @JCStressTest
  @Description("One thread commits twice; another closes, and the journal looks whether it has.")
  @Outcome(id = "2, 0, 1", expect = ACCEPTABLE, desc = "Both were in time.")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "One came after the close, and was told.")
  @Outcome(id = "0, 2, 1", expect = ACCEPTABLE, desc = "Both came after it.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A transaction was written after the close was complete, was told twice or never, or as "
              + "written but was not, or the close is not complete. Accepting, closing and taking a "
              + "group are sections of one guard.")
  @State
  @Weakened("persistence/group-commit-closed-looked-at-outside")
  public static class CommittedAndClosed extends Owners {
    @Actor
    public void commit() {
      commit(2);
    }

    @Actor
    public void close() {
      closed = commits.close().toCompletableFuture();
    }

    @Arbiter
    public void told(III_Result result) {
      result.r1 = committed.get();
      result.r2 = refused.get();
      result.r3 = closed.isDone() && late.get() == 0 && written.get() == committed.get() ? 1 : 0;
    }
  }

  /** The shipped class: what is counted in is counted out. */
  @JCStressTest
  @Description("Two threads commit and write; then as many commit as there is room for.")
  @Outcome(id = "8, 8", expect = ACCEPTABLE, desc = "All were written, and the room is free again.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One was refused though there was room, or the queue holds more than its bound, or less. "
              + "The sum of the bytes is changed where the queue is, in the section.")
  @State
  @Weakened("persistence/group-commit-bytes-outside")
  public static class Room {
    private static final int TRANSACTION_BYTES = 2 * Long.BYTES;
    private static final GroupCommit.Bounds ROOM_FOR_EIGHT =
        new GroupCommit.Bounds(64, 8 * TRANSACTION_BYTES, 1, TRANSACTION_BYTES);

    private final HeldTasks writer = new HeldTasks();
    private final AtomicInteger committed = new AtomicInteger();
    private final GroupCommit commits =
        new GroupCommit(group -> new WriteResult.Committed(), ROOM_FOR_EIGHT, writer, Metrics.NONE);

    private void commit() {
      commits.commit(
          TRANSACTION,
          result -> {
            if (result instanceof WriteResult.Committed) {
              committed.getAndIncrement();
            }
          });
    }

    private void commitAndWrite() {
      for (int i = 0; i < 4; i++) {
        commit();
        writer.runAll();
      }
    }

    @Actor
    public void one() {
      commitAndWrite();
    }

    @Actor
    public void other() {
      commitAndWrite();
    }

    @Arbiter
    public void fill(II_Result result) {
      writer.runAll();
      result.r1 = committed.getAndSet(0);
      for (int i = 0; i < 16; i++) {
        commit();
      }
      writer.runAll();
      result.r2 = committed.get();
    }
  }

  /** What owners were told, and what the journal saw. */
  private abstract static class Owners {
    final AtomicInteger written = new AtomicInteger();
    final AtomicInteger late = new AtomicInteger();
    final AtomicInteger committed = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final GroupCommit commits =
        new GroupCommit(this::write, BOUNDS, CallersThread.INSTANCE, Metrics.NONE);
    volatile CompletableFuture<Void> closed = new CompletableFuture<>();

    private WriteResult write(List<List<Mutation>> group) {
      if (closed.isDone()) {
        late.getAndIncrement();
      }
      written.getAndAdd(group.size());
      return new WriteResult.Committed();
    }

    final void commit(int times) {
      for (int i = 0; i < times; i++) {
        commits.commit(
            TRANSACTION,
            result ->
                (result instanceof WriteResult.Committed ? committed : refused).getAndIncrement());
      }
    }
  }
}
