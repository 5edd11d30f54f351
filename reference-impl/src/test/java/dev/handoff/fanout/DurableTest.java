package dev.handoff.fanout;

import static dev.handoff.fanout.Bench.BG;
import static dev.handoff.fanout.Bench.PC;
import static dev.handoff.fanout.Bench.PM;
import static dev.handoff.fanout.Bench.SMALL;
import static dev.handoff.fanout.Bench.batch;
import static dev.handoff.fanout.Bench.commit;
import static dev.handoff.fanout.Bench.digest;
import static dev.handoff.fanout.Bench.inProgress;
import static dev.handoff.fanout.Bench.isDelivered;
import static dev.handoff.fanout.Bench.isOpen;
import static dev.handoff.fanout.Bench.isUnknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.Reason;
import dev.handoff.StoreException;
import dev.handoff.fakes.FaultyStore.Plan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Components with durable states, and the log in the store. */
class DurableTest {
  private final Bench bench = Bench.durable();

  @Test
  void applyWaitsUntilTheStateIsStored() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 7));
    bench.write(BG);
    bench.notify(1);
    assertThat(bench.apply(BG)).isFalse();
    assertThat(bench.in(bench.member(BG)::prepare)).isTrue();
    assertThat(bench.in(bench.member(BG)::prepare)).as("one is on its way").isFalse();
    assertThat(bench.apply(BG)).as("on its way").isFalse();
    assertThat(bench.fanOut().batchGenerator().batches()).as("nobody sees it before").hasSize(1);
    bench.disk.runAll();
    assertThat(bench.apply(BG)).isTrue();
    assertThat(bench.fanOut().batchGenerator().batches()).isEmpty();
    assertThat(bench.store.table("fanout_items_bg")).isEmpty();
    assertThat(bench.store.table("fanout_committed_bg")).containsOnlyKeys(digest(1).bytes());
  }

  @Test
  void saveCursorWaitsUntilTheCursorIsStored() {
    CommitReceipt receipt = bench.notify(1);
    bench.write(BG);
    bench.apply(BG);
    assertThat(bench.saveCursor(BG)).isFalse();
    assertThat(bench.write(BG)).isTrue();
    assertThat(bench.write(BG)).as("it is stored").isFalse();
    assertThat(bench.saveCursor(BG)).isTrue();
    assertThat(isDelivered(receipt.of(BG))).isTrue();
    assertThat(bench.store.table("fanout_cursor")).containsEntry(Bytes.utf8("bg"), Bytes.of(1));
    assertThat(bench.metrics.failures("write-failed")).isZero();
    assertThat(bench.metrics.failures("write-in-doubt")).isZero();
  }

  @Test
  void nothingAboutAnEntryIsWrittenBeforeTheEntryIsStored() {
    bench.store.plan(Plan.HOLD);
    bench.notify(1);
    assertThat(bench.write(BG)).isFalse();
    bench.store.release(Plan.COMMIT);
    bench.disk.runAll();
    assertThat(bench.write(BG)).isTrue();

    Bench volatileStates = Bench.onStore(SMALL);
    volatileStates.store.plan(Plan.HOLD);
    volatileStates.notify(1);
    assertThat(volatileStates.apply(BG)).as("in memory it may be ahead").isTrue();
    assertThat(volatileStates.write(BG)).as("its cursor may not").isFalse();
  }

  @Test
  void aCommitThatTheStateContainsIsSkipped() {
    bench.fanOut().proofManager().offer(new Proof(batch(9), 4));
    CommitReceipt receipt = bench.notify(1);
    bench.write(PM);
    bench.apply(PM);
    bench.crash(PM);
    bench.disk.runAll();

    assertThat(bench.restart(PM)).isTrue();

    assertThat(bench.fanOut().status(PM)).isEqualTo(ComponentStatus.UP);
    assertThat(bench.member(PM).position()).isZero();
    assertThat(bench.member(PM).component().applied()).isEqualTo(1);
    assertThat(bench.fanOut().proofManager().pull(5)).containsExactly(new Proof(batch(9), 4));
    assertThat(bench.apply(PM)).as("without writing").isTrue();
    assertThat(bench.member(PM).component().applied()).isEqualTo(1);
    bench.write(PM);
    assertThat(bench.saveCursor(PM)).isTrue();
    assertThat(isDelivered(receipt.of(PM))).isTrue();
    assertThat(bench.events.events())
        .containsSubsequence(
            "CommitFanOut!Crash(PM)",
            "CommitFanOut!RestartComponent(PM)",
            "CommitFanOut!Apply(PM)");
  }

  @Test
  void aWriteThatFailsOrIsInDoubtIsTriedAgain() {
    CommitReceipt receipt = bench.notify(1);
    bench.store.plan(Plan.FAIL, Plan.FORGET_IN_DOUBT, Plan.APPLY_IN_DOUBT);
    bench.write(BG);
    assertThat(bench.apply(BG)).isFalse();
    for (int i = 0; i < 3; i++) {
      bench.timers.advance(Bench.RETRY);
      bench.disk.runAll();
    }
    assertThat(bench.apply(BG)).isTrue();
    assertThat(bench.metrics.failures("write-failed")).isEqualTo(1);
    assertThat(bench.metrics.failures("write-in-doubt")).isEqualTo(2);
    bench.settle();
    assertThat(isDelivered(receipt.of(BG))).isTrue();
  }

  @Test
  void anAnswerThatComesAfterTheDetachTakesNoStep() {
    CommitReceipt receipt = bench.notify(1);
    bench.store.plan(Plan.HOLD);
    bench.write(BG);
    bench.hang(BG);
    bench.detach(BG);
    assertThat(isUnknown(receipt.of(BG), Reason.DETACHED)).isTrue();
    bench.store.release(Plan.COMMIT);
    bench.disk.runAll();
    assertThat(bench.member(BG).component().applied()).isZero();
    assertThat(bench.member(BG).position()).isZero();
    assertThat(bench.apply(BG)).isFalse();

    bench.settle();

    assertThat(bench.member(BG).component().applied()).isEqualTo(1);
    assertThat(bench.member(BG).isAttached()).isTrue();
    assertThat(isUnknown(receipt.of(BG), Reason.DETACHED)).isTrue();
    assertThat(bench.events.events())
        .filteredOn(event -> event.endsWith("(BG)"))
        .containsExactly(
            "CommitFanOut!Hang(BG)",
            "CommitFanOut!Detach(BG)",
            "CommitFanOut!Resume(BG)",
            "CommitFanOut!Rejoin(BG)",
            "CommitFanOut!Apply(BG)",
            "CommitFanOut!SaveCursor(BG)");
  }

  @Test
  void oneThatHangsInTheStoreDoesNotResumeBeforeTheStoreAnswers() {
    bench.notify(1);
    bench.store.plan(Plan.HOLD);
    bench.write(BG);
    bench.advance(Bench.DETACH_AFTER);
    bench.notify(2);
    bench.settle();
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
    bench.store.release(Plan.COMMIT);
    bench.settle();
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.UP);
    assertThat(bench.member(BG).component().applied()).isEqualTo(2);
  }

  @Test
  void aCursorThatIsStoredAfterTheDetachServesToRejoin() {
    bench.notify(1);
    bench.write(BG);
    bench.apply(BG);
    bench.store.plan(Plan.HOLD);
    bench.write(BG);
    bench.hang(BG);
    bench.detach(BG);
    bench.store.release(Plan.COMMIT);
    bench.disk.runAll();
    bench.resume(BG);
    assertThat(bench.saveCursor(BG)).isFalse();
    assertThat(bench.rejoin(BG)).isTrue();
    assertThat(bench.member(BG).cursor()).isEqualTo(1);
  }

  @Test
  void aCursorIsStoredToRejoinIfTheLogStillHasWhatFollows() {
    bench.notify(1);
    bench.write(BG);
    bench.apply(BG);
    bench.hang(BG);
    bench.detach(BG);
    bench.take(PC);
    bench.take(PM);
    bench.resume(BG);
    assertThat(bench.log().base()).isEqualTo(1);
    assertThat(bench.rejoin(BG)).as("the cursor is not stored").isFalse();
    assertThat(bench.write(BG)).isTrue();
    assertThat(bench.rejoin(BG)).isTrue();
  }

  @Test
  void noCursorIsStoredIfTheLogHasGoneOn() {
    bench.notify(1);
    bench.write(BG);
    bench.apply(BG);
    bench.hang(BG);
    bench.detach(BG);
    for (int k = 1; k <= 2; k++) {
      bench.notify(k);
      bench.take(PC);
      bench.take(PM);
    }
    bench.resume(BG);
    assertThat(bench.log().base()).isEqualTo(2);
    assertThat(bench.write(BG)).isFalse();
    assertThat(bench.resynchronise(BG)).isTrue();
  }

  private void leaveBehind() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 1));
    bench.fanOut().batchGenerator().begin(inProgress(batch(2), 2));
    bench.fanOut().batchGenerator().begin(inProgress(batch(3), 3));
    bench.write(BG);
    bench.notify(1);
    bench.hang(BG);
    bench.detach(BG);
    bench.take(PC);
    bench.take(PM);
    bench.resume(BG);
    bench.notify(2);
  }

  @Test
  void aSnapshotIsSavedBeforeAnybodySeesItAndBeforeItRejoins() {
    leaveBehind();
    assertThat(bench.resynchronise(BG)).isTrue();
    assertThat(bench.resynchronise(BG)).as("one is arriving").isFalse();
    assertThat(bench.fanOut().batchGenerator().batches()).hasSize(3);
    assertThat(bench.rejoin(BG)).isFalse();
    assertThat(bench.write(BG)).as("the snapshot").isTrue();
    assertThat(bench.fanOut().batchGenerator().batches()).containsExactly(inProgress(batch(3), 3));
    assertThat(bench.store.table("fanout_items_bg")).containsOnlyKeys(digest(3).bytes());
    assertThat(bench.rejoin(BG)).as("the cursor is not saved").isFalse();
    bench.write(BG);
    assertThat(bench.rejoin(BG)).isTrue();
    assertThat(bench.member(BG).cursor()).isEqualTo(2);
    assertThat(bench.reopen().member(BG).component().applied()).isEqualTo(2);
  }

  @Test
  void aSnapshotWaitsForTheEntriesThatItContains() {
    bench.notify(1);
    bench.hang(BG);
    bench.detach(BG);
    bench.take(PC);
    bench.take(PM);
    bench.resume(BG);
    bench.store.plan(Plan.HOLD);
    bench.notify(2);
    bench.resynchronise(BG);
    assertThat(bench.write(BG)).isFalse();
    bench.store.release(Plan.COMMIT);
    bench.disk.runAll();
    assertThat(bench.write(BG)).isTrue();
    assertThat(bench.member(BG).component().applied()).isEqualTo(2);
  }

  @Test
  void aCrashWithASnapshotOnItsWayLeavesTheStateBefore() {
    leaveBehind();
    bench.resynchronise(BG);
    bench.store.plan(Plan.HOLD);
    bench.write(BG);
    bench.crash(BG);
    assertThat(bench.restart(BG)).as("a write is on its way").isFalse();
    bench.store.release(Plan.FAIL);
    bench.disk.runAll();
    assertThat(bench.restart(BG)).isTrue();
    assertThat(bench.member(BG).component().applied()).isZero();
    assertThat(bench.fanOut().batchGenerator().batches()).hasSize(3);
    bench.settle();
    assertThat(bench.member(BG).component().applied()).isEqualTo(2);
    assertThat(bench.member(BG).isAttached()).isTrue();
    assertThat(bench.fanOut().batchGenerator().batches()).containsExactly(inProgress(batch(3), 3));
  }

  @Test
  void aCrashWhileAWriteWaitsToBeTriedAgainGivesItUp() {
    bench.notify(1);
    bench.store.plan(Plan.FAIL);
    bench.write(BG);
    bench.crash(BG);
    assertThat(bench.restart(BG)).isTrue();
    bench.settle();
    assertThat(bench.member(BG).cursor()).isEqualTo(1);
    assertThat(bench.timers.timerCount()).as("the detach deadline alone").isEqualTo(1);
  }

  @Test
  void snapshotForgetsWhatHasExpiredSinceAlsoInTheStore() {
    bench.fanOut().notify(commit(1, batch(1, 5)));
    bench.settle();
    bench.hang(BG);
    bench.fanOut().notify(commit(9, batch(2)));
    bench.disk.runAll();
    bench.detach(BG);
    bench.take(PC);
    bench.take(PM);
    bench.resume(BG);
    bench.resynchronise(BG);
    assertThat(bench.store.table("fanout_committed_bg")).containsOnlyKeys(digest(1).bytes());
    bench.write(BG);
    assertThat(bench.store.table("fanout_committed_bg")).containsOnlyKeys(digest(2).bytes());
  }

  @Test
  void aReopenedFanOutGoesOnFromItsCursors() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 1));
    bench.fanOut().batchGenerator().begin(inProgress(batch(5), 5, 6));
    bench.fanOut().proofCoordinator().begin(new ProofInProgress(batch(6)));
    bench.write(BG);
    bench.write(PC);
    bench.notify(1);
    bench.notify(2);
    bench.take(PC);
    bench.take(PC);
    bench.take(BG);
    bench.write(BG);

    Bench again = bench.reopen();

    assertThat(again.fanOut().time()).isEqualTo(2);
    assertThat(again.log().end()).isEqualTo(2);
    assertThat(again.log().base()).isZero();
    assertThat(again.member(BG).cursor()).isEqualTo(1);
    assertThat(again.member(BG).component().applied()).as("saved, not acknowledged").isEqualTo(2);
    assertThat(again.member(PC).cursor()).isEqualTo(2);
    assertThat(again.member(PM).cursor()).isZero();
    assertThat(again.member(PM).owed().isEmpty()).as("nobody here offered it").isTrue();
    assertThat(again.fanOut().batchGenerator().batches())
        .containsExactly(inProgress(batch(5), 5, 6));
    assertThat(again.fanOut().batchGenerator().pull(List.of(digest(-5), digest(-7))))
        .containsExactly(digest(-7));
    assertThat(again.fanOut().proofCoordinator().proofs())
        .containsExactly(new ProofInProgress(batch(6)));
    again.settle();
    assertThat(again.log().base()).isEqualTo(2);
    assertThat(again.member(PM).component().history().contains(digest(2))).isTrue();
    assertThat(again.fanOut().notify(commit(3)).isAccepted()).isTrue();
  }

  @Test
  void aReopenedFanOutOfVolatileStatesStartsFromASnapshot() {
    Bench first = Bench.onStore(SMALL);
    first.notify(1);
    first.notify(2);
    first.settle();
    first.notify(3);
    Bench again = first.reopen();
    assertThat(again.fanOut().status(BG)).isEqualTo(ComponentStatus.STARTING);
    again.settle();
    assertThat(again.fanOut().status(BG)).isEqualTo(ComponentStatus.UP);
    assertThat(again.member(BG).component().history().contains(digest(1))).isTrue();
    assertThat(again.member(BG).component().history().contains(digest(3))).isTrue();
    assertThat(again.fanOut().batchGenerator().begin(inProgress(batch(3))))
        .isEqualTo(Admission.COMMITTED);
    assertThat(again.member(BG).cursor()).isEqualTo(3);
  }

  @Test
  void aReopenedFanOutResynchronisesOneThatTheLogHasLeftBehind() {
    leaveBehind();
    bench.take(PC);
    bench.take(PM);
    bench.notify(3); // takes what was truncated out of the store
    Bench again = bench.reopen();
    assertThat(again.member(BG).isAttached()).isFalse();
    assertThat(again.member(PC).isAttached()).isTrue();
    again.settle();
    assertThat(again.member(BG).isAttached()).isTrue();
    assertThat(again.member(BG).component().applied()).isEqualTo(3);
    assertThat(again.fanOut().batchGenerator().batches()).isEmpty();
  }

  @Test
  void theStoreKeepsNoMoreOfTheLogThanItsBoundAndWhatIsToBeTruncated() {
    for (int k = 1; k <= 20; k++) {
      assertThat(bench.fanOut().notify(commit(k)).isAccepted()).isTrue();
      bench.settle();
      assertThat(bench.store.table("fanout_log").size()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aLogWhoseStoreFailsRefusesOnceItIsFullAndStoresEverythingLater() {
    bench.store.plan(Plan.FAIL, Plan.FAIL);
    CommitReceipt first = bench.notify(1);
    CommitReceipt second = bench.notify(2);
    assertThat(bench.notify(3).refusal()).contains(Reason.FULL);
    bench.advance(Bench.RETRY);
    bench.advance(Bench.RETRY);
    assertThat(isDelivered(first.of(BG))).isTrue();
    assertThat(isDelivered(second.of(PM))).isTrue();
  }

  @Test
  void aLogThatWaitsForNobodyRefusesWhatTheStoreCannotTake() {
    bench.store.plan(Plan.HOLD);
    for (ComponentName name : ComponentName.values()) {
      bench.crash(name);
    }
    bench.notify(1);
    bench.timers.advance(Bench.DETACH_AFTER);
    assertThat(bench.log().base()).isEqualTo(1);
    assertThat(bench.notify(2).isAccepted()).isTrue();
    assertThat(bench.notify(3).refusal()).contains(Reason.FULL);
    bench.store.release(Plan.COMMIT);
    bench.disk.runAll();
    assertThat(bench.notify(3).isAccepted()).isTrue();
  }

  @Test
  void aReopenedFanOutHasTheBackpressureOfWhatItFound() {
    bench.fanOut().proofManager().offer(new Proof(batch(1), 4));
    bench.fanOut().proofManager().offer(new Proof(batch(2), 5));
    bench.settle();
    assertThat(bench.reopen().fanOut().proofManager().backpressure())
        .isEqualTo(new Backpressure(2, 9));
  }

  @Test
  void anItemWakesAComponentThatSleepsToSaveIt() {
    bench.settle();
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 1));
    assertThat(bench.in(bench.member(BG)::prepare)).isTrue();
    assertThat(bench.in(bench.member(BG)::prepare)).as("it is on its way").isFalse();
    bench.fanOut().proofManager().offer(new Proof(batch(2), 1));
    bench.settle();
    assertThat(bench.store.table("fanout_items_bg")).hasSize(1);
    assertThat(bench.store.table("fanout_items_pm")).hasSize(1);
  }

  @Test
  void anItemIsSavedSoonAndForgottenByACrashBefore() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 1));
    bench.settle();
    assertThat(bench.store.table("fanout_items_bg")).hasSize(1);
    bench.fanOut().batchGenerator().begin(inProgress(batch(2), 2));
    bench.crash(BG);
    bench.restart(BG);
    assertThat(bench.fanOut().batchGenerator().batches()).containsExactly(inProgress(batch(1), 1));
    bench.settle();
    assertThat(bench.store.table("fanout_items_bg")).hasSize(1);
  }

  @Test
  void anItemThatComesWhileItsCommitIsBeingSavedLeavesNoRecord() {
    bench.notify(1);
    bench.in(bench.member(BG)::prepare);
    assertThat(bench.fanOut().batchGenerator().begin(inProgress(batch(1), 1)))
        .isEqualTo(Admission.ADMITTED);
    bench.disk.runAll();
    bench.settle();
    assertThat(bench.fanOut().batchGenerator().batches()).isEmpty();
    assertThat(bench.store.table("fanout_items_bg")).isEmpty();
  }

  @Test
  void anItemWhoseRecordOutlivedItsCommitIsRemovedWhenItIsFound() {
    bench.notify(1);
    bench.settle();
    bench.store.put("fanout_items_bg", digest(1).bytes(), Bytes.of(1000));
    bench.store.put("fanout_items_bg", digest(2).bytes(), Bytes.of(1));
    bench.crash(BG);
    bench.restart(BG);
    assertThat(bench.fanOut().batchGenerator().batches()).isEmpty();
    bench.settle();
    assertThat(bench.store.table("fanout_items_bg")).isEmpty();
  }

  @Test
  void anItemThatComesAgainWhileACommitIsBeingSavedAndLeavesWithItLeavesNoRecord() {
    ProofCoordinator proofs = bench.fanOut().proofCoordinator();
    proofs.begin(new ProofInProgress(batch(1, 1000)));
    bench.settle();
    bench.fanOut().notify(commit(10, batch(2, 5)));
    bench.disk.runAll();
    assertThat(bench.in(bench.member(PC)::prepare)).isTrue();
    assertThat(proofs.end(digest(1))).isTrue();
    assertThat(proofs.begin(new ProofInProgress(batch(1, 5)))).isEqualTo(Admission.ADMITTED);
    bench.disk.runAll();
    bench.settle();
    assertThat(proofs.proofs()).isEmpty();
    assertThat(bench.store.table("fanout_items_pc")).as("of the one before neither").isEmpty();
  }

  @Test
  void anItemLeavesTheStoreWithTheCommitThatLetsItExpire() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1, 5), 1));
    bench.fanOut().proofCoordinator().begin(new ProofInProgress(batch(2, 5)));
    bench.settle();
    assertThat(bench.store.table("fanout_items_bg")).hasSize(1);
    assertThat(bench.store.table("fanout_items_pc")).hasSize(1);
    bench.fanOut().notify(commit(7, batch(3, 5)));
    bench.settle();
    assertThat(bench.fanOut().batchGenerator().batches()).isEmpty();
    assertThat(bench.fanOut().proofCoordinator().proofs()).isEmpty();
    assertThat(bench.store.table("fanout_items_bg")).isEmpty();
    assertThat(bench.store.table("fanout_items_pc")).isEmpty();
  }

  @Test
  void endingAProofRemovesItsRecord() {
    bench.fanOut().proofCoordinator().begin(new ProofInProgress(batch(1)));
    bench.settle();
    assertThat(bench.store.table("fanout_items_pc")).hasSize(1);
    assertThat(bench.fanOut().proofCoordinator().end(digest(1))).isTrue();
    bench.settle();
    assertThat(bench.store.table("fanout_items_pc")).isEmpty();
    assertThat(bench.fanOut().proofCoordinator().end(digest(1))).isFalse();
    assertThat(bench.in(bench.member(PC)::prepare)).as("there is nothing to remove").isFalse();
  }

  @Test
  void aStateThatCannotBeReadLeavesTheComponentDown() {
    bench.crash(BG);
    bench.store.unreadable(true);
    assertThatThrownBy(() -> bench.fanOut().restartComponent(BG))
        .isInstanceOf(StoreException.class);
    assertThat(bench.metrics.failures("state-unreadable")).isEqualTo(1);
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.DOWN);
    bench.store.unreadable(false);
    assertThat(bench.restart(BG)).isTrue();
  }

  @Test
  void recordsThatAreNotWhatWasWrittenAreReportedAsCorrupt() {
    bench.fanOut().proofManager().offer(new Proof(batch(9), 4));
    bench.notify(1);
    bench.settle();
    bench.notify(2);
    Bytes broken = Bytes.utf8("broken");
    assertCorrupt("fanout_log", Bytes.of(1), broken, "table fanout_log is malformed");
    assertCorrupt("fanout_log", Bytes.of(7), logEntry(), "the log ends at 2");
    assertCorrupt("fanout_cursor", Bytes.utf8("bg"), Bytes.of(3), "before the cursor 3 of BG");
    assertCorrupt("fanout_cursor", Bytes.utf8("bg"), Bytes.of(2), "acknowledged 2");
    assertCorrupt("fanout_history", Bytes.utf8("log"), broken, "fanout_history is malformed");
    assertCorrupt("fanout_history", Bytes.utf8("log"), tooLong(), "fanout_history is too long");
    assertCorrupt("fanout_committed_pm", digest(3).bytes(), broken, "malformed");
    assertCorrupt("fanout_committed_pm", broken, Bytes.of(3), "malformed");
    assertCorrupt("fanout_items_pm", digest(3).bytes(), Bytes.of(-1), "malformed");
  }

  @Test
  void entriesWithAGapAreReportedAsCorrupt() {
    bench.notify(1);
    bench.notify(2);
    bench.store.commit(List.of(new Mutation.Delete("fanout_log", Bytes.of(1))), result -> {});
    bench.disk.runAll();
    assertThatThrownBy(() -> CommitFanOut.open(bench.settings(), bench.ports()))
        .hasMessageContaining("its 1 entries are from 0 to 0");
  }

  private Bytes logEntry() {
    return bench.store.table("fanout_log").firstEntry().getValue();
  }

  private static Bytes tooLong() {
    return Bytes.copyOf(new byte[32]);
  }

  private void assertCorrupt(String table, Bytes key, Bytes value, String message) {
    Bytes before = bench.store.table(table).get(key);
    bench.store.put(table, key, value);
    assertThatThrownBy(() -> CommitFanOut.open(bench.settings(), bench.ports()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CORRUPT))
        .hasMessageContaining(message);
    if (before == null) {
      bench.store.commit(List.of(new Mutation.Delete(table, key)), result -> {});
      bench.disk.runAll();
    } else {
      bench.store.put(table, key, before);
    }
  }

  // The panic policy "process"

  private final Bench process = Bench.onStore(SMALL.withPanicPolicy(PanicPolicy.PROCESS));

  @Test
  void aPanicOfTheProcessTakesEverythingDown() {
    process.notify(1);
    assertThat(process.restartProcess()).as("it is up").isFalse();
    assertThat(process.crash(PC)).isTrue();
    for (ComponentName name : ComponentName.values()) {
      assertThat(process.fanOut().status(name)).isEqualTo(ComponentStatus.DOWN);
    }
    assertThat(process.notify(2).refusal()).contains(Reason.NODE_STOPPED);
    assertThat(process.restart(PC)).as("the process is down").isFalse();
    assertThat(process.detach(PC)).as("the process is down").isFalse();
    assertThat(process.requestShutdown()).as("the process is down").isFalse();
    process.timers.advance(Bench.DETACH_AFTER);
    assertThat(process.events.events())
        .containsExactly("CommitFanOut!Notify(1)", "CommitFanOut!Crash(PC)");
  }

  @Test
  void aProcessThatIsRestartedGoesOnWithWhatIsStored() {
    CommitReceipt first = process.notify(1);
    CommitReceipt second = process.notify(2);
    process.take(BG);
    process.crash(PC);
    process.events.take();
    assertThat(process.restartProcess()).isTrue();
    assertThat(process.events.take()).containsExactly("CommitFanOut!RestartProcess");
    assertThat(process.log().end()).isEqualTo(2);
    assertThat(process.member(BG).cursor()).isEqualTo(1);
    for (ComponentName name : ComponentName.values()) {
      assertThat(process.fanOut().status(name)).isEqualTo(ComponentStatus.STARTING);
      assertThat(process.member(name).isAttached()).isTrue();
    }
    process.settle();
    assertThat(isDelivered(first.of(PM))).isTrue();
    assertThat(isDelivered(second.of(BG))).isTrue();
  }

  @Test
  void aProcessThatIsRestartedHasItsDeadlinesAgain() {
    process.notify(1);
    process.crash(PC);
    process.timers.advance(Bench.DETACH_AFTER);
    assertThat(process.timers.timerCount()).as("all are down").isZero();
    process.restartProcess();
    process.timers.advance(Bench.DETACH_AFTER.minusNanos(1));
    assertThat(process.fanOut().status(BG)).isEqualTo(ComponentStatus.STARTING);
    process.timers.advance(Duration.ofNanos(1));
    assertThat(process.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
  }

  @Test
  void whatWasAcceptedAndNotStoredWhenTheProcessCrashedIsUnknown() {
    CommitReceipt first = process.notify(1);
    process.store.plan(Plan.HOLD);
    CommitReceipt second = process.notify(2);
    process.crash(PC);
    assertThat(process.restartProcess()).as("a write is on its way").isFalse();
    process.store.release(Plan.FAIL);
    process.disk.runAll();
    assertThat(process.restartProcess()).isTrue();
    assertThat(isUnknown(second.of(BG), Reason.NODE_CRASHED)).isTrue();
    assertThat(isOpen(first.of(BG))).isTrue();
    assertThat(process.fanOut().time()).as("the owner offers again what is later").isEqualTo(1);
    CommitReceipt again = process.notify(2);
    process.settle();
    assertThat(isDelivered(first.of(BG))).isTrue();
    assertThat(isDelivered(again.of(BG))).isTrue();
  }

  @Test
  void whatWaitedBehindAWriteWhenTheProcessCrashedIsNeverStored() {
    process.store.plan(Plan.HOLD);
    CommitReceipt first = process.notify(1);
    CommitReceipt second = process.notify(2);
    process.crash(PC);
    process.store.release(Plan.FAIL);
    process.disk.runAll();
    assertThat(process.restartProcess()).isTrue();
    assertThat(isUnknown(first.of(BG), Reason.NODE_CRASHED)).isTrue();
    assertThat(isUnknown(second.of(BG), Reason.NODE_CRASHED)).isTrue();
    process.notify(3);
    assertThat(process.store.table("fanout_log")).containsOnlyKeys(Bytes.of(0));
    assertThat(process.store.table("fanout_committed_log")).containsOnlyKeys(digest(3).bytes());
    assertThat(process.reopen().fanOut().time()).isEqualTo(3);
  }

  @Test
  void aCursorThatWasStoredAndNotAcknowledgedWhenTheProcessCrashedCounts() {
    CommitReceipt first = process.notify(1);
    process.apply(BG);
    process.write(BG);
    process.crash(PC);
    process.restartProcess();
    assertThat(isDelivered(first.of(BG))).isTrue();
  }

  @Test
  void aProcessWhoseStoreCannotBeReadStaysDown() {
    process.crash(PC);
    process.store.unreadable(true);
    assertThatThrownBy(() -> process.fanOut().restartProcess()).isInstanceOf(StoreException.class);
    process.store.unreadable(false);
    assertThat(process.restartProcess()).isTrue();
  }

  @Test
  void durableStatesComeUpWithTheProcess() {
    Bench both =
        Bench.onStore(
            SMALL.withStateKeeping(StateKeeping.DURABLE).withPanicPolicy(PanicPolicy.PROCESS));
    both.notify(1);
    both.write(BG);
    both.crash(PC);
    both.restartProcess();
    assertThat(both.fanOut().status(BG)).isEqualTo(ComponentStatus.UP);
    assertThat(both.member(BG).component().applied()).isEqualTo(1);
    both.advance(Duration.ZERO);
    assertThat(both.member(BG).cursor()).isEqualTo(1);
  }
}
