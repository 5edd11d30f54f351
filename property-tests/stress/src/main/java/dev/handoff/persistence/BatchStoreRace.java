package dev.handoff.persistence;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Promise;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.StoreException;
import dev.handoff.jdk.SystemClock;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.stress.HeldTasks;
import dev.handoff.stress.QueuedStore;
import dev.handoff.trace.EventSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two requests meet at one digest, or at one quota. The tasks run on the threads of the race, and
 * so do the writes of the disk: at one digest on the thread of one of the two, so that the other
 * meets the batch at any time; at one quota when both have gone, so that each finds the other's
 * write under way or not begun.
 *
 * <p>Raced as well is what all tasks share: their numbers, the certified time, the cache, and that
 * the node goes down once.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * persistence.BatchStoreRace.Certified  9,497  {100=9497}
 * persistence.BatchStoreRace.Idea  10,009  {1, 1=10009}
 * persistence.BatchStoreRace.Numbers  10,009  {32=10009}
 * persistence.BatchStoreRace.OneQuota  5,425  {1, 2, 1=3680, 2, 1, 1=1745}
 * persistence.BatchStoreRace.PersistAndAbort  8,729  {2, 0=2647, 4, 0=6082}
 * persistence.BatchStoreRace.ReadAndPublish  8,729  {12=8729}
 * persistence.BatchStoreRace.ReceiveAndAbort  9,241  {8=9241}
 * persistence.BatchStoreRace.SameDigest  8,985  {4, 4, 8=8985}
 * persistence.BatchStoreRace.TwoAborts  14,105  {1=14105}
 *
 * weakened by persistence/abort-looks-outside:
 * TwoAborts  8,729
 *   FORBIDDEN: {2=1}
 * </pre>
 */
public final class BatchStoreRace {
  private static final PeerId AUTHOR = new PeerId("a");
  private static final Batch BATCH = Batch.of(AUTHOR, Bytes.of(1), 10);
  private static final Batch ANOTHER = Batch.of(AUTHOR, Bytes.of(2), 10);
  private static final Quota ROOM_FOR_ONE = new Quota(1, Long.BYTES, Long.BYTES);

  /** As many as a hash map of the standard size takes before it grows, and one more. */
  private static final int MANY = 13;

  private static final Quota ROOM_FOR_MANY = new Quota(MANY, MANY * Long.BYTES, MANY * Long.BYTES);
  private static final List<Batch> BATCHES =
      LongStream.range(0, MANY).mapToObj(k -> Batch.of(AUTHOR, Bytes.of(k), 10)).toList();

  private BatchStoreRace() {}

  private static BatchStore open(QueuedStore disk, AtomicInteger signed) {
    return open(disk, signed, ROOM_FOR_ONE, CallersThread.INSTANCE);
  }

  private static BatchStore open(
      QueuedStore disk, AtomicInteger signed, Quota quota, Scheduler scheduler) {
    try {
      return BatchStore.open(
          BatchStoreSettings.of(Map.of(AUTHOR, quota), 0),
          new BatchStorePorts(
              disk,
              Digester.SHA_256,
              message -> message,
              signature -> signed.getAndIncrement(),
              announcement -> {},
              scheduler,
              SystemClock.INSTANCE,
              Metrics.NONE,
              EventSink.NONE));
    } catch (StoreException e) {
      throw new IllegalStateException("nothing is stored that could be wrong", e);
    }
  }

  private static void writeAll(QueuedStore disk) {
    boolean more;
    do {
      more = disk.write();
    } while (more);
  }

  /** What became of a batch: 0 nothing, 1 delivered, 2 refused, 3 undelivered, 4 unknown. */
  private static int fateOf(List<Receipt> receipts) {
    return receipts.get(0).fate().map(BatchStoreRace::number).orElse(0);
  }

  private static int number(Fate fate) {
    if (fate instanceof Fate.Delivered) {
      return 1;
    } else if (fate instanceof Fate.Refused) {
      return 2;
    }
    return fate instanceof Fate.Undelivered ? 3 : 4;
  }

  private static int delivered(List<Receipt> receipts) {
    return (int) receipts.stream().filter(each -> fateOf(List.of(each)) == 1).count();
  }

  /** The idea alone: who owns a digest decides for all who wait for it. */
  @JCStressTest
  @Description("Two threads put a value where there is none, and sign what is there.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Written once, signed by both.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Written twice, or signed unwritten. Whether to write is asked and answered in one step.")
  @State
  public static class Idea {
    private final Map<String, Integer> store = new ConcurrentHashMap<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger unwritten = new AtomicInteger();

    private void persist() {
      Integer value = store.computeIfAbsent("digest", key -> writes.incrementAndGet());
      if (value != 1) {
        unwritten.getAndIncrement();
      }
    }

