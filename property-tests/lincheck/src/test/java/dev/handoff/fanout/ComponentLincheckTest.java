package dev.handoff.fanout;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.StoreException;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * A component's items are a set to whoever brings them: a batch is in progress or committed, with
 * all its transactions or none, and the published backpressure belongs to one moment.
 *
 * <p>The linearization point of {@code begin} and {@code offer} is their section under the log's
 * guard, that of {@code commit} the section of Apply, and that of {@code pressure} the read of the
 * volatile field.
 */
@Weakened({
  "fanout/admits-in-two-sections",
  "fanout/pulls-without-the-guard",
  "fanout/pressure-from-the-live-sums"
})
public final class ComponentLincheckTest {
  private static final int TRANSACTIONS = 10;
  private static final List<Digest> TWO =
      List.of(Digest.of(Bytes.utf8("one")), Digest.of(Bytes.utf8("two")));
  private static final BatchInfo BATCH = new BatchInfo(Digest.of(Bytes.utf8("batch")), 100);

  private final TasksByHand tasks = new TasksByHand();
  private final CommitFanOut fanOut;

  public ComponentLincheckTest() throws StoreException {
    fanOut = CommitFanOut.open(FanOutSettings.DEFAULT, FanOutPorts.inMemory(tasks, () -> 0));
  }

  /** The batch of two transactions is made. */
  @Operation
  public String begin() {
    return fanOut.batchGenerator().begin(new Batch(BATCH, TWO)).name();
  }

  /** Returns how many of the two transactions may go into another batch. */
  @Operation
  public int pull() {
    return fanOut.batchGenerator().pull(TWO).size();
  }

  /** The batch is committed: the actions Notify and Apply. */
  @Operation
  public void commit() {
    var unused = fanOut.notify(new Commit(1, List.of(BATCH)));
    tasks.run();
  }

  /** The proof of the batch is queued. */
  @Operation
  public String offer() {
    return fanOut.proofManager().offer(new Proof(BATCH, TRANSACTIONS)).name();
  }

  @Operation
  public String pressure() {
    return fanOut.proofManager().backpressure().toString();
  }

  /** One batch and its proof, which are there or not. */
  public static final class Specification {
    private boolean begun;
    private boolean queued;
    private boolean committed;

    public String begin() {
      String answer = committed ? "COMMITTED" : begun ? "KNOWN" : "ADMITTED";
      begun = !committed;
      return answer;
    }

    public int pull() {
      return begun ? 0 : TWO.size();
    }

    public void commit() {
      committed = true;
      begun = false;
      queued = false;
    }

    public String offer() {
      String answer = committed ? "COMMITTED" : queued ? "KNOWN" : "ADMITTED";
      queued = !committed;
      return answer;
    }

    public String pressure() {
      return new Backpressure(queued ? 1 : 0, queued ? TRANSACTIONS : 0).toString();
    }
  }

  @Test
  void aBatchIsInProgressOrCommitted() {
    Interleavings.of(ComponentLincheckTest.class, Specification.class)
        .scenario(thread(), thread("begin"), thread("commit"), thread("pull"))
        .scenario(thread(), thread("begin"), thread("begin"), thread("commit", "pull"))
        .check();
  }

  @Test
  void aBatchExcludesAllItsTransactionsAtOnce() {
    Interleavings.of(ComponentLincheckTest.class, Specification.class)
        .scenario(thread(), thread("begin"), thread("pull"), thread())
        .withinTheLibrary()
        .check();
  }

  @Test
  void proofsAndTheirTransactionsAreCountedTogether() {
    Interleavings.of(ComponentLincheckTest.class, Specification.class)
        .scenario(thread(), thread("offer"), thread("pressure"), thread("pressure"))
        .check();
  }
}
