package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.BOB;
import static dev.handoff.persistence.Fixture.CLOSED;
import static dev.handoff.persistence.Fixture.NODE_CRASHED;
import static dev.handoff.persistence.Fixture.NODE_STOPPED;
import static dev.handoff.persistence.Fixture.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Receipt;
import dev.handoff.StoreException;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.persistence.Fixture.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final Fixture fixture =
      new Fixture(Fixture.settings(Map.of(ALICE, new Quota(3, 12, 8)), 0));
  private final Lifecycle lifecycle = fixture.store.lifecycle();

  LifecycleTest() throws StoreException {}

  private static Optional<Stopped> answer(CompletableFuture<Stopped> stage) {
    return stage.isDone() ? Optional.of(stage.join()) : Optional.empty();
  }

  private CompletableFuture<Stopped> stop(int millis) {
    return fixture
        .store
        .stop(Deadline.after(fixture.loops, Duration.ofMillis(millis)))
        .toCompletableFuture();
  }

  @Test
  void crashForgetsWhatIsInMemoryAndKeepsWhatIsStored() {
    fixture.stored(batch(1, 1));
    Task task = fixture.reserved(batch(2, 1)).task();
    fixture.time(1);
    fixture.store.collector().evict(batch(1, 1).digest());
    fixture.events.take();
    assertThat(lifecycle.crash()).isTrue();
    assertThat(lifecycle.crash()).isFalse();
    assertThat(fixture.store.snapshot())
        .isEqualTo(
            new Snapshot(
                StoreState.Status.DOWN,
                1,
                Map.of(),
                List.of(),
                Map.of(),
                Collector.Pc.IDLE,
                Optional.empty(),
                Map.of(2L, new Snapshot.At(Place.LOST, 1, batch(2, 1).digest(), true))));
    assertThat(task.place()).isEqualTo(Place.LOST);
    assertThat(fixture.records.table("batches")).hasSize(1);
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!Crash");
  }

  @Test
  void tellLostTellsOneOwnerAtATimeInTheOrderOfOffers() {
    Request first = fixture.reserved(batch(1, 1), batch(2, 1));
    Request second = fixture.received(batch(3, 1));
    assertThat(lifecycle.tellLost(first.task())).isFalse();
    lifecycle.crash();
    fixture.events.take();
    assertThat(lifecycle.tellLost(second.task())).isFalse();
    assertThat(lifecycle.tellLost(first.task())).isTrue();
    assertThat(first.fate(1)).contains(NODE_CRASHED);
    assertThat(first.fate(2)).isEmpty();
    assertThat(lifecycle.tellLost(second.task())).isFalse();
    assertThat(lifecycle.tellLost(first.task())).isTrue();
    assertThat(first.fate(2)).contains(NODE_STOPPED);
    assertThat(lifecycle.tellLost(first.task())).isFalse();
    assertThat(lifecycle.tellLost(second.task())).isTrue();
    assertThat(second.fate(1)).contains(NODE_STOPPED);
    assertThat(first.task().place()).isEqualTo(Place.DONE);
    assertThat(second.task().place()).isEqualTo(Place.DONE);
    assertThat(fixture.events.take())
        .containsExactly(
            "BatchPersistence!TellLost(1)",
            "BatchPersistence!TellLost(1)",
            "BatchPersistence!TellLost(2)");
    assertThat(fixture.metrics.count("persistence", NODE_STOPPED)).isEqualTo(2);
    assertThat(fixture.metrics.count("persistence", NODE_CRASHED)).isEqualTo(1);
  }

  @Test
  void restartChargesAndCachesWhatIsStoredExpiredOrNot() throws StoreException {
    List<Batch> batches =
        IntStream.of(1, 2, 3)
            .mapToObj(number -> batch(number, number))
            .sorted(Comparator.comparing(Batch::digest))
            .toList();
    batches.forEach(fixture::stored);
    fixture.store.abort();
    fixture.events.take();
    fixture.start();
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!Restart");
    assertThat(fixture.used()).isEqualTo(new Charge(3, 12, 8));
    assertThat(fixture.store.snapshot().queue())
        .extracting(Entry::expiration)
        .containsExactly(1L, 2L, 3L);
    assertThat(batches)
        .as("the smallest digests are in memory")
        .extracting(batch -> fixture.entry(batch).payload().isPresent())
        .containsExactly(true, true, false);
  }

  @Test
  void restartCollectsWhatIsDueAlready() throws StoreException {
    fixture.stored(batch(1, 1));
    fixture.store.abort();
    fixture.store.certify(1);
    fixture.run();
    assertThat(fixture.store.snapshot().time()).as("the node is down").isZero();
    fixture.start();
    fixture.run();
    assertThat(fixture.records.table("batches")).isEmpty();
    assertThat(fixture.used()).isEqualTo(Charge.NONE);
  }

  @Test
  void theNodeDoesNotRestartBeforeAllOwnersAreTold() throws StoreException {
    Task task = fixture.received(batch(1, 1)).task();
    assertNotRestarted();
    lifecycle.crash();
    assertNotRestarted();
    lifecycle.tellLost(task);
    fixture.start();
    assertThat(fixture.store.snapshot().node()).isEqualTo(StoreState.Status.UP);
  }

  @Test
  void theNodeDoesNotRestartWhileAWriteIsUnderWay() throws StoreException {
    Task task = fixture.reserved(batch(1, 1)).task();
    fixture.records.plan(Plan.HOLD);
    fixture.write(task);
    fixture.store.abort();
    assertNotRestarted();
    assertThat(lifecycle.restart(new Catalog(Map.of()))).isFalse();
    fixture.records.release(Plan.COMMIT);
    fixture.run();
    fixture.start();
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
  }

  @Test
  void restartIsEnabledWhenTheNodeIsDownAndItsQuotaSuffices() throws StoreException {
    Catalog empty = new Catalog(Map.of());
    Catalog overdrawn = new Catalog(Map.of());
    overdrawn.load(batch(1, 1));
    assertThat(lifecycle.restart(empty)).as("the node is up").isFalse();
    assertThat(lifecycle.refuseToStart(overdrawn)).as("the node is up").isFalse();
    lifecycle.crash();
    assertThat(lifecycle.refuseToStart(empty)).isFalse();
    assertThat(lifecycle.restart(overdrawn)).isFalse();
    assertThat(lifecycle.restart(empty)).isTrue();
    lifecycle.crash();
    assertThat(lifecycle.refuseToStart(overdrawn)).isTrue();
  }

  @Test
  void anOwnerWhoIsToldMayStartTheNodeAgainAtOnce() {
    Request lost = fixture.received(batch(1, 1));
    List<Receipt> again = new ArrayList<>();
    lost.receipts()
        .get(0)
        .onFate(
            fate -> {
              assertThatNoException().isThrownBy(fixture::start);
              again.addAll(fixture.store.persist(List.of(batch(1, 1))));
            });
    fixture.store.abort();
    assertThat(lost.fate(1)).contains(NODE_STOPPED);
    assertThat(fixture.store.snapshot().node()).isEqualTo(StoreState.Status.UP);
    fixture.run();
    assertThat(again).extracting(Receipt::fate).containsExactly(Optional.of(Fate.DELIVERED));
  }

  private void assertNotRestarted() {
    fixture.events.take();
    assertThatIllegalStateException().isThrownBy(fixture::start);
    assertThat(fixture.events.take()).isEmpty();
  }

  @Test
  void theNodeRefusesToStartWithAQuotaThatIsSmallerThanWhatIsStored() throws StoreException {
    fixture.stored(batch(1, 1));
    fixture.stored(batch(2, 1));
    for (Quota quota : new Quota[] {new Quota(1, 8, 8), new Quota(2, 7, 7)}) {
      assertRefused(Map.of(ALICE, quota, BOB, Fixture.TWO), "2 batches of alice with 8 bytes");
    }
    assertRefused(Map.of(BOB, Fixture.TWO), "quota is 0 batches and 0 bytes");
    assertThat(fixture.metrics.failures()).as("no failure of the store").isEmpty();
    BatchStore suffices =
        BatchStore.open(Fixture.settings(Map.of(ALICE, new Quota(2, 8, 0)), 0), fixture.ports());
    assertThat(suffices.snapshot().used()).containsEntry(ALICE, new Charge(2, 8, 0));
  }

  private void assertRefused(Map<dev.handoff.PeerId, Quota> quotas, String words) {
    fixture.events.take();
    BatchStore refusing = new BatchStore(Fixture.settings(quotas, 0), fixture.ports());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> refusing.lifecycle().start())
        .withMessageContaining(words)
        .withMessageContaining("start with a quota of at least what is stored")
        .matches(e -> e.kind() == StoreException.Kind.FULL);
    assertThat(refusing.snapshot().node()).isEqualTo(StoreState.Status.REFUSED);
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!RefuseToStart");
    assertThatIllegalStateException().isThrownBy(() -> refusing.lifecycle().start());
  }

  @Test
  void theNodeDoesNotStartOnWhatCannotBeRead() {
    fixture.records.unreadable(true);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> BatchStore.open(Fixture.settings(Map.of(), 0), fixture.ports()));
    assertThat(fixture.metrics.failures())
        .containsOnly(Map.entry("protocol=\"persistence\",kind=\"scan-corrupt\"", 1L));
  }

  @Test
  void theNodeDoesNotStartOnACorruptRecordAndNamesTheFirst() {
    fixture.records.put("batches", Bytes.utf8("a"), Bytes.utf8("no record"));
    fixture.records.put("batches", Bytes.utf8("b"), Bytes.utf8("no record"));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> BatchStore.open(Fixture.settings(Map.of(), 0), fixture.ports()))
        .withMessageContaining("the record of batch 61 ");
    assertThat(fixture.metrics.failures()).containsValue(1L);
  }

  @Test
  void writeOfTheOneBeforeIsChargedOnlyIfTheStoreIsClosedInBetween() throws StoreException {
    BatchStoreSettings settings = Fixture.settings(Map.of(ALICE, Fixture.TWO), 0);
    fixture.records.plan(Plan.HOLD);
    fixture.store.persist(List.of(batch(1, 1)));
    fixture.run();
    fixture.store.abort();
    // Against the contract: the transaction is on its way, and the scan does not see its record.
    BatchStore tooSoon = BatchStore.open(settings, fixture.ports());
    fixture.records.release(Plan.COMMIT);
    fixture.run();
    assertThat(fixture.records.table("batches")).hasSize(1);
    assertThat(tooSoon.snapshot().used()).isEmpty();
    // A store that was closed has answered all that it was given.
    tooSoon.abort();
    BatchStore inTime = BatchStore.open(settings, fixture.ports());
    assertThat(inTime.snapshot().used()).containsOnlyKeys(ALICE);
  }

  @Test
  void stopGoesDownAtOnceWhenNothingIsInFlight() {
    CompletableFuture<Stopped> stopped = stop(100);
    assertThat(answer(stopped)).contains(new Stopped(0));
    assertThat(fixture.store.snapshot().node()).isEqualTo(StoreState.Status.DOWN);
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!Crash");
    assertThat(fixture.loops.timerCount()).as("the timer was cancelled").isZero();
    assertThat(answer(stop(1))).as("again").contains(new Stopped(0));
    assertThat(fixture.store.persist(List.of(batch(1, 1))))
        .extracting(Receipt::fate)
        .containsExactly(Optional.of(CLOSED));
  }

  @Test
  void stopLetsTheRequestsInFlightEnd() {
    List<Receipt> receipts = fixture.store.persist(List.of(batch(1, 1), batch(2, 1)));
    CompletableFuture<Stopped> stopped = stop(100);
    assertThat(answer(stopped)).isEmpty();
    assertThat(fixture.store.persist(List.of(batch(3, 1))).get(0).fate()).contains(CLOSED);
    fixture.run();
    assertThat(answer(stopped)).contains(new Stopped(0));
    assertThat(receipts).extracting(Receipt::fate).containsOnly(Optional.of(Fate.DELIVERED));
    assertThat(fixture.loops.timerCount()).isZero();
  }

  @Test
  void stopCutsOffAtTheDeadlineWhatHasNotEnded() {
    fixture.records.plan(Plan.HOLD);
    List<Receipt> receipts = fixture.store.persist(List.of(batch(1, 1), batch(2, 1)));
    CompletableFuture<Stopped> stopped = stop(100);
    CompletableFuture<Stopped> again = stop(1);
    fixture.run(Duration.ofMillis(99));
    assertThat(answer(stopped)).isEmpty();
    fixture.run(Duration.ofMillis(1));
    assertThat(answer(stopped)).contains(new Stopped(2));
    assertThat(answer(again)).contains(new Stopped(2));
    assertThat(receipts)
        .extracting(Receipt::fate)
        .containsExactly(Optional.of(NODE_CRASHED), Optional.of(NODE_STOPPED));
  }

  @Test
  void stopWaitsForTheDeletionUnderWayAndCollectsNoMore() {
    fixture.stored(batch(1, 1));
    fixture.stored(batch(2, 1));
    fixture.records.plan(Plan.HOLD);
    fixture.store.certify(1);
    fixture.run();
    CompletableFuture<Stopped> stopped = stop(100);
    fixture.run();
    assertThat(answer(stopped)).isEmpty();
    fixture.records.release(Plan.COMMIT);
    fixture.run();
    assertThat(answer(stopped)).contains(new Stopped(0));
    assertThat(fixture.records.table("batches")).hasSize(1);
  }

  @Test
  void aCollectorThatWaitsInLineWhenTheStopComesLetsTheTasksBehindItPass() {
    fixture.stored(batch(1, 1));
    Task owner = fixture.reserved(batch(1, 2)).task();
    fixture.records.plan(Plan.HOLD);
    fixture.store.storing().beginWrite(owner);
    fixture.store.certify(1);
    fixture.run();
    Request behind = fixture.received(batch(1, 3));
    CompletableFuture<Stopped> stopped = stop(100);
    fixture.run();
    fixture.records.release(Plan.FAIL);
    fixture.run();
    assertThat(behind.fate(1)).contains(Fate.DELIVERED);
    assertThat(answer(stopped)).contains(new Stopped(0));
  }

  @Test
  void theDeadlineOfAnEarlierLifeDoesNotEndThisOne() throws StoreException {
    fixture.records.plan(Plan.HOLD);
    fixture.store.persist(List.of(batch(1, 1)));
    fixture.run();
    assertThat(answer(stop(50))).isEmpty();
    fixture.store.abort();
    assertThat(fixture.loops.timerCount()).isZero();
    fixture.records.release(Plan.COMMIT);
    fixture.run();
    fixture.start();
    fixture.run(Duration.ofMillis(100));
    assertThat(fixture.store.snapshot().node()).isEqualTo(StoreState.Status.UP);
  }
}
