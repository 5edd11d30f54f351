package dev.handoff.persistence;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.StoreException;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.MemoryStore;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * A {@link BatchStore} is a bounded set of requests that become stored batches when the tasks and
 * the disk get their time: {@code persist} is {@code BatchPersistence!Receive}, {@code abort} is
 * {@code Crash} and {@code TellLost}, {@code certify} is {@code AdvanceTime}, and {@code work} all
 * other steps. The tasks run on both threads, where both work: a digest has one owner, and the last
 * place of a quota is reserved once.
 *
 * <p>The linearization point of each step is its section under the store's guard. {@code abort} is
 * several, so fates are asked last; a request that it meets between two of its first steps is
 * refused as one that came later.
 */
@Weakened({
  "persistence/receives-in-two-sections",
  "persistence/certify-outside-the-guard",
  "persistence/abort-looks-outside",
  "persistence/offers-read-then-set",
  "persistence/read-without-the-guard",
  "persistence/one-batch-over-quota"
})
@Param(name = "batch", gen = IntGen.class, conf = "0:3")
@Param(name = "time", gen = IntGen.class, conf = "1:2")
public final class BatchStoreLincheckTest {
  private static final int BATCHES = 4;
  private static final int MAX_REQUESTS = 2;
  private static final int QUOTA = 2;
  private static final PeerId AUTHOR = new PeerId("author");
  private static final Receipt NONE = Receipt.refused(Reason.INVALID);
  private static final Map<Bytes, Digest> DIGESTS = new TreeMap<>();
  private static final List<Batch> ALL =
      IntStream.range(0, BATCHES).mapToObj(i -> batch(i)).toList();

  private final TasksByHand tasks = new TasksByHand();
  private final AtomicInteger crashes = new AtomicInteger();
  private final AtomicReferenceArray<Receipt> receipts =
      new AtomicReferenceArray<>(new Receipt[] {NONE, NONE, NONE, NONE});
  private final BatchStore store;

  public BatchStoreLincheckTest() throws StoreException {
    Quota quota = new Quota(QUOTA, 100, 100);
    store =
        BatchStore.open(
            new BatchStoreSettings(
                Map.of(AUTHOR, quota),
                0,
                MAX_REQUESTS,
                1,
                10,
                Duration.ofNanos(1),
                Duration.ofNanos(1)),
            new BatchStorePorts(
                new MemoryStore(tasks),
                (author, payload) -> DIGESTS.getOrDefault(payload, ALL.get(0).digest()),
                text -> Bytes.EMPTY,
                signed -> {},
                info -> {},
                tasks,
                () -> 0,
                Metrics.NONE,
                this::count));
  }

  private static Batch batch(int number) {
    Bytes payload = Bytes.copyOf(new byte[number + 1]);
    Batch batch = Batch.of(AUTHOR, payload, 100);
    DIGESTS.put(payload, batch.digest());
    return batch;
  }

  private void count(String action, Object... arguments) {
    if (action.equals("BatchPersistence!Crash")) {
      crashes.incrementAndGet();
    }
  }

  /** The action Receive: returns why the request was refused, or that it was accepted. */
  @Operation
  public String persist(int batch) {
    Receipt receipt = store.persist(List.of(ALL.get(batch))).get(0);
    receipts.set(batch, receipt);
    return receipt.fate().map(BatchStoreLincheckTest::word).orElse("accepted");
  }

  /** To be stopped between two of its first steps is to come after the stop. */
  private static String word(Fate fate) {
    String reason = fate instanceof Fate.Refused refused ? refused.reason().name() : "accepted";
    return reason.equals("NODE_STOPPED") ? "CLOSED" : reason;
  }

  /** The tasks and the collector take all steps that they can, and the disk writes. */
  @Operation
  public void work() {
    tasks.run();
  }

  /** The node goes down, and tells the owners. */
  @Operation
  public void abort() {
    store.abort();
  }

