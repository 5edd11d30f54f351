package dev.handoff.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.StoreException;
import dev.handoff.jdk.SystemClock;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Items come to a component from any thread, while the log's commits take them away and others look
 * at what there is. Items and commits meet in the log's guard; backpressure alone is read without
 * it.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * fanout.ComponentRace.BeginAndCommit  8,729  {0=8729}
 * fanout.ComponentRace.BeginAndPull  10,009  {0=7362, 8=2647}
 * fanout.ComponentRace.BeginTwice  8,729  {4, 4=8729}
 * fanout.ComponentRace.Idea  18,201  {0, 0=6226, 1, 10=11975}
 * fanout.ComponentRace.Pressure  8,985  {0, 80=8985}
 * fanout.ComponentRace.WaitForPressure  1,240  {TERMINATED=1240}
 *
 * weakened by fanout/admits-in-two-sections:
 * BeginTwice  43
 *   FORBIDDEN: {5, 3=1}
 * </pre>
 */
public final class ComponentRace {
  private static final int BATCHES = 4;
  private static final int TRANSACTIONS = 8;
  private static final int PROOFS = 8;

  private static final List<Digest> POOL = digests(100, TRANSACTIONS);
  private static final List<BatchInfo> INFOS =
      digests(1, PROOFS).stream().map(digest -> new BatchInfo(digest, 1_000)).toList();
  private static final Commit COMMIT = new Commit(1, INFOS.subList(0, BATCHES));

  private ComponentRace() {}

  private static List<Digest> digests(long first, int count) {
    return LongStream.range(first, first + count)
        .mapToObj(number -> Digest.of(Bytes.of(number)))
        .toList();
  }

  private static CommitFanOut open() {
    try {
      return CommitFanOut.open(
          FanOutSettings.DEFAULT,
          FanOutPorts.inMemory(CallersThread.INSTANCE, SystemClock.INSTANCE));
    } catch (StoreException e) {
      throw new IllegalStateException("there is no store", e);
    }
  }

  /** Returns the batch with that number, from 0, each with a transaction of its own. */
  private static Batch batch(int number) {
    return new Batch(INFOS.get(number), List.of(POOL.get(number)));
  }

  /** The idea alone: two numbers that belong together are published as one. */
  @JCStressTest
  @Description("One thread replaces an immutable pair; another reads the pair once.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The pair before.")
  @Outcome(id = "1, 10", expect = ACCEPTABLE, desc = "The pair after.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Half of each. The reference is read once, and what it refers to does not change; that it "
              + "is volatile makes the fields' writes happen before their reads.")
  @State
  public static class Idea {
    private volatile Backpressure pressure = Backpressure.NONE;

    @Actor
    public void publish() {
      pressure = new Backpressure(1, 10);
    }

    @Actor
    public void read(II_Result result) {
      Backpressure seen = pressure;
      result.r1 = seen.proofs();
      result.r2 = (int) seen.transactions();
    }
  }

  /** The shipped class: what is committed is not in progress. */
  @JCStressTest
  @Description("One thread begins four batches while another announces the commit of all of them.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "None is in progress: removed, or not admitted.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A batch is in progress though it is committed: its transactions are never pulled again "
              + "(NoStuckBatch). The answer is given in the section that keeps the batch.")
  @State
  @Weakened("fanout/admits-in-two-sections")
  public static class BeginAndCommit {
    private final CommitFanOut fanOut = open();

    @Actor
    public void begin() {
      for (int i = 0; i < BATCHES; i++) {
        fanOut.batchGenerator().begin(batch(i));
      }
    }

    @Actor
    public void commit() {
      fanOut.notify(COMMIT);
    }

    @Arbiter
    public void inProgress(I_Result result) {
      result.r1 = fanOut.batchGenerator().batches().size();
    }
  }

  /** The shipped class: a batch is counted once. */
  @JCStressTest
  @Description("Two threads begin the same four batches, which are committed afterwards.")
  @Outcome(id = "4, 4", expect = ACCEPTABLE, desc = "Each admitted once; its transaction is free.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A batch was admitted twice: its transaction is excluded twice, and freed once "
              + "(NoStuckBatch). The answer is given in the section that keeps the batch.")
  @State
  @Weakened("fanout/admits-in-two-sections")
  public static class BeginTwice {
    private final CommitFanOut fanOut = open();
    private final AtomicInteger admitted = new AtomicInteger();

    private void begin() {
      for (int i = 0; i < BATCHES; i++) {
        if (fanOut.batchGenerator().begin(batch(i)) == Admission.ADMITTED) {
          admitted.getAndIncrement();
        }
      }
    }

    @Actor
    public void one() {
      begin();
    }

    @Actor
    public void other() {
      begin();
    }

    @Arbiter
    public void free(II_Result result) {
      fanOut.notify(COMMIT);
      result.r1 = admitted.get();
      result.r2 = fanOut.batchGenerator().pull(POOL.subList(0, BATCHES)).size();
    }
  }

  /** The shipped class: a batch takes its transactions all at once. */
  @JCStressTest
  @Description("One thread begins a batch of eight transactions; another pulls the same eight.")
  @Outcome(id = "8", expect = ACCEPTABLE, desc = "Pulled before the batch began.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "None is free: the batch has them.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Half of a batch was seen, and the other half is pulled into a second one. To read the map "
              + "of exclusions takes the guard as well.")
  @State
  @Weakened("fanout/pulls-without-the-guard")
  public static class BeginAndPull {
    private final BatchGenerator generator = open().batchGenerator();

    @Actor
    public void begin() {
      generator.begin(new Batch(INFOS.get(0), POOL));
    }

    @Actor
    public void pull(I_Result result) {
      result.r1 = generator.pull(POOL).size();
    }
  }

  /** The shipped class: backpressure is of one moment. */
  @JCStressTest
  @Description("One thread offers eight proofs of ten transactions; another reads backpressure.")
  @Outcome(id = "0, 80", expect = ACCEPTABLE, desc = "Ten for each proof in every reading.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "The two numbers never belonged together (BackpressureIsCurrent). Both are published as "
              + "one immutable object, through one volatile field.")
  @State
  @Weakened("fanout/pressure-from-the-live-sums")
  public static class Pressure {
    private final ProofManager manager = open().proofManager();

    @Actor
    public void offer() {
      for (int i = 0; i < PROOFS; i++) {
        manager.offer(new Proof(INFOS.get(i), 10));
      }
    }

    @Actor
    public void read(II_Result result) {
      for (int i = 0; i < 4 * PROOFS; i++) {
        Backpressure seen = manager.backpressure();
        result.r1 += seen.transactions() == 10L * seen.proofs() ? 0 : 1;
      }
    }

    @Arbiter
    public void last(II_Result result) {
      result.r2 = (int) manager.backpressure().transactions();
    }
  }

  /** The shipped class: who waits for backpressure to change sees the change. */
  @JCStressTest(Mode.Termination)
  @Description("One thread reads backpressure again and again, until another has offered a proof.")
  @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It saw the change, and stopped.")
  @Outcome(
      id = "STALE",
      expect = FORBIDDEN,
      desc =
          "It reads for ever what it read first: of a plain field the compiler may keep the value. "
              + "The reads of a volatile field are made, and see the last write.")
  @State
  @Weakened("fanout/pressure-is-a-plain-field")
  public static class WaitForPressure {
    private final ProofManager manager = open().proofManager();

    @Actor
    public void await() {
      while (manager.backpressure().proofs() == 0) {
        // Looks again.
      }
    }

    @Signal
    public void offer() {
      manager.offer(new Proof(INFOS.get(0), 10));
    }
  }
}
