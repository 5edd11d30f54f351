package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.HANDOVER_FAILED;
import static dev.handoff.persistence.Fixture.NODE_CRASHED;
import static dev.handoff.persistence.Fixture.WRITE_FAILED;
import static dev.handoff.persistence.Fixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Receipt;
import dev.handoff.StoreException;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.persistence.Fixture.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoringTest {
  private final Fixture fixture = new Fixture();
  private final Storing storing = fixture.store.storing();
  private final List<Throwable> uncaught = new ArrayList<>();

  StoringTest() throws StoreException {}

  @BeforeEach
  void catchWhatIsReported() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
  }

  @AfterEach
  void catchNothing() {
    Thread.currentThread().setUncaughtExceptionHandler(null);
  }

  private Map<Bytes, Bytes> table() {
    return fixture.records.table("batches");
  }

  @Test
  void writeIsTakenWhenTheStoreHasCommittedTheRecord() {
    Task task = fixture.reserved(batch(1, 1)).task();
    fixture.events.take();
    fixture.records.plan(Plan.HOLD);
    fixture.write(task);
    assertThat(task.place()).isEqualTo(Place.WRITE);
    assertThat(fixture.events.take()).isEmpty();
    fixture.records.release(Plan.COMMIT);
    fixture.disk.runAll();
    assertThat(task.place()).isEqualTo(Place.PUBLISH);
    assertThat(table()).containsOnlyKeys(batch(1, 1).digest().bytes());
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!Write(1)");
  }

  @Test
  void aWriteThatIsUnderWayIsNotBegunAgain() {
    Task task = fixture.reserved(batch(1, 1)).task();
    fixture.records.plan(Plan.HOLD, Plan.HOLD);
    storing.beginWrite(task);
    storing.beginWrite(task);
    assertThat(fixture.records.heldCount()).isEqualTo(1);
  }

  @Test
  void noStepIsEnabledBeforeItsPlace() {
    Task task = fixture.received(batch(1, 1)).task();
    fixture.events.take();
    fixture.records.plan(Plan.HOLD);
    storing.beginWrite(task);
    storing.beginRemove(task);
    assertThat(fixture.records.heldCount()).isZero();
    assertThat(storing.write(task)).isFalse();
    assertThat(storing.failWrite(task, fixture.cause)).isFalse();
    assertThat(storing.leaveWriteInDoubt(task, fixture.cause)).isFalse();
    assertThat(storing.publish(task)).isFalse();
    assertThat(storing.sign(task)).isFalse();
    assertThat(storing.send(task)).isFalse();
    assertThat(storing.announce(task)).isFalse();
    assertThat(storing.remove(task)).isFalse();
    assertThat(storing.failRemove(task, fixture.cause)).isFalse();
    assertThat(storing.release(task)).isFalse();
    assertThat(fixture.events.take()).isEmpty();
    assertThat(task.place()).isEqualTo(Place.CHECK);
  }

  @Test
  void publishEntersCacheAndQueueWithThePayload() {
    Batch batch = batch(1, 7);
    fixture.published(batch);
    Entry entry = new Entry(batch.info(), 4, Optional.of(batch.payload()));
    assertThat(fixture.store.snapshot().cache()).containsOnly(Map.entry(batch.digest(), entry));
    assertThat(fixture.store.snapshot().queue()).containsExactly(entry);
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
    assertThat(fixture.events.take()).endsWith("BatchPersistence!Publish(1)");
  }

  @Test
  void publishEntersOnlyTheMetadataWhenMemoryDoesNotSuffice() {
    Batch large = Batch.of(ALICE, Bytes.utf8("x".repeat(11)), 1);
    fixture.published(large);
    assertThat(fixture.entry(large).payload()).isEmpty();
    assertThat(fixture.used()).isEqualTo(new Charge(1, 11, 0));
  }

  @Test
  void publishOfALaterExpirationTakesTheOnlyPlaceInTheQueue() {
    fixture.stored(batch(1, 1));
    fixture.stored(batch(1, 5));
    Entry entry = new Entry(batch(1, 5).info(), 4, Optional.of(batch(1, 5).payload()));
    assertThat(fixture.store.snapshot().queue()).containsExactly(entry);
    assertThat(fixture.store.snapshot().cache().values()).containsExactly(entry);
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
  }

  @Test
  void publishOfALaterExpirationKeepsOnlyTheMetadataOfWhatIsNotInMemory() {
    Batch large = Batch.of(ALICE, Bytes.utf8("x".repeat(11)), 1);
    fixture.stored(large);
    Batch longer = Batch.of(ALICE, large.payload(), 2);
    fixture.stored(longer);
    assertThat(fixture.entry(large)).isEqualTo(new Entry(longer.info(), 11, Optional.empty()));
  }

  @Test
  void publishOfWhatExpiredMeanwhileWakesTheCollector() {
    Task task = fixture.reserved(batch(1, 1)).task();
    fixture.write(task);
    fixture.time(1);
    fixture.loops.runAll();
    assertThat(fixture.store.snapshot().cache()).isEmpty();
    fixture.run();
    assertThat(fixture.store.snapshot().collector()).isEqualTo(Collector.Pc.IDLE);
    assertThat(fixture.store.snapshot().cache()).isEmpty();
    assertThat(table()).isEmpty();
    assertThat(fixture.used()).isEqualTo(Charge.NONE);
  }

  @Test
  void signSendAndAnnounceHandOverExactlyWhatIsStored() {
    Batch batch = batch(1, 7);
    Request request = fixture.published(batch);
    fixture.events.take();
    assertThat(storing.send(request.task())).isFalse();
    assertThat(storing.sign(request.task())).isTrue();
    assertThat(storing.sign(request.task())).isFalse();
    assertThat(storing.announce(request.task())).isFalse();
    assertThat(fixture.sent).isEmpty();
    assertThat(storing.send(request.task())).isTrue();
    assertThat(storing.send(request.task())).isFalse();
    assertThat(fixture.announced).isEmpty();
    assertThat(request.fate(1)).isEmpty();
    assertThat(storing.announce(request.task())).isTrue();
    assertThat(storing.announce(request.task())).isFalse();
    assertThat(fixture.sent)
        .containsExactly(
            new SignedBatchInfo(
                batch.info(), Bytes.utf8("signature of " + batch.info().encoded().hex())));
    assertThat(fixture.announced).containsExactly(batch.info());
    assertThat(request.fate(1)).contains(Fate.DELIVERED);
    assertThat(request.task().place()).isEqualTo(Place.DONE);
    assertThat(fixture.events.take())
        .containsExactly(
            "BatchPersistence!Sign(1)", "BatchPersistence!Send(1)", "BatchPersistence!Announce(1)");
    assertThat(fixture.metrics.count("persistence", Fate.DELIVERED)).isEqualTo(1);
  }

  @Test
  void announceGoesOnToTheNextBatchOfTheRequest() {
    Request request = fixture.published(batch(1, 1), batch(2, 1));
    storing.sign(request.task());
    storing.send(request.task());
    storing.announce(request.task());
    assertThat(request.task().place()).isEqualTo(Place.CHECK);
    assertThat(request.task().batchNumber()).isEqualTo(2);
    assertThat(request.task().begun).isFalse();
    assertThat(request.fate(2)).isEmpty();
    assertThat(fixture.store.admission().reserve(request.task())).isTrue();
  }

  @Test
  void aFailedWriteIsRemovedThenReleased() {
    Request request = fixture.reserved(batch(1, 1));
    fixture.events.take();
    fixture.records.plan(Plan.FAIL);
    fixture.write(request.task());
    assertThat(request.task().place()).isEqualTo(Place.REMOVE);
    assertThat(storing.release(request.task())).isFalse();
    storing.beginRemove(request.task());
    fixture.disk.runAll();
    assertThat(request.task().place()).isEqualTo(Place.RELEASE);
    assertThat(request.fate(1)).isEmpty();
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 0));
    assertThat(storing.release(request.task())).isTrue();
    assertThat(request.fate(1)).contains(WRITE_FAILED);
    assertThat(fixture.used()).isEqualTo(Charge.NONE);
    assertThat(fixture.events.take())
        .containsExactly(
            "BatchPersistence!FailWrite(1)",
            "BatchPersistence!Remove(1)",
            "BatchPersistence!Release(1)");
    assertThat(fixture.metrics.failures())
        .containsOnly(Map.entry("protocol=\"persistence\",kind=\"write-io\"", 1L));
    assertThat(fixture.metrics.count("persistence", WRITE_FAILED)).isEqualTo(1);
  }

  @Test
  void aWriteInDoubtIsRemovedWhetherItTookEffectOrNot() {
    for (Plan plan : new Plan[] {Plan.APPLY_IN_DOUBT, Plan.FORGET_IN_DOUBT}) {
      Request request = fixture.reserved(batch(1, 1));
      fixture.events.take();
      fixture.records.plan(plan);
      fixture.write(request.task());
      assertThat(table()).hasSize(plan == Plan.APPLY_IN_DOUBT ? 1 : 0);
      long number = request.task().number;
      assertThat(fixture.events.take())
          .containsExactly("BatchPersistence!LeaveWriteInDoubt(%d)".formatted(number));
      storing.beginRemove(request.task());
      fixture.disk.runAll();
      assertThat(table()).isEmpty();
      storing.release(request.task());
      assertThat(request.fate(1)).contains(WRITE_FAILED);
      assertThat(fixture.used()).isEqualTo(Charge.NONE);
    }
  }

  @Test
  void aFailedProlongationLeavesTheEarlierRecordAsItWas() {
    fixture.stored(batch(1, 1));
    Request request = fixture.reserved(batch(1, 5));
    fixture.records.plan(Plan.APPLY_IN_DOUBT);
    fixture.write(request.task());
    assertThat(request.task().place()).isEqualTo(Place.RELEASE);
    assertThat(storing.release(request.task())).isTrue();
    assertThat(request.fate(1)).contains(WRITE_FAILED);
    assertThat(fixture.entry(batch(1, 1)).expiration()).isEqualTo(1);
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
    assertThat(table()).hasSize(1);
  }

  @Test
  void aFailedRemovalIsTriedAgainAfterAGrowingPauseUntilItSucceeds() {
    Request request = fixture.reserved(batch(1, 1));
    Task task = request.task();
    fixture.records.plan(Plan.APPLY_IN_DOUBT, Plan.FAIL, Plan.FORGET_IN_DOUBT, Plan.APPLY_IN_DOUBT);
    fixture.write(task);
    fixture.events.take();
    storing.beginRemove(task);
    fixture.disk.runAll();
    assertThat(task.place()).isEqualTo(Place.REMOVE);
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!FailRemove(1)");
    fixture.run(Duration.ofMillis(9));
    assertThat(fixture.events.take()).isEmpty();
    fixture.run(Duration.ofMillis(1));
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!FailRemove(1)");
    fixture.run(Duration.ofMillis(19));
    assertThat(fixture.events.take()).isEmpty();
    fixture.run(Duration.ofMillis(1));
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!FailRemove(1)");
    fixture.run(Duration.ofMillis(39));
    assertThat(request.fate(1)).isEmpty();
    assertThat(fixture.used().batches()).as("charged until it is gone").isEqualTo(1);
    fixture.run(Duration.ofMillis(1));
    assertThat(fixture.events.take())
        .containsExactly("BatchPersistence!Remove(1)", "BatchPersistence!Release(1)");
    assertThat(request.fate(1)).contains(WRITE_FAILED);
    assertThat(table()).isEmpty();
    assertThat(fixture.metrics.failures())
        .containsEntry("protocol=\"persistence\",kind=\"remove-io\"", 3L);
  }

  @Test
  void whatCannotBeHandedOverStaysStoredAndItsOwnerIsToldThatItIsNotKnown() {
    for (String what : new String[] {"sign", "send", "announce"}) {
      Batch batch = batch(1, 9);
      Request request = what.equals("sign") ? fixture.published(batch) : fixture.received(batch);
      fixture.store.admission().findStored(request.task());
      fixture.failing = Optional.of(what);
      while (fixture.failing.isPresent()) {
        storing.announce(request.task());
        storing.send(request.task());
        storing.sign(request.task());
      }
      assertThat(request.fate(1)).as(what).contains(HANDOVER_FAILED);
      assertThat(request.task().place()).isEqualTo(Place.DONE);
      assertThat(fixture.store.snapshot().cache()).containsKey(batch.digest());
      assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
      assertThat(fixture.metrics.failures())
          .containsEntry("protocol=\"persistence\",kind=\"%s\"".formatted(what), 1L);
    }
    assertThat(uncaught)
        .extracting(Throwable::getMessage)
        .containsExactly(
            "sign fails because the test says so",
            "send fails because the test says so",
            "announce fails because the test says so");
    assertThat(fixture.sent).as("the one whose announcement failed").hasSize(1);
    assertThat(fixture.announced).isEmpty();
    fixture.stored(batch(2, 9));
  }

  @Test
  void aHandoverThatFailsIsNoStepOfTheSpecification() {
    for (String what : new String[] {"sign", "send", "announce"}) {
      Task task = fixture.received(batch(1, 9)).task();
      if (!fixture.store.admission().findStored(task)) {
        assertThat(fixture.store.admission().reserve(task)).isTrue();
        fixture.write(task);
        assertThat(storing.publish(task)).isTrue();
      }
      if (!what.equals("sign")) {
        assertThat(storing.sign(task)).isTrue();
      }
      if (what.equals("announce")) {
        assertThat(storing.send(task)).isTrue();
      }
      fixture.events.take();
      fixture.failing = Optional.of(what);
      boolean taken =
          switch (what) {
            case "sign" -> storing.sign(task);
            case "send" -> storing.send(task);
            default -> storing.announce(task);
          };
      assertThat(taken).as(what).isFalse();
      assertThat(fixture.failing).as(what).isEmpty();
      assertThat(fixture.events.take()).as(what).isEmpty();
    }
  }

  @Test
  void aBatchThatCannotBeHandedOverDoesNotKeepTheNextFromBeingStored() {
    for (String what : new String[] {"sign", "send", "announce"}) {
      fixture.failing = Optional.of(what);
      List<Receipt> receipts = fixture.store.persist(List.of(batch(1, 9), batch(2, 9)));
      fixture.run();
      assertThat(receipts)
          .as(what)
          .extracting(Receipt::fate)
          .containsExactly(Optional.of(HANDOVER_FAILED), Optional.of(Fate.DELIVERED));
    }
  }

  @Test
  void aRemovalThatFailsIsAStepOfTheSpecification() {
    Task task = fixture.reserved(batch(1, 1)).task();
    assertThat(storing.failWrite(task, fixture.cause)).isTrue();
    assertThat(storing.failRemove(task, fixture.cause)).isTrue();
    assertThat(task.place()).isEqualTo(Place.REMOVE);
    assertThat(storing.remove(task)).isTrue();
  }

  @Test
  void anErrorOfForeignCodeIsReportedLikeAnException() {
    Request request = fixture.published(batch(1, 1));
    fixture.meanwhile =
        () -> {
          throw new LinkageError("no such class");
        };
    assertThat(storing.sign(request.task())).isFalse();
    assertThat(request.fate(1)).contains(HANDOVER_FAILED);
    assertThat(uncaught).hasSize(1);
  }

  @Test
  void whatFailsAfterTheNodeWentDownChangesNothing() {
    Request request = fixture.published(batch(1, 1));
    fixture.failing = Optional.of("sign");
    fixture.meanwhile = fixture.store::abort;
    assertThat(storing.sign(request.task())).isFalse();
    assertThat(request.fate(1)).contains(NODE_CRASHED);
    assertThat(uncaught).hasSize(1);
  }

  @Test
  void aStepDuringWhichTheNodeWentDownIsNotTaken() throws StoreException {
    for (String what : new String[] {"sign", "send", "announce"}) {
      Request request = fixture.received(batch(1, 1));
      if (fixture.store.admission().reserve(request.task())) {
        fixture.write(request.task());
        storing.publish(request.task());
      } else {
        assertThat(fixture.store.admission().findStored(request.task())).isTrue();
      }
      if (!what.equals("sign")) {
        assertThat(storing.sign(request.task())).isTrue();
      }
      if (what.equals("announce")) {
        assertThat(storing.send(request.task())).isTrue();
      }
      fixture.events.take();
      fixture.meanwhile = fixture.store::abort;
      assertThat(storing.sign(request.task())).isFalse();
      assertThat(storing.send(request.task())).isFalse();
      assertThat(storing.announce(request.task())).isFalse();
      assertThat(request.fate(1)).as(what).contains(NODE_CRASHED);
      assertThat(fixture.events.take())
          .containsExactly(
              "BatchPersistence!Crash",
              "BatchPersistence!TellLost(%d)".formatted(request.task().number));
      fixture.start();
    }
  }

  @Test
  void theStoreAnswersANodeThatIsDownInVain() throws StoreException {
    for (Plan plan : new Plan[] {Plan.FAIL, Plan.FORGET_IN_DOUBT, Plan.COMMIT}) {
      Request request = fixture.reserved(batch(1, 1));
      fixture.records.plan(Plan.HOLD);
      fixture.write(request.task());
      fixture.store.abort();
      fixture.events.take();
      fixture.records.release(plan);
      fixture.run();
      assertThat(request.fate(1)).contains(NODE_CRASHED);
      assertThat(fixture.events.take()).isEmpty();
      fixture.start();
    }
    assertThat(fixture.store.snapshot().cache()).containsKey(batch(1, 1).digest());
  }

  @Test
  void aRemovalIsAnsweredInVainWhenTheNodeIsDown() throws StoreException {
    for (Plan plan : new Plan[] {Plan.COMMIT, Plan.FAIL}) {
      Request request = fixture.reserved(batch(1, 1));
      fixture.records.plan(Plan.FAIL, Plan.HOLD);
      fixture.write(request.task());
      storing.beginRemove(request.task());
      fixture.store.abort();
      fixture.events.take();
      fixture.records.release(plan);
      fixture.run(Duration.ofMillis(100));
      assertThat(request.fate(1)).contains(NODE_CRASHED);
      assertThat(fixture.events.take()).isEmpty();
      fixture.start();
    }
    assertThat(fixture.used()).isEqualTo(Charge.NONE);
  }
}