  /** The action AdvanceTime. */
  @Operation
  public void certify(int time) {
    store.certify(time);
  }

  /** Returns whether the batch is stored, or that the store is down. */
  @Operation
  public String read(int batch) {
    try {
      return store.read(ALL.get(batch).digest()).isPresent() ? "stored" : "not stored";
    } catch (StoreException e) {
      return e.kind().word();
    }
  }

  /** The requests that are worked on, and the time, and how often it went down. */
  @Operation
  public String state() {
    Snapshot now = store.snapshot();
    return now.tasks().size() + " " + now.time() + " " + crashes.get();
  }

  /** How many batches have no fate; asked when nobody is at work any more. */
  @Operation
  public int open() {
    int open = 0;
    for (int i = 0; i < receipts.length(); i++) {
      open += receipts.get(i).fate().isEmpty() ? 1 : 0;
    }
    return open;
  }

  /** How many batches are stored, and for how many the author is charged. */
  @Operation
  public String stored() {
    Snapshot now = store.snapshot();
    return now.cache().size() + " " + now.used().getOrDefault(AUTHOR, Charge.NONE).batches();
  }

  /** A node that takes on a bounded number of requests, and stores them when the disk is ready. */
  public static final class Specification {
    private final List<Integer> waiting = new ArrayList<>();
    private final Set<Integer> stored = new HashSet<>();
    private long time;
    private int crashes;

    public String persist(int batch) {
      if (crashes > 0) {
        return "CLOSED";
      } else if (waiting.size() == MAX_REQUESTS) {
        return "FULL";
      }
      waiting.add(batch);
      return "accepted";
    }

    public void work() {
      for (int batch : waiting) {
        if (stored.size() < QUOTA) {
          stored.add(batch);
        }
      }
      waiting.clear();
    }

    public void abort() {
      waiting.clear();
      crashes = 1;
    }

    public void certify(int now) {
      time = Math.max(time, now);
    }

    public String read(int batch) {
      if (crashes > 0) {
        return "closed";
      }
      return stored.contains(batch) ? "stored" : "not stored";
    }

    public String state() {
      return waiting.size() + " " + time + " " + crashes;
    }

    public String stored() {
      return stored.size() + " " + stored.size();
    }

    public int open() {
      return waiting.size();
    }
  }

  @Test
  void noMoreRequestsThanAgreedAndNoneIsLost() {
    check(thread(), thread("persist 0"), thread("persist 1"), thread("state"));
    check(thread("persist 0"), thread("persist 1"), thread("persist 2"), thread("state"));
  }

  @Test
  void theLastPlaceOfAQuotaIsTakenOnce() {
    check(
        thread("persist 0", "work", "persist 1", "persist 2"),
        thread("work"),
        thread("work"),
        thread("work", "open", "stored"));
  }

  @Test
  void aDigestHasOneOwnerAndIsChargedOnce() {
    check(
        thread("persist 0", "persist 0"),
        thread("work"),
        thread("work"),
        thread("work", "open", "stored"));
  }

  @Test
  void oneCrashAtATimeTellsAllOwners() {
    check(thread("persist 0"), thread("abort"), thread("abort"), thread("state", "open"));
    check(thread(), thread("persist 0"), thread("abort"), thread("state", "open"));
  }

  @Test
  void theLatestTimeHolds() {
    check(thread(), thread("certify 1"), thread("certify 2"), thread("work", "state"));
  }

  @Test
  void whatIsStoredIsReadUnlessTheNodeIsDown() {
    check(thread("persist 0", "work"), thread("read 0"), thread("abort"), thread("read 0"));
  }

  private static void check(
      List<String> first, List<String> one, List<String> other, List<String> last) {
    Interleavings.of(BatchStoreLincheckTest.class, Specification.class)
        .guarded(Catalog.class, Lines.class, Records.class)
        .scenario(first, one, other, last)
        .check();
  }
}
