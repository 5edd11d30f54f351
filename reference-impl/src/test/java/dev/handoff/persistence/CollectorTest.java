package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fate;
import dev.handoff.StoreException;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.persistence.Fixture.Request;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectorTest {
  private final Fixture fixture =
      new Fixture(Fixture.settings(Map.of(ALICE, new Quota(9, 99, 10)), 2));
  private final Collector collector = fixture.store.collector();

  CollectorTest() throws StoreException {}

  @Test
  void advanceTimeTakesALaterTimeOnly() {
    assertThat(collector.advanceTime(0)).isFalse();
    assertThat(collector.advanceTime(3)).isTrue();
    assertThat(collector.advanceTime(3)).isFalse();
    assertThat(collector.advanceTime(2)).isFalse();
    assertThat(fixture.store.snapshot().time()).isEqualTo(3);
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!AdvanceTime(3)");
  }

  @Test
  void advanceTimeWaitsForTheCollector() {
    fixture.stored(batch(1, 1));
    fixture.time(3);
    assertThat(collector.evict(batch(1, 1).digest())).isTrue();
    assertThat(collector.advanceTime(4)).isFalse();
  }

  @Test
  void evictTakesADigestOutOfCacheAndQueueAndLeavesItCharged() {
    fixture.stored(batch(1, 1));
    fixture.time(3);
    fixture.events.take();
    assertThat(collector.evict(batch(1, 1).digest())).isTrue();
    Snapshot now = fixture.store.snapshot();
    assertThat(now.cache()).isEmpty();
    assertThat(now.queue()).isEmpty();
    assertThat(now.collector()).isEqualTo(Collector.Pc.DELETE);
    assertThat(now.evicted().orElseThrow().digest()).isEqualTo(batch(1, 1).digest());
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
    assertThat(fixture.events.take())
        .containsExactly("BatchPersistence!Evict(%s)".formatted(Fixture.hex(batch(1, 1))));
  }

  @Test
  void evictIsNotEnabledBeforeTheGraceHasPassed() {
    fixture.stored(batch(1, 1));
    fixture.time(2);
    assertThat(collector.evict(batch(1, 1).digest())).isFalse();
    fixture.time(3);
    assertThat(collector.evict(batch(1, 1).digest())).isTrue();
  }

  @Test
  void evictIsNotEnabledForWhatIsOwnedOrUnknownOrWhileAnotherIsCollected() {
    fixture.stored(batch(1, 1));
    fixture.stored(batch(2, 1));
    Task prolongs = fixture.reserved(batch(1, 9)).task();
    fixture.time(3);
    fixture.events.take();
    assertThat(collector.evict(batch(1, 1).digest())).isFalse();
    assertThat(collector.evict(batch(3, 1).digest())).isFalse();
    assertThat(collector.evict(batch(2, 1).digest())).isTrue();
    fixture.write(prolongs);
    fixture.store.storing().publish(prolongs);
    assertThat(collector.evict(batch(1, 9).digest())).isFalse();
  }

  @Test
  void aTaskWaitsForADigestThatIsCollected() {
    fixture.stored(batch(1, 1));
    fixture.time(3);
    collector.evict(batch(1, 1).digest());
    Task task = fixture.received(batch(1, 9)).task();
    assertThat(fixture.store.admission().reserve(task)).isFalse();
    collector.beginDelete();
    fixture.disk.runAll();
    assertThat(fixture.store.admission().reserve(task)).isFalse();
    assertThat(collector.free()).isTrue();
    assertThat(fixture.store.admission().reserve(task)).isTrue();
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 0));
  }

  @Test
  void deleteThenFreeRemoveTheRecordThenItsCharge() {
    fixture.stored(batch(1, 1));
    fixture.time(3);
    assertThat(collector.delete()).isFalse();
    assertThat(collector.free()).isFalse();
    assertThat(collector.failDelete(fixture.cause)).isFalse();
    collector.beginDelete();
    collector.evict(batch(1, 1).digest());
    fixture.events.take();
    fixture.records.plan(Plan.HOLD, Plan.HOLD);
    collector.beginDelete();
    collector.beginDelete();
    assertThat(fixture.records.heldCount()).isEqualTo(1);
    assertThat(collector.free()).isFalse();
    fixture.records.release(Plan.COMMIT);
    fixture.disk.runAll();
    assertThat(fixture.records.table("batches")).isEmpty();
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
    assertThat(collector.free()).isTrue();
    assertThat(fixture.used()).isEqualTo(Charge.NONE);
    assertThat(fixture.store.snapshot().evicted()).isEmpty();
    assertThat(fixture.events.take())
        .containsExactly("BatchPersistence!Delete", "BatchPersistence!Free");
  }

  @Test
  void aDeletionThatFailsIsAStepOfTheSpecification() {
    fixture.stored(batch(1, 1));
    fixture.time(3);
    assertThat(collector.evict(batch(1, 1).digest())).isTrue();
    assertThat(collector.failDelete(fixture.cause)).isTrue();
    assertThat(fixture.store.snapshot().collector()).isEqualTo(Collector.Pc.DELETE);
    assertThat(collector.delete()).isTrue();
  }

  @Test
  void certifyOfNoLaterTimeWakesNobody() {
    fixture.store.certify(3);
    fixture.run();
    fixture.store.certify(3);
    fixture.store.certify(2);
    assertThat(fixture.loops.readyCount()).isZero();
    assertThat(fixture.store.snapshot().time()).isEqualTo(3);
  }

  @Test
  void aFailedDeletionIsTriedAgainUntilItSucceeds() {
    fixture.stored(batch(1, 1));
    fixture.events.take();
    fixture.records.plan(Plan.FAIL, Plan.APPLY_IN_DOUBT);
    fixture.store.certify(3);
    fixture.run(Duration.ofMillis(10));
    assertThat(fixture.used().batches()).isEqualTo(1);
    fixture.store.certify(4);
    fixture.run(Duration.ofMillis(20));
    assertThat(fixture.events.take())
        .containsExactly(
            "BatchPersistence!AdvanceTime(3)",
            "BatchPersistence!Evict(%s)".formatted(Fixture.hex(batch(1, 1))),
            "BatchPersistence!FailDelete",
            "BatchPersistence!FailDelete",
            "BatchPersistence!Delete",
            "BatchPersistence!Free",
            "BatchPersistence!AdvanceTime(4)");
    assertThat(fixture.used()).isEqualTo(Charge.NONE);
    assertThat(fixture.metrics.failures())
        .containsEntry("protocol=\"persistence\",kind=\"delete-io\"", 2L);
  }

  @Test
  void certifyCollectsEverythingThatIsDueInTheOrderOfExpiration() {
    fixture.stored(batch(1, 2));
    fixture.stored(batch(2, 1));
    fixture.stored(batch(3, 3));
    fixture.events.take();
    fixture.store.certify(4);
    fixture.store.certify(1);
    fixture.run();
    assertThat(fixture.events.take())
        .filteredOn(event -> event.contains("Evict"))
        .containsExactly(
            "BatchPersistence!Evict(%s)".formatted(Fixture.hex(batch(2, 1))),
            "BatchPersistence!Evict(%s)".formatted(Fixture.hex(batch(1, 2))));
    assertThat(fixture.store.snapshot().time()).isEqualTo(4);
    assertThat(fixture.store.snapshot().cache()).containsOnlyKeys(batch(3, 3).digest());
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 0));
  }

  @Test
  void theCollectorWaitsForTheOwnerInLine() {
    fixture.stored(batch(1, 1));
    Request first = fixture.reserved(batch(1, 2));
    fixture.records.plan(Plan.HOLD);
    fixture.store.storing().beginWrite(first.task());
    fixture.store.certify(3);
    fixture.run();
    Request second = fixture.received(batch(1, 9));
    fixture.run();
    assertThat(fixture.store.snapshot().collector()).isEqualTo(Collector.Pc.IDLE);
    fixture.events.take();
    fixture.records.release(Plan.FAIL);
    fixture.run();
    assertThat(first.fate(1)).contains(Fixture.WRITE_FAILED);
    assertThat(second.fate(1)).contains(Fate.DELIVERED);
    assertThat(fixture.events.take())
        .as("the collector had come before the second request")
        .containsSubsequence(
            "BatchPersistence!Release(2)",
            "BatchPersistence!Evict(%s)".formatted(Fixture.hex(batch(1, 1))),
            "BatchPersistence!Free",
            "BatchPersistence!Reserve(3)");
  }

  @Test
  void theCollectorDoesNotOvertakeWhoCameFirstThoughTheDigestIsFree() {
    fixture.stored(batch(1, 1));
    Request first = fixture.reserved(batch(1, 2));
    fixture.records.plan(Plan.HOLD);
    fixture.store.storing().beginWrite(first.task());
    Request second = fixture.received(batch(1, 9));
    fixture.store.certify(3);
    fixture.run();
    fixture.records.release(Plan.FAIL);
    fixture.disk.runAll();
    fixture.events.take();
    assertThat(fixture.store.storing().release(first.task())).isTrue();
    // The second request was woken; the collector comes before it.
    fixture.store.certify(4);
    for (int i = 0; i < 2; i++) {
      fixture.loops.run(fixture.loops.readyCount() - 1);
    }
    assertThat(fixture.events.take())
        .containsExactly("BatchPersistence!Release(2)", "BatchPersistence!AdvanceTime(4)");
    fixture.run();
    assertThat(second.fate(1)).contains(Fate.DELIVERED);
    assertThat(fixture.events.take())
        .startsWith("BatchPersistence!Reserve(3)")
        .doesNotContain("BatchPersistence!Evict(%s)".formatted(Fixture.hex(batch(1, 1))));
  }

  @Test
  void theCollectorLeavesTheLineOfWhatWasProlonged() {
    fixture.stored(batch(1, 1));
    fixture.stored(batch(2, 1));
    Request first = fixture.reserved(batch(1, 9));
    Request other = fixture.reserved(batch(2, 8));
    fixture.records.plan(Plan.HOLD, Plan.HOLD);
    fixture.store.storing().beginWrite(first.task());
    fixture.store.storing().beginWrite(other.task());
    fixture.store.certify(3);
    fixture.run();
    fixture.records.release(Plan.COMMIT);
    fixture.run();
    fixture.records.release(Plan.COMMIT);
    fixture.run();
    assertThat(first.fate(1)).contains(Fate.DELIVERED);
    assertThat(other.fate(1)).contains(Fate.DELIVERED);
    assertThat(fixture.store.snapshot().cache()).hasSize(2);
    fixture.stored(batch(1, 10));
    fixture.store.certify(12);
    fixture.run();
    assertThat(fixture.store.snapshot().cache()).isEmpty();
    assertThat(fixture.used()).isEqualTo(Charge.NONE);
  }

  @Test
  void theStoreAnswersACollectorThatIsLostInVain() throws StoreException {
    for (Plan plan : new Plan[] {Plan.COMMIT, Plan.FAIL}) {
      fixture.stored(batch(1, 1 + fixture.store.snapshot().time()));
      fixture.records.plan(Plan.HOLD);
      fixture.store.certify(fixture.store.snapshot().time() + 3);
      fixture.run();
      fixture.store.abort();
      fixture.events.take();
      fixture.records.release(plan);
      fixture.run(Duration.ofMillis(100));
      assertThat(fixture.events.take()).isEmpty();
      fixture.start();
      fixture.run();
      assertThat(fixture.store.snapshot().cache()).isEmpty();
      assertThat(fixture.records.table("batches")).isEmpty();
      assertThat(fixture.used()).isEqualTo(Charge.NONE);
    }
  }

  @Test
  void aPauseOfTheCollectorEndsWithItsNode() throws StoreException {
    fixture.stored(batch(1, 1));
    fixture.records.plan(Plan.FAIL);
    fixture.store.certify(3);
    fixture.run();
    fixture.store.abort();
    fixture.start();
    fixture.run();
    assertThat(fixture.used()).as("collected without a pause").isEqualTo(Charge.NONE);
    fixture.events.take();
    fixture.run(Duration.ofMillis(100));
    assertThat(fixture.events.take()).isEmpty();
  }
}
