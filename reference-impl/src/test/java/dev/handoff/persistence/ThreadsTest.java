package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.fakes.FaultyStore;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Real threads on all sides: every offer gets one fate, and the sums add up. */
class ThreadsTest {
  private static final int THREADS = 4;
  private static final int REQUESTS = 400;

  /** How many requests an owner has in flight at most; all owners together stay below the bound. */
  private static final int IN_FLIGHT = 8;

  @Test
  void everyBatchGetsOneFateAndTheSumsAddUp() throws Exception {
    Counters metrics = new Counters();
    Queue<BatchInfo> sent = new ConcurrentLinkedQueue<>();
    Queue<BatchInfo> announced = new ConcurrentLinkedQueue<>();
    ExecutorService owners = Executors.newFixedThreadPool(THREADS);
    try (ThreadScheduler scheduler = new ThreadScheduler("batches", THREADS)) {
      FaultyStore records = new FaultyStore(scheduler);
      BatchStore store =
          BatchStore.open(
              new BatchStoreSettings(
                  Map.of(ALICE, new Quota(10, 100, 50), BOB, new Quota(10, 100, 50)),
                  1,
                  64,
                  3,
                  100,
                  Duration.ofNanos(1),
                  Duration.ofMillis(1)),
              new BatchStorePorts(
                  records,
                  Digester.SHA_256,
                  message -> message,
                  signed -> sent.add(signed.info()),
                  announced::add,
                  scheduler,
                  SystemClock.INSTANCE,
                  metrics,
                  EventSink.NONE));
      List<Callable<List<Receipt>>> offers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Random random = new Random(thread);
        offers.add(() -> offer(store, records, random));
      }
      List<Receipt> receipts = new ArrayList<>();
      for (Future<List<Receipt>> future : owners.invokeAll(offers)) {
        receipts.addAll(future.get());
      }
      Map<Fate, Long> fates = new HashMap<>();
      for (Receipt receipt : receipts) {
        CompletableFuture<Fate> fate = receipt.stage().toCompletableFuture();
        fates.merge(fate.get(60, TimeUnit.SECONDS), 1L, Long::sum);
      }
      Stopped stopped =
          store
              .stop(Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(60)))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      assertThat(stopped).isEqualTo(new Stopped(0));
      assertThat(fates).containsKeys(Fate.DELIVERED, Fixture.WRITE_FAILED);
      fates.forEach(
          (fate, count) ->
              assertThat(metrics.count("persistence", fate)).as("%s", fate).isEqualTo(count));
      assertThat(sent).hasSize(Math.toIntExact(metrics.count("persistence", Fate.DELIVERED)));
      assertThat(announced).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(metrics.failures()).doesNotContainKey("protocol=\"persistence\",kind=\"task\"");
    } finally {
      owners.shutdown();
    }
  }

  private static List<Receipt> offer(BatchStore store, FaultyStore records, Random random)
      throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      if (random.nextInt(10) == 0) {
        records.plan(Plan.FAIL, Plan.APPLY_IN_DOUBT);
        store.certify(i / 20);
      }
      PeerId author = random.nextBoolean() ? ALICE : BOB;
      List<Batch> batches = new ArrayList<>();
      for (int batch = 0; batch < 3; batch++) {
        Bytes payload = Bytes.of(random.nextInt(12));
        batches.add(Batch.of(author, payload, i / 20 + 1 + random.nextInt(3)));
      }
      List<Receipt> request = store.persist(batches);
      receipts.addAll(request);
      if (i % IN_FLIGHT == 0) {
        // Owners that never wait would be refused nearly all, on a machine that is quick to offer.
        for (Receipt receipt : request) {
          receipt.stage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
      }
    }
    return receipts;
  }
}
