package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.BOB;
import static dev.handoff.persistence.Fixture.EXPIRED;
import static dev.handoff.persistence.Fixture.OVER_QUOTA;
import static dev.handoff.persistence.Fixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Reason;
import dev.handoff.StoreException;
import dev.handoff.persistence.Fixture.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Fixture fixture = new Fixture();
  private final Admission admission = fixture.store.admission();

  AdmissionTest() throws StoreException {}

  @Test
  void receiveTakesTheRequestOn() {
    Request request = fixture.received(batch(1, 1));
    assertThat(request.task().place()).isEqualTo(Place.CHECK);
    assertThat(request.fate(1)).isEmpty();
    assertThat(fixture.store.snapshot().tasks())
        .containsExactly(
            Map.entry(1L, new Snapshot.At(Place.CHECK, 1, batch(1, 1).digest(), false)));
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!Receive(1)");
  }

  @Test
  void receiveAnswersFullWhenAsManyRequestsAreInFlightAsMayBe() {
    for (int number = 1; number <= 4; number++) {
      fixture.received(batch(number, 1));
    }
    fixture.events.take();
    assertThat(admission.receive(fixture.request(batch(5, 1)).task())).contains(Reason.FULL);
    assertThat(fixture.events.take()).isEmpty();
  }

  @Test
  void receiveAnswersClosedWhenTheNodeIsDown() {
    fixture.store.abort();
    fixture.events.take();
    assertThat(admission.receive(fixture.request(batch(3, 1)).task())).contains(Reason.CLOSED);
    assertThat(fixture.events.take()).isEmpty();
  }

  @Test
  void reserveOwnsTheDigestAndChargesTheAuthor() {
    Request request = fixture.received(batch(1, 1));
    fixture.events.take();
    assertThat(admission.reserve(request.task())).isTrue();
    assertThat(request.task().place()).isEqualTo(Place.WRITE);
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 0));
    assertThat(request.task().begun).isTrue();
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!Reserve(1)");
  }

  @Test
  void noStepOfAdmissionIsEnabledAnywhereElse() {
    Task isNew = fixture.request(batch(1, 1)).task();
    Task reserved = fixture.reserved(batch(2, 1)).task();
    fixture.events.take();
    for (Task task : new Task[] {isNew, reserved}) {
      assertThat(admission.reserve(task)).isFalse();
      assertThat(admission.findStored(task)).isFalse();
      assertThat(admission.refuseExpired(task)).isFalse();
      assertThat(admission.refuseOverQuota(task)).isFalse();
      assertThat(admission.admit(task)).isFalse();
    }
    assertThat(fixture.events.take()).isEmpty();
  }

  @Test
  void noStepIsEnabledWhileSomebodyElseOwnsTheDigest() {
    Batch batch = batch(1, 1);
    fixture.reserved(batch);
    Task second = fixture.received(batch).task();
    assertThat(admission.reserve(second)).isFalse();
    assertThat(admission.findStored(second)).isFalse();
    assertThat(admission.refuseExpired(second)).isFalse();
    assertThat(admission.refuseOverQuota(second)).isFalse();
    assertThat(admission.admit(second)).isFalse();
    assertThat(second.place()).isEqualTo(Place.CHECK);
  }

  @Test
  void admitLeavesTheTurnToWhoCameFirstThoughTheDigestIsFree() {
    Batch batch = batch(1, 1);
    Task first = fixture.received(batch).task();
    Task second = fixture.received(batch).task();
    assertThat(admission.admit(second)).isFalse();
    assertThat(admission.admit(first)).isTrue();
    assertThat(first.place()).isEqualTo(Place.WRITE);
  }

  @Test
  void refuseExpiredRefusesWhatIsPastItsExpiration() {
    fixture.time(5);
    Request request = fixture.received(batch(1, 5), batch(2, 6));
    fixture.events.take();
    assertThat(admission.reserve(request.task())).isFalse();
    assertThat(admission.findStored(request.task())).isFalse();
    assertThat(admission.refuseOverQuota(request.task())).isFalse();
    assertThat(admission.refuseExpired(request.task())).isTrue();
    assertThat(request.fate(1)).contains(EXPIRED);
    assertThat(request.fate(2)).isEmpty();
    assertThat(request.task().place()).isEqualTo(Place.CHECK);
    assertThat(request.task().batchNumber()).isEqualTo(2);
    assertThat(admission.refuseExpired(request.task())).isFalse();
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!RefuseExpired(1)");
    assertThat(fixture.metrics.count("persistence", EXPIRED)).isEqualTo(1);
  }

  @Test
  void refuseOverQuotaRefusesWhenTheBatchesAreTooMany() {
    fixture.stored(batch(1, 1));
    fixture.stored(batch(2, 1));
    Request request = fixture.received(batch(3, 1));
    fixture.events.take();
    assertThat(admission.reserve(request.task())).isFalse();
    assertThat(admission.refuseOverQuota(request.task())).isTrue();
    assertThat(request.fate(1)).contains(OVER_QUOTA);
    assertThat(request.task().place()).isEqualTo(Place.DONE);
    assertThat(fixture.store.snapshot().tasks()).isEmpty();
    assertThat(fixture.used().batches()).isEqualTo(2);
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!RefuseOverQuota(3)");
  }

  @Test
  void refuseOverQuotaRefusesWhenTheBytesAreTooMany() {
    fixture.stored(batch(1, 1));
    Batch fits = Batch.of(ALICE, Bytes.utf8("x".repeat(16)), 1);
    Batch doesNot = Batch.of(ALICE, Bytes.utf8("x".repeat(17)), 1);
    Request request = fixture.received(doesNot, fits);
    assertThat(admission.refuseOverQuota(request.task())).isTrue();
    assertThat(admission.refuseOverQuota(request.task())).isFalse();
    assertThat(admission.reserve(request.task())).isTrue();
    assertThat(fixture.used().bytes()).isEqualTo(20);
  }

  @Test
  void anAuthorWithoutAQuotaMayStoreNothing() {
    Request request = fixture.received(Batch.of(BOB, Bytes.EMPTY, 1));
    assertThat(admission.admit(request.task())).isTrue();
    assertThat(request.fate(1)).contains(OVER_QUOTA);
  }

  @Test
  void aReservationOfOneAuthorLeavesTheQuotaOfAnotherAlone() throws StoreException {
    Fixture two =
        new Fixture(Fixture.settings(Map.of(ALICE, new Quota(1, 4, 0), BOB, Fixture.TWO), 0));
    two.reserved(batch(1, 1));
    Request request = two.received(Batch.of(BOB, Bytes.utf8("tx 1"), 1));
    assertThat(two.store.admission().reserve(request.task())).isTrue();
    assertThat(two.store.snapshot().used())
        .containsOnly(Map.entry(ALICE, new Charge(1, 4, 0)), Map.entry(BOB, new Charge(1, 4, 0)));
  }

  @Test
  void aStoredBatchIsProlongedThoughTheQuotaIsFullAndIsNotChargedTwice() {
    fixture.stored(batch(1, 1));
    fixture.stored(batch(2, 1));
    Charge before = fixture.used();
    Request request = fixture.received(batch(1, 2));
    assertThat(admission.refuseOverQuota(request.task())).isFalse();
    assertThat(admission.findStored(request.task())).isFalse();
    assertThat(admission.reserve(request.task())).isTrue();
    assertThat(fixture.used()).isEqualTo(before);
  }

  @Test
  void findStoredGoesOnToSignWhatIsStoredLongEnough() {
    fixture.stored(batch(1, 2));
    Request same = fixture.received(batch(1, 2));
    fixture.events.take();
    assertThat(admission.reserve(same.task())).isFalse();
    assertThat(admission.findStored(same.task())).isTrue();
    assertThat(same.task().place()).isEqualTo(Place.SIGN);
    assertThat(fixture.events.take()).containsExactly("BatchPersistence!FindStored(2)");
    Task shorter = fixture.received(batch(1, 1)).task();
    assertThat(admission.findStored(shorter)).as("owned by the other").isFalse();
  }

  @Test
  void findStoredIsNotEnabledForWhatHasExpired() {
    fixture.stored(batch(1, 2));
    fixture.time(2);
    Task task = fixture.received(batch(1, 2)).task();
    assertThat(admission.findStored(task)).isFalse();
    assertThat(admission.admit(task)).isTrue();
    assertThat(task.place()).isEqualTo(Place.DONE);
  }

  @Test
  void admitTakesTheOneStepThatIsEnabled() {
    fixture.stored(batch(1, 2));
    fixture.stored(batch(2, 2));
    fixture.time(1);
    fixture.events.take();
    for (Batch batch : new Batch[] {batch(1, 3), batch(2, 2), batch(3, 2), batch(4, 1)}) {
      Request request = fixture.received(batch);
      assertThat(admission.admit(request.task())).isTrue();
      if (request.task().place() == Place.WRITE) {
        fixture.write(request.task());
        fixture.store.storing().publish(request.task());
      }
      fixture.store.storing().sign(request.task());
      fixture.store.storing().send(request.task());
      fixture.store.storing().announce(request.task());
    }
    assertThat(fixture.events.take())
        .contains(
            "BatchPersistence!Reserve(3)",
            "BatchPersistence!FindStored(4)",
            "BatchPersistence!RefuseOverQuota(5)",
            "BatchPersistence!RefuseExpired(6)");
  }
}