    @Actor
    public void one() {
      persist();
    }

    @Actor
    public void other() {
      persist();
    }

    @Arbiter
    public void writes(II_Result result) {
      result.r1 = writes.get();
      result.r2 = 1 - unwritten.get();
    }
  }

  /** The shipped class: one digest, one reservation, two signatures. */
  @JCStressTest
  @Description(
      "Two threads persist one batch four times each, of an author with room for one; one writes.")
  @Outcome(id = "4, 4, 8", expect = ACCEPTABLE, desc = "Stored once, and signed for each request.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One was refused for the room that the other took for the same batch, or signed what was "
              + "not durable, or has no fate. The second waits in line until the first is done, and "
              + "takes its place in the section in which it sees whether it must wait.")
  @State
  @Weakened("persistence/looks-at-the-line-in-two-sections")
  public static class SameDigest {
    private final QueuedStore disk = new QueuedStore();
    private final AtomicInteger signed = new AtomicInteger();
    private final BatchStore store = open(disk, signed);
    private final List<Receipt> one = new ArrayList<>();
    private final List<Receipt> other = new ArrayList<>();

    /** Writes as well: so the other's requests come before the batch is done, or after. */
    @Actor
    public void one() {
      for (int i = 0; i < 4; i++) {
        one.addAll(store.persist(List.of(BATCH)));
        writeAll(disk);
      }
    }

    @Actor
    public void other() {
      for (int i = 0; i < 4; i++) {
        other.addAll(store.persist(List.of(BATCH)));
      }
    }

    @Arbiter
    public void fates(III_Result result) {
      writeAll(disk);
      result.r1 = delivered(one);
      result.r2 = delivered(other);
      result.r3 = signed.get();
    }
  }

