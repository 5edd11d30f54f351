package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static dev.handoff.persistence.Fixture.BOB;
import static dev.handoff.persistence.Fixture.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Mutation;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.StoreException;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.jdk.Ed25519Keys;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchStoreTest {
  private final Fixture fixture = new Fixture();
  private final BatchStore store = fixture.store;

  BatchStoreTest() throws StoreException {}

  @AfterEach
  void catchNothing() {
    Thread.currentThread().setUncaughtExceptionHandler(null);
  }

  private static Fate refused(Reason reason) {
    return new Fate.Refused(reason);
  }

  private static List<Fate> fates(List<Receipt> receipts) {
    return receipts.stream().map(receipt -> receipt.fate().orElseThrow()).toList();
  }

  @Test
  void persistWorksOffTheBatchesOfARequestInTheirOrder() {
    List<Receipt> receipts = store.persist(List.of(batch(1, 1), batch(2, 1)));
    assertThat(receipts).extracting(Receipt::fate).containsOnly(Optional.empty());
    fixture.run();
    assertThat(fates(receipts)).containsExactly(Fate.DELIVERED, Fate.DELIVERED);
    assertThat(fixture.announced).containsExactly(batch(1, 1).info(), batch(2, 1).info());
    String[] steps = {"Reserve", "Write", "Publish", "Sign", "Send", "Announce"};
    List<String> expected = new ArrayList<>(List.of("BatchPersistence!Receive(1)"));
    for (int batch = 1; batch <= 2; batch++) {
      for (String step : steps) {
        expected.add("BatchPersistence!%s(1)".formatted(step));
      }
    }
    assertThat(fixture.events.take()).isEqualTo(expected);
    assertThat(store.snapshot().tasks()).isEmpty();
  }

  @Test
  void aFailedBatchDoesNotKeepTheNextFromBeingStored() {
    fixture.records.plan(Plan.APPLY_IN_DOUBT);
    List<Receipt> receipts = store.persist(List.of(batch(1, 1), batch(2, 1)));
    fixture.run();
    assertThat(fates(receipts)).containsExactly(Fixture.WRITE_FAILED, Fate.DELIVERED);
    assertThat(fixture.announced).containsExactly(batch(2, 1).info());
    assertThat(fixture.records.table("batches")).containsOnlyKeys(batch(2, 1).digest().bytes());
  }

  @Test
  void requestsForOneDigestAreServedInTheOrderOfTheirOffers() {
    List<Receipt> first = store.persist(List.of(batch(1, 1)));
    List<Receipt> second = store.persist(List.of(batch(1, 2)));
    fixture.run();
    assertThat(fates(first)).containsExactly(Fate.DELIVERED);
    assertThat(fates(second)).containsExactly(Fate.DELIVERED);
    assertThat(fixture.announced).containsExactly(batch(1, 1).info(), batch(1, 2).info());
    assertThat(fixture.used()).isEqualTo(new Charge(1, 4, 4));
  }

  @Test
  void theSameBatchTwiceInARequestIsStoredOnceAndSignedTwice() {
    List<Receipt> receipts = store.persist(List.of(batch(1, 1), batch(1, 1)));
    fixture.run();
    assertThat(fates(receipts)).containsExactly(Fate.DELIVERED, Fate.DELIVERED);
    assertThat(fixture.sent).hasSize(2);
    assertThat(fixture.used().batches()).isEqualTo(1);
  }

  @Test
  void whatIsSignedIsVerifiedByThePublicKeyOfTheNode() throws StoreException {
    KeyPair keys = Ed25519Keys.generate();
    PeerId node = new PeerId("node");
    BatchStorePorts ports = fixture.ports();
    BatchStore signing =
        BatchStore.open(
            Fixture.settings(Map.of(ALICE, Fixture.TWO), 0),
            new BatchStorePorts(
                ports.store(),
                ports.digester(),
                Ed25519Keys.signer(keys.getPrivate()),
                ports.signatures(),
                ports.announcements(),
                ports.scheduler(),
                ports.clock(),
                ports.metrics(),
                ports.events()));
    signing.persist(List.of(batch(1, 5)));
    fixture.run();
    SignedBatchInfo signed = fixture.sent.get(0);
    var verifier = Ed25519Keys.verifier(Map.of(node, keys.getPublic()));
    assertThat(verifier.isSignedBy(node, batch(1, 5).info().encoded(), signed.signature()))
        .isTrue();
    assertThat(verifier.isSignedBy(node, batch(1, 6).info().encoded(), signed.signature()))
        .isFalse();
  }

  @Test
  void nothingIsReceivedOfAnEmptyRequest() {
    assertThat(store.persist(List.of())).isEmpty();
    assertThat(fixture.events.take()).isEmpty();
  }

  @Test
  void aBatchWhoseContentHasAnotherDigestIsInvalidAndTheOthersGoOn() {
    Batch forged = new Batch(batch(1, 1).info(), Bytes.utf8("other"));
    List<Receipt> receipts = store.persist(List.of(forged, batch(2, 1)));
    assertThat(receipts.get(0).fate()).contains(refused(Reason.INVALID));
    fixture.run();
    assertThat(receipts.get(1).fate()).contains(Fate.DELIVERED);
    assertThat(fixture.metrics.count("persistence", refused(Reason.INVALID))).isEqualTo(1);
  }

  @Test
  void aBatchOfAnotherAuthorsNameIsInvalid() {
    Batch stolen = new Batch(new BatchInfo(batch(1, 1).digest(), BOB, 1), batch(1, 1).payload());
    assertThat(fates(store.persist(List.of(stolen)))).containsExactly(refused(Reason.INVALID));
    assertThat(fixture.events.take()).isEmpty();
  }

  @Test
  void aBatchThatIsTooLargeIsRefused() {
    Batch largest = Batch.of(ALICE, Bytes.utf8("x".repeat(100)), 1);
    Batch larger = Batch.of(ALICE, Bytes.utf8("x".repeat(101)), 1);
    List<Receipt> receipts = store.persist(List.of(largest, larger));
    fixture.run();
    assertThat(fates(receipts))
        .containsExactly(refused(Reason.OVER_QUOTA), refused(Reason.TOO_LARGE));
  }

  @Test
  void aRequestMayHaveAsManyBatchesAsTheBoundSays() {
    List<Receipt> receipts = store.persist(List.of(batch(1, 1), batch(2, 1), batch(1, 2)));
    fixture.run();
    assertThat(fates(receipts)).hasSize(3).containsOnly(Fate.DELIVERED);
  }

  @Test
  void aRequestWithTooManyBatchesIsRefusedAsAWhole() {
    List<Receipt> receipts =
        store.persist(List.of(batch(1, 1), batch(2, 1), batch(3, 1), batch(4, 1)));
    assertThat(fates(receipts)).hasSize(4).containsOnly(refused(Reason.TOO_LARGE));
    assertThat(fixture.metrics.count("persistence", refused(Reason.TOO_LARGE))).isEqualTo(4);
  }

  @Test
  void aRequestIsRefusedWhenAsManyAreInFlightAsMayBe() {
    for (int number = 1; number <= 4; number++) {
      store.persist(List.of(batch(number, 1)));
    }
    assertThat(fates(store.persist(List.of(batch(5, 1))))).containsExactly(refused(Reason.FULL));
    fixture.run();
    List<Receipt> later = store.persist(List.of(batch(1, 1)));
    fixture.run();
    assertThat(fates(later)).containsExactly(Fate.DELIVERED);
  }

  @Test
  void aRequestThatIsRefusedAsAWholeIsNotLookedInto() {
    store.abort();
    Batch forged = new Batch(batch(1, 1).info(), Bytes.utf8("other"));
    assertThat(fates(store.persist(List.of(forged)))).containsExactly(Fixture.CLOSED);
  }

  @Test
  void aRequestIsRefusedWhenTheNodeGoesDownWhileItsDigestsAreChecked() throws StoreException {
    BatchStorePorts ports = fixture.ports();
    BatchStore[] opened = new BatchStore[1];
    opened[0] =
        BatchStore.open(
            Fixture.settings(Map.of(ALICE, Fixture.TWO), 0),
            new BatchStorePorts(
                ports.store(),
                (author, payload) -> {
                  opened[0].abort();
                  return Digester.SHA_256.digest(author, payload);
                },
                ports.signer(),
                ports.signatures(),
                ports.announcements(),
                ports.scheduler(),
                ports.clock(),
                ports.metrics(),
                ports.events()));
    assertThat(fates(opened[0].persist(List.of(batch(1, 1), batch(2, 1)))))
        .containsOnly(Fixture.CLOSED);
    assertThat(fixture.metrics.count("persistence", Fixture.CLOSED)).isEqualTo(2);
  }

  @Test
  void readReturnsABatchFromMemoryOrFromTheStore() throws StoreException {
    Batch inMemory = Batch.of(ALICE, Bytes.utf8("x".repeat(10)), 3);
    Batch notInMemory = Batch.of(ALICE, Bytes.utf8("y".repeat(10)), 3);
    fixture.stored(inMemory);
    fixture.stored(notInMemory);
    assertThat(store.read(notInMemory.digest())).contains(notInMemory);
    fixture.records.unreadable(true);
    assertThat(store.read(inMemory.digest())).contains(inMemory);
    assertThat(store.read(batch(9, 9).digest())).isEmpty();
    assertReadFails(notInMemory.digest(), "unreadable", StoreException.Kind.CORRUPT);
    assertThat(fixture.metrics.failures())
        .containsEntry("protocol=\"persistence\",kind=\"read-corrupt\"", 1L);
  }

  @Test
  void aRecordThatIsCorruptOrMissingIsNeverReturned() throws StoreException {
    Fixture metadataOnly = new Fixture(Fixture.settings(Map.of(ALICE, new Quota(1, 10, 0)), 0));
    Batch batch = batch(1, 9);
    metadataOnly.stored(batch);
    Bytes key = batch.digest().bytes();
    byte[] changed = ((Mutation.Put) Records.put(batch)).value().toArray();
    changed[changed.length - 1] ^= 1;
    metadataOnly.records.put("batches", key, Bytes.copyOf(changed));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> metadataOnly.store.read(batch.digest()))
        .withMessageContaining("holds content with another digest");
    metadataOnly.records.commit(List.of(Records.delete(batch.digest())), result -> {});
    metadataOnly.disk.runAll();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> metadataOnly.store.read(batch.digest()))
        .withMessageContaining("is missing");
    assertThat(metadataOnly.metrics.failures())
        .containsOnly(Map.entry("protocol=\"persistence\",kind=\"read-corrupt\"", 2L));
  }

  @Test
  void readReturnsNothingWhenTheBatchIsEvictedWhileTheStoreIsRead() throws StoreException {
    Fixture metadataOnly = new Fixture(Fixture.settings(Map.of(ALICE, new Quota(1, 10, 0)), 0));
    metadataOnly.stored(batch(1, 1));
    metadataOnly.time(1);
    metadataOnly.store.collector().evict(batch(1, 1).digest());
    assertThat(metadataOnly.store.read(batch(1, 1).digest())).isEmpty();
  }

  @Test
  void readLooksAgainWhenTheBatchIsCollectedWhileTheStoreIsRead() throws StoreException {
    for (boolean comesAgain : new boolean[] {false, true}) {
      Fixture metadataOnly = new Fixture(Fixture.settings(Map.of(ALICE, new Quota(1, 10, 0)), 0));
      metadataOnly.stored(batch(1, 1));
      metadataOnly.whenRead =
          () -> {
            metadataOnly.store.certify(1);
            metadataOnly.run();
          };
      metadataOnly.afterRead =
          () -> {
            if (comesAgain) {
              metadataOnly.stored(batch(1, 2));
            }
          };
      assertThat(metadataOnly.store.read(batch(1, 1).digest()))
          .isEqualTo(comesAgain ? Optional.of(batch(1, 2)) : Optional.empty());
      assertThat(metadataOnly.metrics.failures()).isEmpty();
    }
  }

  @Test
  void readFailsWhenTheNodeIsDown() {
    fixture.stored(batch(1, 1));
    store.abort();
    assertReadFails(batch(1, 1).digest(), "is down", StoreException.Kind.CLOSED);
  }

  private void assertReadFails(Digest digest, String words, StoreException.Kind kind) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.read(digest))
        .withMessageContaining(words)
        .matches(e -> e.kind() == kind);
  }

  @Test
  void aTaskThatDiesTakesTheNodeDownAndAllOwnersAreTold() throws StoreException {
    List<Throwable> uncaught = new ArrayList<>();
    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
    BatchStorePorts ports = fixture.ports();
    BatchStore broken =
        BatchStore.open(
            Fixture.settings(Map.of(ALICE, Fixture.TWO), 0),
            new BatchStorePorts(
                ports.store(),
                ports.digester(),
                ports.signer(),
                ports.signatures(),
                ports.announcements(),
                ports.scheduler(),
                ports.clock(),
                ports.metrics(),
                (action, arguments) -> {
                  if (action.equals("BatchPersistence!Publish")) {
                    throw new IllegalStateException("no room for events");
                  }
                }));
    List<Receipt> first = broken.persist(List.of(batch(1, 1), batch(2, 1)));
    List<Receipt> second = broken.persist(List.of(batch(1, 1)));
    fixture.run();
    assertThat(fates(first)).containsExactly(Fixture.NODE_CRASHED, Fixture.NODE_STOPPED);
    assertThat(fates(second)).containsExactly(Fixture.NODE_STOPPED);
    assertThat(uncaught).extracting(Throwable::getMessage).containsExactly("no room for events");
    assertThat(fixture.metrics.failures())
        .containsOnly(Map.entry("protocol=\"persistence\",kind=\"task\"", 1L));
    assertThat(broken.snapshot().node()).isEqualTo(StoreState.Status.DOWN);
  }
}
