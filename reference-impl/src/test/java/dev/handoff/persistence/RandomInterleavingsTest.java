package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.StoreException;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.fakes.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tries random orders of the steps of tasks, collector, disk and timers, with faults of all kinds,
 * crashes and restarts among them, and asserts after each step what the specification says in every
 * state, and at the end what it says of the owners. What it cannot show: races within a step.
 */
class RandomInterleavingsTest {
  private static final int STEPS = 3000;
  private static final Set<String> SEEN = new TreeSet<>();

  private static final Set<Place> WORKING =
      Set.of(
          Place.WRITE,
          Place.PUBLISH,
          Place.SIGN,
          Place.SEND,
          Place.ANNOUNCE,
          Place.REMOVE,
          Place.RELEASE);

  private static final Map<PeerId, Quota> QUOTAS =
      Map.of(ALICE, new Quota(2, 9, 5), BOB, new Quota(3, 9, 9));

  private final Fixture fixture = new Fixture(Fixture.settings(QUOTAS, 1));
  private final BatchStore store = fixture.store;
  private final Map<BatchInfo, List<Receipt>> receipts = new HashMap<>();

  RandomInterleavingsTest() throws StoreException {}

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 12);
  }

  @BeforeEach
  void expectFailuresOfForeignCode() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
  }

  @AfterEach
  void expectNone() {
    Thread.currentThread().setUncaughtExceptionHandler(null);
  }

  @AfterAll
  static void allStepsWereTaken() {
    assertThat(SEEN)
        .containsExactlyInAnyOrder(
            Stream.of(
                    "Receive RefuseExpired RefuseOverQuota Reserve FindStored Write FailWrite"
                        + " LeaveWriteInDoubt Publish Sign Send Announce Remove FailRemove Release"
                        + " AdvanceTime Evict Delete FailDelete Free Crash TellLost Restart")
                .flatMap(names -> Stream.of(names.split(" ")))
                .map(name -> "BatchPersistence!" + name)
                .toArray(String[]::new));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theLawsHoldInEveryOrderOfTheSteps(long seed) throws StoreException {
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      disturb(random);
      step(random);
      assertLaws();
      fixture.events.take().forEach(event -> SEEN.add(event.replaceAll("\\(.*", "")));
    }
    fixture.failing = Optional.empty();
    fixture.run(Duration.ofSeconds(2));
    if (store.snapshot().node() == StoreState.Status.DOWN) {
      fixture.start();
      fixture.run(Duration.ofSeconds(2));
    }
    assertLaws();
    assertRest();
    assertFates();
  }

  private void disturb(Random random) throws StoreException {
    switch (random.nextInt(400)) {
      case 0 -> store.abort();
      case 1 -> stop();
      case 2, 3, 4, 5, 6, 7 -> store.certify(store.snapshot().time() + random.nextInt(3));
      case 8 -> fixture.failing = Optional.of("sign");
      case 9 -> fixture.failing = Optional.of("send");
      case 10 -> fixture.failing = Optional.of("announce");
      case 11, 12, 13, 14 -> fixture.loops.advance(Duration.ofMillis(10));
      case 15, 16, 17 -> fixture.records.plan(faults(random, Plan.FAIL));
      case 18, 19 -> fixture.records.plan(faults(random, Plan.APPLY_IN_DOUBT));
      case 20, 21 -> fixture.records.plan(faults(random, Plan.FORGET_IN_DOUBT));
      case 22, 23, 24, 25, 26, 27, 28, 29 -> restart();
      case 30, 31, 32, 33, 34, 35 -> read(random);
      default -> {
        if (random.nextInt(6) == 0) {
          persist(random);
        }
      }
    }
  }

  private static Plan[] faults(Random random, Plan fault) {
    return random.nextInt(4) == 0 ? new Plan[] {fault, fault, fault} : new Plan[] {fault};
  }

  private void step(Random random) {
    ManualScheduler scheduler = random.nextInt(3) == 0 ? fixture.disk : fixture.loops;
    if (scheduler.readyCount() > 0) {
      scheduler.run(random.nextInt(scheduler.readyCount()));
    }
  }

  private void stop() {
    var stopped = store.stop(Deadline.after(fixture.loops, Duration.ofMillis(5)));
    assertThat(stopped).isNotNull();
  }

  private void restart() throws StoreException {
    if (store.snapshot().node() == StoreState.Status.DOWN) {
      fixture.disk.runAll();
      fixture.start();
    }
  }

  private void read(Random random) throws StoreException {
    Batch batch = batch(random);
    if (store.snapshot().node() == StoreState.Status.UP) {
      store
          .read(batch.digest())
          .ifPresent(found -> assertThat(found.payload()).isEqualTo(batch.payload()));
    }
  }

  private void persist(Random random) {
    List<Batch> batches = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      batches.add(batch(random));
    }
    List<Receipt> answers = store.persist(batches);
    for (int i = 0; i < batches.size(); i++) {
      receipts.computeIfAbsent(batches.get(i).info(), any -> new ArrayList<>()).add(answers.get(i));
    }
  }

  private Batch batch(Random random) {
    PeerId author = random.nextBoolean() ? ALICE : BOB;
    Bytes payload = Bytes.utf8("x".repeat(1 + random.nextInt(4)));
    return Batch.of(author, payload, store.snapshot().time() + random.nextInt(5));
  }

  private Map<Digest, Batch> table() {
    Records records = new Records(Digester.SHA_256);
    return fixture.records.table("batches").entrySet().stream()
        .map(
            entry -> {
              try {
                return records.decode(entry.getKey(), entry.getValue());
              } catch (StoreException e) {
                throw new AssertionError(e);
              }
            })
        .collect(Collectors.toMap(Batch::digest, Function.identity()));
  }

  private static Map<PeerId, Charge> charges(Map<Digest, Batch> table, Snapshot now) {
    Map<PeerId, Charge> charges = new HashMap<>();
    table
        .values()
        .forEach(
            batch ->
                charges.merge(
                    batch.author(),
                    Optional.ofNullable(now.cache().get(batch.digest()))
                        .map(Entry::charge)
                        .orElse(Charge.stored(batch.payload().size())),
                    Charge::plus));
    return charges;
  }

  private void assertLaws() {
    Snapshot now = store.snapshot();
    Map<Digest, Batch> table = table();
    for (SignedBatchInfo signed : fixture.sent) {
      if (signed.info().expiration() > now.time() && !table.containsKey(signed.info().digest())) {
        throw new AssertionError("not SignedIsDurable: " + signed.info());
      }
    }
    assertThat(now.queue())
        .as("an entry is in the cache and in the queue")
        .hasSameSizeAs(now.cache().values())
        .isSortedAccordingTo((a, b) -> Long.compare(a.expiration(), b.expiration()));
    for (Entry entry : now.queue()) {
      Batch stored = table.get(entry.digest());
      if (stored == null || stored.expiration() < entry.expiration()) {
        throw new AssertionError("not DatabaseOutlivesCache: " + entry);
      }
      assertThat(now.cache()).containsEntry(entry.digest(), entry);
    }
    assertOneOwner(now);
    if (now.node() == StoreState.Status.UP) {
      charges(table, now)
          .forEach(
              (author, stored) -> {
                Charge used = now.used().getOrDefault(author, Charge.NONE);
                assertThat(used.batches())
                    .as("QuotaIsAhead")
                    .isGreaterThanOrEqualTo(stored.batches());
                assertThat(used.bytes()).as("QuotaIsAhead").isGreaterThanOrEqualTo(stored.bytes());
              });
    }
    now.used()
        .forEach(
            (author, used) -> {
              Quota quota = Optional.ofNullable(QUOTAS.get(author)).orElseThrow();
              assertThat(used.batches()).isBetween(0, quota.batches());
              assertThat(used.bytes()).isBetween(0L, quota.bytes());
              assertThat(used.memoryBytes()).isBetween(0L, quota.memoryBytes());
            });
  }

  private static void assertOneOwner(Snapshot now) {
    Set<Digest> owned = new HashSet<>();
    now.evicted().ifPresent(entry -> owned.add(entry.digest()));
    now.tasks()
        .forEach(
            (number, at) -> {
              if (WORKING.contains(at.place())) {
                assertThat(owned.add(at.digest())).as("OneOwner").isTrue();
              }
              assertThat(at.begun())
                  .isEqualTo(
                      WORKING.contains(at.place()) || (at.place() == Place.LOST && at.begun()));
            });
  }

  private void assertRest() {
    Snapshot now = store.snapshot();
    assertThat(now.tasks()).isEmpty();
    assertThat(now.collector()).isEqualTo(Collector.Pc.IDLE);
    assertThat(now.cache().keySet()).isEqualTo(table().keySet());
    assertThat(now.cache().values())
        .as("nothing is left to collect")
        .allMatch(entry -> entry.expiration() + 1 > now.time());
    Map<PeerId, Charge> used = new HashMap<>(now.used());
    used.values().removeIf(Charge.NONE::equals);
    assertThat(used).as("QuotaMatchesStore").isEqualTo(charges(table(), now));
  }

  private void assertFates() {
    Map<Fate, Long> counted = new HashMap<>();
    receipts.forEach(
        (info, answers) -> {
          Map<Boolean, Long> taken = new HashMap<>();
          for (Receipt receipt : answers) {
            Fate fate = receipt.fate().orElseThrow(() -> new AssertionError("not told: " + info));
            counted.merge(fate, 1L, Long::sum);
            if (fate instanceof Fate.Delivered || fate instanceof Fate.Unknown) {
              taken.merge(fate instanceof Fate.Delivered, 1L, Long::sum);
            }
          }
          long delivered = taken.getOrDefault(true, 0L);
          long unknown = taken.getOrDefault(false, 0L);
          assertThat(fixture.sent.stream().filter(signed -> signed.info().equals(info)).count())
              .as("signatures of %s", info)
              .isBetween(delivered, delivered + unknown);
          assertThat(fixture.announced.stream().filter(info::equals).count())
              .as("announcements of %s", info)
              .isBetween(delivered, delivered + unknown);
        });
    assertThat(counted).containsKeys(Fate.DELIVERED, Fixture.EXPIRED, Fixture.OVER_QUOTA);
    counted.forEach(
        (fate, count) ->
            assertThat(fixture.metrics.count("persistence", fate)).as("%s", fate).isEqualTo(count));
  }
}