  /** The shipped class: a quota is not overdrawn. */
  @JCStressTest
  @Description("Two threads persist different batches of an author who has room for one.")
  @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "The first had the room.")
  @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "The other had it.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both were stored beyond the quota (QuotaIsAhead), or none, or one has no fate. Room is "
              + "looked for and taken in one section.")
  @State
  @Weakened("persistence/reserves-in-two-sections")
  public static class OneQuota {
    private final QueuedStore disk = new QueuedStore();
    private final AtomicInteger signed = new AtomicInteger();
    private final BatchStore store = open(disk, signed);
    private List<Receipt> one = List.of();
    private List<Receipt> other = List.of();

    @Actor
    public void one() {
      one = store.persist(List.of(BATCH));
    }

    @Actor
    public void other() {
      other = store.persist(List.of(ANOTHER));
    }

    @Arbiter
    public void fates(III_Result result) {
      writeAll(disk);
      result.r1 = fateOf(one);
      result.r2 = fateOf(other);
      result.r3 = signed.get();
    }
  }

  /** The shipped class: a node that goes down leaves nobody without an answer. */
  @JCStressTest
  @Description("One thread persists a batch, which nobody writes, while another aborts the node.")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Too late: refused.")
  @Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "Accepted, and then the node went: unknown.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Accepted by a node that was down already, and so without a fate for ever; or signed, "
              + "though nothing was written. Whether it is up is asked in the section that takes a "
              + "task on.")
  @State
  @Weakened("persistence/goes-down-in-two-sections")
  public static class PersistAndAbort {
    private final AtomicInteger signed = new AtomicInteger();
    private final BatchStore store = open(new QueuedStore(), signed);
    private List<Receipt> receipts = List.of();

    @Actor
    public void persist() {
      receipts = store.persist(List.of(BATCH));
    }

    @Actor
    public void abort() {
      store.abort();
    }

    @Arbiter
    public void fates(II_Result result) {
      result.r1 = fateOf(receipts);
      result.r2 = signed.get();
    }
  }

  /** The shipped class: the same without what comes before and after it, so that they meet. */
  @JCStressTest
  @Description("One thread takes on eight requests while another aborts the node.")
  @Outcome(id = "8", expect = ACCEPTABLE, desc = "Each was refused, or told of the end.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A request got into a node that had just gone down: it is among its tasks, and nobody tells "
              + "its owner (EveryBatchHasAnOutcome). Whether the node is up is asked in the section "
              + "that takes the task on.")
  @State
  @Weakened("persistence/receives-in-two-sections")
  public static class ReceiveAndAbort {
    private final BatchStore store =
        open(new QueuedStore(), new AtomicInteger(), ROOM_FOR_MANY, new HeldTasks());
    private final List<Promise> promises = Stream.generate(Promise::new).limit(8).toList();
    private final List<Task> tasks =
        promises.stream().map(promise -> store.task(List.of(BATCH), List.of(promise))).toList();
    private int refused;

    @Actor
    public void receive() {
      for (Task task : tasks) {
        refused += store.admission().receive(task).isPresent() ? 1 : 0;
      }
    }

    @Actor
    public void abort() {
      store.abort();
    }

    @Arbiter
    public void told(I_Result result) {
      result.r1 = refused;
      for (Promise promise : promises) {
        result.r1 += promise.receipt().fate().isPresent() ? 1 : 0;
      }
    }
  }

  /** The shipped class: a node goes down once. */
  @JCStressTest
  @Description("Two threads take the node down: two tasks that die, or a deadline and an abort.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "One has, and will tell the owners.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both have, and both tell the owners and count them: the stop is reported with the wrong "
              + "number, before the other has told all (EveryBatchHasAnOutcome). Whether the node is up "
              + "is asked in the section that takes it down.")
  @State
  @Weakened("persistence/abort-looks-outside")
  public static class TwoAborts {
    private final BatchStore store = open(new QueuedStore(), new AtomicInteger());
    private final AtomicInteger tookDown = new AtomicInteger();

    private void crash() {
      if (store.lifecycle().crash()) {
        tookDown.getAndIncrement();
      }
    }

    @Actor
    public void one() {
      crash();
    }

    @Actor
    public void other() {
      crash();
    }

    @Arbiter
    public void tookDown(I_Result result) {
      result.r1 = tookDown.get();
    }
  }

  /** The shipped class: the certified time does not go back. */
  @JCStressTest
  @Description("One thread certifies sixteen times, another a later one; then the collector looks.")
  @Outcome(id = "100", expect = ACCEPTABLE, desc = "The latest time has won.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "An earlier time has overwritten the latest: what expired by then is neither refused nor "
              + "collected. Comparing and writing are one section, though reading is volatile.")
  @State
  @Weakened("persistence/certify-outside-the-guard")
  public static class Certified {
    private final HeldTasks collector = new HeldTasks();
    private final BatchStore store =
        open(new QueuedStore(), new AtomicInteger(), ROOM_FOR_ONE, collector);

    @Actor
    public void earlier() {
      for (int time = 1; time <= 16; time++) {
        store.certify(time);
      }
    }

    @Actor
    public void latest() {
      store.certify(100);
    }

    @Arbiter
    public void time(I_Result result) {
      collector.runAll();
      result.r1 = (int) store.snapshot().time();
    }
  }

  /** The shipped class: each request has a number of its own. */
  @JCStressTest
  @Description("Two threads make sixteen tasks each.")
  @Outcome(id = "32", expect = ACCEPTABLE, desc = "All numbers differ.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Two requests have one number, and one will replace the other among the tasks: nobody will "
              + "tell its owner (EveryBatchHasAnOutcome). The counter is read and raised in one step.")
  @State
  @Weakened("persistence/offers-read-then-set")
  public static class Numbers {
    private final BatchStore store = open(new QueuedStore(), new AtomicInteger());
    private final Set<Long> one = new HashSet<>();
    private final Set<Long> other = new HashSet<>();

    private void offer(Set<Long> numbers) {
      for (int i = 0; i < 16; i++) {
        numbers.add(store.task(List.of(BATCH), List.of(new Promise())).number);
      }
    }

    @Actor
    public void one() {
      offer(one);
    }

    @Actor
    public void other() {
      offer(other);
    }

    @Arbiter
    public void numbers(I_Result result) {
      one.addAll(other);
      result.r1 = one.size();
    }
  }

  /** The shipped class: what was announced can be read. */
  @JCStressTest
  @Description("Twelve batches are stored; one thread reads them while another stores the next.")
  @Outcome(id = "12", expect = ACCEPTABLE, desc = "All were found.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One that was announced was not found (AnnouncedIsRetrievable): the hash map grows with "
              + "the thirteenth entry, and is half empty meanwhile. The look is a section as well.")
  @State
  @Weakened("persistence/read-without-the-guard")
  public static class ReadAndPublish {
    private final QueuedStore disk = new QueuedStore();
    private final BatchStore store =
        open(disk, new AtomicInteger(), ROOM_FOR_MANY, CallersThread.INSTANCE);

    /** Stores all but the last, which waits for the disk. */
    public ReadAndPublish() {
      for (int i = 0; i < MANY; i++) {
        writeAll(disk);
        store.persist(List.of(BATCHES.get(i)));
      }
    }

    @Actor
    public void read(I_Result result) {
      try {
        for (int i = 0; i < MANY - 1; i++) {
          result.r1 += store.read(BATCHES.get(i).digest()).isPresent() ? 1 : 0;
        }
      } catch (StoreException e) {
        result.r1 = -1;
      }
    }

    @Actor
    public void publish() {
      writeAll(disk);
    }
  }
}
