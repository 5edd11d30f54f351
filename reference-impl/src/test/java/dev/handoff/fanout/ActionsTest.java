package dev.handoff.fanout;

import static dev.handoff.fanout.Bench.BG;
import static dev.handoff.fanout.Bench.PC;
import static dev.handoff.fanout.Bench.PM;
import static dev.handoff.fanout.Bench.SMALL;
import static dev.handoff.fanout.Bench.batch;
import static dev.handoff.fanout.Bench.commit;
import static dev.handoff.fanout.Bench.inProgress;
import static dev.handoff.fanout.Bench.isDelivered;
import static dev.handoff.fanout.Bench.isOpen;
import static dev.handoff.fanout.Bench.isUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.Reason;
import dev.handoff.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Each action of {@code CommitFanOut.tla}, of components in memory: enabled, disabled, effect. */
class ActionsTest {
  private final Bench bench = Bench.inMemory(SMALL);

  @Test
  void notifyAppendsAndAnswersAccepted() {
    CommitReceipt receipt = bench.notify(1);

    assertThat(receipt.isAccepted()).isTrue();
    assertThat(receipt.refusal()).isEmpty();
    for (ComponentName name : ComponentName.values()) {
      assertThat(receipt.of(name).fate()).isEmpty();
      assertThat(bench.member(name).owed().isEmpty()).isFalse();
      assertThat(bench.member(name).owed().first()).isZero();
    }
    assertThat(bench.log().end()).isEqualTo(1);
    assertThat(bench.log().entry(0)).isEqualTo(commit(1, batch(1)));
    assertThat(bench.fanOut().time()).isEqualTo(1);
    assertThat(bench.events.take()).containsExactly("CommitFanOut!Notify(1)");
  }

  @Test
  void notifyRefusesWhenTheLogIsFull() {
    bench.notify(1);
    bench.notify(2);
    CommitReceipt receipt = bench.notify(3);

    assertThat(receipt.isAccepted()).isFalse();
    assertThat(receipt.refusal()).contains(Reason.FULL);
    for (ComponentName name : ComponentName.values()) {
      assertThat(receipt.of(name).fate()).contains(new Fate.Refused(Reason.FULL));
    }
    assertThat(bench.log().end()).isEqualTo(2);
    assertThat(bench.metrics.fates(new Fate.Refused(Reason.FULL))).isEqualTo(3);
    assertThat(bench.events.events()).contains("CommitFanOut!Notify(3)");
  }

  @Test
  void notifyHasRoomAgainOnceTheSlowestHasAcknowledged() {
    bench.notify(1);
    bench.notify(2);
    bench.take(BG);
    bench.take(PC);
    assertThat(bench.notify(3).isAccepted()).isFalse();
    bench.take(PM);
    assertThat(bench.log().base()).isEqualTo(1);
    assertThat(bench.member(PM).owed().first()).isEqualTo(1);
    assertThat(bench.notify(3).isAccepted()).isTrue();
  }

  @Test
  void notifyRefusesOnceAShutdownIsRequested() {
    bench.requestShutdown();
    CommitReceipt receipt = bench.notify(1);
    assertThat(receipt.refusal()).contains(Reason.CLOSED);
    assertThat(bench.events.events())
        .containsExactly("CommitFanOut!RequestShutdown", "CommitFanOut!Notify(1)");
  }

  @Test
  void notifyRefusesACommitWithTooManyBatches() {
    CommitReceipt receipt =
        bench.fanOut().notify(commit(1, batch(1), batch(2), batch(3), batch(4), batch(5)));
    assertThat(receipt.refusal()).contains(Reason.TOO_LARGE);
    assertThat(bench.log().end()).isZero();
  }

  @Test
  void notifyRefusesWhenThereIsNoRoomToRememberTheBatchesAndTakesThemOnceOthersHaveExpired() {
    Bench small =
        Bench.inMemory(
            new FanOutSettings(
                2,
                2,
                3,
                8,
                Bench.DETACH_AFTER,
                Bench.PHASE,
                Bench.RETRY,
                StateKeeping.VOLATILE,
                PanicPolicy.TASK));
    assertThat(small.fanOut().notify(commit(1, batch(1, 10), batch(2, 10))).isAccepted()).isTrue();
    assertThat(small.fanOut().notify(commit(2, batch(3, 20), batch(4, 20))).refusal())
        .contains(Reason.FULL);
    assertThat(small.fanOut().notify(commit(10, batch(3, 20), batch(4, 20))).isAccepted()).isTrue();
  }

  @Test
  void applyChangesTheStateAndThePosition() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 7));
    assertThat(bench.apply(BG)).as("an empty log").isFalse();
    CommitReceipt receipt = bench.notify(1);
    bench.events.take();

    assertThat(bench.apply(BG)).isTrue();

    assertThat(bench.fanOut().batchGenerator().batches()).isEmpty();
    assertThat(bench.member(BG).position()).isEqualTo(1);
    assertThat(bench.member(BG).cursor()).isZero();
    assertThat(isOpen(receipt.of(BG))).isTrue();
    assertThat(bench.events.take()).containsExactly("CommitFanOut!Apply(BG)");
  }

  @Test
  void applyTakesOneEntryAtATime() {
    bench.notify(1);
    bench.notify(2);
    assertThat(bench.apply(BG)).isTrue();
    assertThat(bench.apply(BG)).as("the cursor is behind the position").isFalse();
    bench.saveCursor(BG);
    assertThat(bench.apply(BG)).isTrue();
  }

  @Test
  void applyWaitsForOneThatIsUpAndAttached() {
    bench.notify(1);
    bench.hang(BG);
    assertThat(bench.apply(BG)).as("hung").isFalse();
    bench.detach(BG);
    bench.resume(BG);
    assertThat(bench.apply(BG)).as("detached").isFalse();
  }

  @Test
  void saveCursorCompletesTheReceipt() {
    CommitReceipt receipt = bench.notify(1);
    assertThat(bench.saveCursor(PC)).as("nothing was applied").isFalse();
    bench.apply(PC);
    bench.events.take();

    assertThat(bench.saveCursor(PC)).isTrue();

    assertThat(bench.member(PC).cursor()).isEqualTo(1);
    assertThat(bench.member(PC).owed().isEmpty()).isTrue();
    assertThat(isDelivered(receipt.of(PC))).isTrue();
    assertThat(isOpen(receipt.of(PM))).isTrue();
    assertThat(bench.metrics.fates(Fate.DELIVERED)).isEqualTo(1);
    assertThat(bench.events.take()).containsExactly("CommitFanOut!SaveCursor(PC)");
  }

  @Test
  void saveCursorIsNotForOneThatIsHungOrDetached() {
    bench.notify(1);
    bench.apply(PC);
    bench.hang(PC);
    assertThat(bench.saveCursor(PC)).as("hung").isFalse();
    bench.detach(PC);
    bench.resume(PC);
    assertThat(bench.saveCursor(PC)).as("detached").isFalse();
  }

  @Test
  void aTimestampThatGoesBackIsHonouredAndTheTimeIsTheLatest() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 1));
    bench.fanOut().batchGenerator().begin(inProgress(batch(3, 4), 3));
    bench.notify(5);
    bench.notify(1);
    bench.take(BG);
    assertThat(bench.fanOut().batchGenerator().batches())
        .as("batch 3 has expired at 5")
        .containsExactly(inProgress(batch(1), 1));
    bench.take(BG);
    assertThat(bench.fanOut().batchGenerator().batches()).isEmpty();
    assertThat(bench.member(BG).component().history().time()).isEqualTo(5);
  }

  @Test
  void detachTellsTheOwnerAndTheLogGoesOnWithoutIt() {
    CommitReceipt first = bench.notify(1);
    CommitReceipt second = bench.notify(2);
    bench.take(PC);
    bench.take(PC);
    bench.take(PM);
    bench.take(PM);
    assertThat(bench.detach(BG)).as("it is up").isFalse();
    bench.crash(BG);
    bench.events.take();

    assertThat(bench.detach(BG)).isTrue();

    assertThat(isUnknown(first.of(BG), Reason.DETACHED)).isTrue();
    assertThat(isUnknown(second.of(BG), Reason.DETACHED)).isTrue();
    assertThat(bench.member(BG).isAttached()).isFalse();
    assertThat(bench.log().base()).isEqualTo(2);
    assertThat(bench.metrics.fates(new Fate.Unknown(Reason.DETACHED))).isEqualTo(2);
    assertThat(bench.metrics.failures("component-detached")).isEqualTo(1);
    assertThat(bench.events.take()).containsExactly("CommitFanOut!Detach(BG)");
    assertThat(bench.detach(BG)).as("it owes nothing more").isFalse();
  }

  @Test
  void detachLeavesOneThatOwesNothing() {
    bench.crash(BG);
    assertThat(bench.detach(BG)).isFalse();
    bench.requestShutdown();
    assertThat(bench.detach(BG)).as("in the way of a shutdown").isTrue();
  }

  @Test
  void aCommitForOneThatIsDetachedAndHasFailedIsUnknownSoon() {
    bench.notify(1);
    bench.crash(BG);
    bench.detach(BG);
    bench.events.take();
    CommitReceipt receipt = bench.notify(2);
    assertThat(isOpen(receipt.of(BG))).isTrue();
    assertThat(bench.events.take()).containsExactly("CommitFanOut!Notify(2)");
    bench.settle();
    assertThat(isUnknown(receipt.of(BG), Reason.DETACHED)).isTrue();
    assertThat(isDelivered(receipt.of(PC))).isTrue();
    assertThat(bench.events.take()).contains("CommitFanOut!Detach(BG)");
  }

  @Test
  void rejoinGoesOnWhereItWasIfTheLogStillHasWhatFollows() {
    bench.notify(1);
    bench.hang(BG);
    bench.detach(BG);
    assertThat(bench.rejoin(BG)).as("hung").isFalse();
    bench.resume(BG);
    CommitReceipt second = bench.notify(2);
    bench.events.take();

    assertThat(bench.resynchronise(BG)).as("the log has it").isFalse();
    assertThat(bench.rejoin(BG)).isTrue();
    assertThat(bench.rejoin(BG)).as("attached").isFalse();

    assertThat(bench.events.take()).containsExactly("CommitFanOut!Rejoin(BG)");
    bench.take(BG);
    assertThat(isOpen(second.of(BG))).isTrue();
    bench.take(BG);
    assertThat(isDelivered(second.of(BG))).isTrue();
  }

  @Test
  void resynchroniseTakesOverASnapshotIfTheLogHasGoneOn() {
    bench.fanOut().batchGenerator().begin(inProgress(batch(1), 1));
    bench.fanOut().batchGenerator().begin(inProgress(batch(2), 2));
    bench.fanOut().batchGenerator().begin(inProgress(batch(3), 3));
    bench.notify(1);
    bench.hang(BG);
    bench.detach(BG);
    bench.take(PC);
    bench.take(PM);
    bench.resume(BG);
    CommitReceipt second = bench.notify(2);
    bench.events.take();

    assertThat(bench.rejoin(BG)).as("the log has gone on").isFalse();
    assertThat(bench.resynchronise(BG)).isTrue();

    assertThat(bench.fanOut().batchGenerator().batches()).containsExactly(inProgress(batch(3), 3));
    assertThat(bench.member(BG).position()).isEqualTo(2);
    assertThat(bench.member(BG).cursor()).isZero();
    assertThat(isOpen(second.of(BG))).isTrue();
    assertThat(bench.resynchronise(BG)).as("it is at the end").isFalse();
    assertThat(bench.rejoin(BG)).isTrue();
    assertThat(isDelivered(second.of(BG))).isTrue();
    assertThat(bench.events.take())
        .containsExactly("CommitFanOut!Resynchronise(BG)", "CommitFanOut!Rejoin(BG)");
  }

  @Test
  void aVolatileComponentStartsFromASnapshot() {
    bench.fanOut().proofManager().offer(new Proof(batch(1), 5));
    bench.fanOut().proofManager().offer(new Proof(batch(2), 6));
    CommitReceipt receipt = bench.notify(1);
    assertThat(bench.crash(PM)).isTrue();
    assertThat(bench.crash(PM)).as("down").isFalse();
    assertThat(bench.resynchronise(PM)).as("down").isFalse();
    assertThat(bench.fanOut().proofManager().offer(new Proof(batch(3), 1)))
        .isEqualTo(Admission.CLOSED);

    assertThat(bench.restart(PM)).isTrue();
    assertThat(bench.restart(PM)).as("starting").isFalse();
    assertThat(bench.fanOut().status(PM)).isEqualTo(ComponentStatus.STARTING);
    assertThat(bench.fanOut().proofManager().offer(new Proof(batch(3), 1)))
        .isEqualTo(Admission.CLOSED);
    assertThat(bench.resynchronise(PM)).isTrue();

    assertThat(bench.fanOut().status(PM)).isEqualTo(ComponentStatus.UP);
    assertThat(bench.fanOut().proofManager().backpressure()).isEqualTo(Backpressure.NONE);
    assertThat(bench.fanOut().proofManager().offer(new Proof(batch(1), 5)))
        .isEqualTo(Admission.COMMITTED);
    assertThat(bench.fanOut().proofManager().offer(new Proof(batch(2), 6)))
        .isEqualTo(Admission.ADMITTED);
    assertThat(isOpen(receipt.of(PM))).isTrue();
    assertThat(bench.saveCursor(PM)).as("it was never detached").isTrue();
    assertThat(isDelivered(receipt.of(PM))).isTrue();
  }

  @Test
  void crashTakesThePositionBackToTheCursor() {
    bench.notify(1);
    bench.apply(BG);
    bench.events.take();
    assertThat(bench.crash(BG)).isTrue();
    assertThat(bench.member(BG).position()).isZero();
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.DOWN);
    assertThat(bench.crashes).containsExactly("BG: boom");
    assertThat(bench.metrics.failures("component-crashed")).isEqualTo(1);
    assertThat(bench.events.take()).containsExactly("CommitFanOut!Crash(BG)");
  }

  @Test
  void hangAndResumeChangeTheStatusOnly() {
    assertThat(bench.resume(PM)).as("up").isFalse();
    assertThat(bench.hang(PM)).isTrue();
    assertThat(bench.hang(PM)).as("hung").isFalse();
    assertThat(bench.crash(PM)).as("hung").isFalse();
    assertThat(bench.fanOut().status(PM)).isEqualTo(ComponentStatus.HUNG);
    assertThat(bench.resume(PM)).isTrue();
    assertThat(bench.fanOut().status(PM)).isEqualTo(ComponentStatus.UP);
    assertThat(bench.events.take())
        .containsExactly("CommitFanOut!Hang(PM)", "CommitFanOut!Resume(PM)");
  }

  @Test
  void oneThatHungBeforeItHadAStateStartsWhenItResumes() {
    bench.crash(BG);
    bench.restart(BG);
    assertThat(bench.hang(BG)).isTrue();
    assertThat(bench.fanOut().batchGenerator().begin(inProgress(batch(1))))
        .isEqualTo(Admission.CLOSED);
    assertThat(bench.resume(BG)).isTrue();
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.STARTING);
  }

  @Test
  void oneThatOwesWithoutProgressIsDeclaredHungAndDetachedAtItsDeadline() {
    CommitReceipt receipt = bench.notify(1);
    bench.take(PC);
    bench.take(PM);
    bench.events.take();
    // The scheduler is stuck: no component runs, but the timer does.
    int waiting = bench.scheduler.readyCount();
    assertThat(waiting).isEqualTo(3);
    advanceTimersOnly(Bench.DETACH_AFTER.minusNanos(1));
    assertThat(isOpen(receipt.of(BG))).isTrue();
    advanceTimersOnly(Duration.ofNanos(1));
    assertThat(isUnknown(receipt.of(BG), Reason.DETACHED)).isTrue();
    assertThat(bench.metrics.failures("component-hung")).isEqualTo(1);
    assertThat(bench.events.take())
        .containsExactly("CommitFanOut!Hang(BG)", "CommitFanOut!Detach(BG)");
    bench.settle();
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.UP);
    assertThat(bench.member(BG).isAttached()).isTrue();
    assertThat(bench.member(BG).component().applied()).isEqualTo(1);
  }

  /** Lets time pass without the loops, which are not what is tried here. */
  private void advanceTimersOnly(Duration duration) {
    bench.timers.advance(duration);
  }

  @Test
  void theDeadlineIsCountedFromTheLastProgress() {
    CommitReceipt first = bench.notify(1);
    advanceTimersOnly(Duration.ofSeconds(9));
    CommitReceipt second = bench.notify(2);
    bench.take(BG);
    advanceTimersOnly(Duration.ofSeconds(9));
    assertThat(isDelivered(first.of(BG))).isTrue();
    assertThat(isUnknown(first.of(PC), Reason.DETACHED)).isTrue();
    assertThat(isOpen(second.of(BG))).isTrue();
    advanceTimersOnly(Duration.ofSeconds(1));
    assertThat(isUnknown(second.of(BG), Reason.DETACHED)).isTrue();
  }

  @Test
  void eachIsDeclaredHungAtItsOwnDeadline() {
    bench.notify(1);
    bench.notify(2);
    advanceTimersOnly(Duration.ofSeconds(4));
    bench.take(BG);
    advanceTimersOnly(Duration.ofSeconds(2));
    bench.take(PC);
    advanceTimersOnly(Duration.ofSeconds(4));
    assertThat(bench.fanOut().status(PM)).isEqualTo(ComponentStatus.HUNG);
    advanceTimersOnly(Duration.ofSeconds(4).minusNanos(1));
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.UP);
    advanceTimersOnly(Duration.ofNanos(1));
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
    assertThat(bench.fanOut().status(PC)).isEqualTo(ComponentStatus.UP);
    advanceTimersOnly(Duration.ofSeconds(2));
    assertThat(bench.fanOut().status(PC)).isEqualTo(ComponentStatus.HUNG);
  }

  @Test
  void oneThatCrashedIsDetachedAtItsDeadlineUnlessItIsRestarted() {
    CommitReceipt receipt = bench.notify(1);
    bench.crash(BG);
    bench.crash(PC);
    bench.advance(Duration.ofSeconds(5));
    bench.restart(PC);
    bench.advance(Duration.ofSeconds(5));
    assertThat(isUnknown(receipt.of(BG), Reason.DETACHED)).isTrue();
    assertThat(isDelivered(receipt.of(PC))).isTrue();
    assertThat(bench.metrics.failures("component-hung")).isZero();
  }

  @Test
  void theDeadlineIsCountedFromTheRestart() {
    bench.notify(1);
    bench.crash(BG);
    advanceTimersOnly(Duration.ofSeconds(5));
    bench.restart(BG);
    advanceTimersOnly(Bench.DETACH_AFTER.minusNanos(1));
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.STARTING);
    advanceTimersOnly(Duration.ofNanos(1));
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);

    Bench durable = Bench.durable();
    durable.notify(1);
    durable.crash(BG);
    durable.timers.advance(Duration.ofSeconds(5));
    durable.restart(BG);
    durable.timers.advance(Bench.DETACH_AFTER.minusNanos(1));
    assertThat(durable.fanOut().status(BG)).isEqualTo(ComponentStatus.UP);
    durable.timers.advance(Duration.ofNanos(1));
    assertThat(durable.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
  }

  @Test
  void theDeadlineIsCountedFromTheSnapshot() {
    bench.notify(1);
    bench.crash(BG);
    bench.restart(BG);
    advanceTimersOnly(Duration.ofSeconds(5));
    assertThat(bench.resynchronise(BG)).isTrue();
    advanceTimersOnly(Bench.DETACH_AFTER.minusNanos(1));
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.UP);
    advanceTimersOnly(Duration.ofNanos(1));
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
  }

  @Test
  void aSnapshotTakesAwayWhatItHasAndWhatHasExpiredByThen() {
    ProofManager manager = bench.fanOut().proofManager();
    manager.offer(new Proof(batch(1), 4));
    manager.offer(new Proof(batch(2, 5), 2));
    manager.offer(new Proof(batch(3), 1));
    bench.notify(1);
    bench.hang(PM);
    bench.detach(PM);
    bench.take(BG);
    bench.take(PC);
    bench.notify(9);
    bench.resume(PM);
    assertThat(manager.backpressure()).isEqualTo(new Backpressure(3, 7));
    assertThat(bench.resynchronise(PM)).isTrue();
    assertThat(manager.pull(9)).containsExactly(new Proof(batch(3), 1));
    assertThat(manager.backpressure()).isEqualTo(new Backpressure(1, 1));
  }

  @Test
  void oneThatIsDetachedAndOwesAsMuchAsTheLogHoldsIsDeclaredHungForTheNext() {
    bench.notify(1);
    bench.hang(BG);
    bench.detach(BG);
    bench.resume(BG);
    for (ComponentName name : new ComponentName[] {PC, PM}) {
      bench.take(name);
    }
    CommitReceipt second = bench.notify(2);
    CommitReceipt third = bench.notify(3);
    bench.take(PC);
    bench.take(PM);
    bench.events.take();
    CommitReceipt fourth = bench.notify(4);
    assertThat(fourth.isAccepted()).isTrue();
    assertThat(isUnknown(second.of(BG), Reason.DETACHED)).isTrue();
    assertThat(isUnknown(third.of(BG), Reason.DETACHED)).isTrue();
    assertThat(isOpen(fourth.of(BG))).isTrue();
    assertThat(bench.events.take())
        .containsExactly(
            "CommitFanOut!Hang(BG)", "CommitFanOut!Detach(BG)", "CommitFanOut!Notify(4)");
    bench.settle();
    assertThat(isDelivered(fourth.of(BG))).isTrue();
    assertThat(bench.member(BG).isAttached()).isTrue();
    assertThat(bench.member(BG).component().applied()).isEqualTo(4);
  }

  @Test
  void oneThatIsDetachedAndStillHungInTheStoreIsDetachedAgain() {
    Bench durable = Bench.durable();
    durable.notify(1);
    durable.store.plan(dev.handoff.fakes.FaultyStore.Plan.HOLD);
    durable.write(BG);
    durable.hang(BG);
    durable.detach(BG);
    CommitReceipt second = durable.notify(2);
    durable.settle();
    assertThat(isUnknown(second.of(BG), Reason.DETACHED)).isTrue();
    assertThat(durable.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
  }

  @Test
  void whatIsThrownWhileAComponentIsDownIsReported() throws StoreException {
    List<Throwable> uncaught = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((where, thrown) -> uncaught.add(thrown));
    try {
      AtomicBoolean failing = new AtomicBoolean();
      CommitFanOut fanOut =
          CommitFanOut.open(
              Bench.SMALL,
              bench
                  .ports()
                  .withEvents(
                      (action, arguments) -> {
                        if (failing.get() && action.equals("CommitFanOut!Detach")) {
                          throw new IllegalStateException("a full disk of events");
                        }
                      }));
      fanOut.notify(Bench.commit(1));
      try (Guard.Section section = fanOut.log().guard().enter()) {
        Member member = fanOut.log().member(BG);
        member.crash(section, new IllegalStateException("boom"));
        member.detach(section);
      }
      bench.settle();
      failing.set(true);
      fanOut.notify(Bench.commit(2));
      bench.settle();
      assertThat(fanOut.status(BG)).isEqualTo(ComponentStatus.DOWN);
      assertThat(uncaught).extracting(Throwable::getMessage).contains("a full disk of events");
      assertThat(bench.metrics.failures("step")).isPositive();
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
  }

  @Test
  void theLoopsBringEveryCommitToEveryComponent() {
    CommitReceipt first = bench.notify(1);
    CommitReceipt second = bench.notify(2);
    bench.settle();
    for (ComponentName name : ComponentName.values()) {
      assertThat(isDelivered(first.of(name))).isTrue();
      assertThat(isDelivered(second.of(name))).isTrue();
    }
    assertThat(bench.scheduler.readyCount()).isZero();
    assertThat(bench.metrics.fates(Fate.DELIVERED)).isEqualTo(6);
  }

  @Test
  void aLoopTakesNoMoreStepsInARowThanTheQuantum() {
    bench.settle();
    bench.notify(1);
    bench.events.take();
    bench.scheduler.run(0);
    assertThat(bench.events.take()).containsExactly("CommitFanOut!Apply(BG)");
  }

  @Test
  void whatTheMetricsThrowStopsNobody() throws StoreException {
    List<Fate> counted = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    Metrics throwsOnce =
        new Metrics() {
          @Override
          public void fate(String protocol, Fate fate) {
            counted.add(fate);
            if (counted.size() == 1) {
              throw new IllegalStateException("the metrics");
            }
          }

          @Override
          public void failure(String protocol, String kind) {
            failures.add(kind);
          }
        };
    CommitFanOut fanOut = CommitFanOut.open(SMALL, bench.ports().withMetrics(throwsOnce));
    CommitReceipt first = fanOut.notify(commit(1));
    CommitReceipt second = fanOut.notify(commit(2));
    bench.settle();
    for (ComponentName name : ComponentName.values()) {
      assertThat(isDelivered(first.of(name))).isTrue();
      assertThat(isDelivered(second.of(name))).isTrue();
    }
    assertThat(counted).hasSize(6);
    assertThat(failures).containsExactly("step");
  }

  @Test
  void theWatchHasOneTimerForTheFirstDeadline() {
    bench.notify(1);
    bench.timers.advance(Duration.ofSeconds(1));
    bench.notify(2);
    assertThat(bench.delays).containsExactly(Bench.DETACH_AFTER);
    bench.settle();
    bench.timers.advance(Bench.DETACH_AFTER);
    assertThat(bench.timers.timerCount()).as("nobody owes").isZero();
    bench.notify(3);
    assertThat(bench.delays).containsExactly(Bench.DETACH_AFTER, Bench.DETACH_AFTER);
  }

  @Test
  void manyNotificationsWakeASleeperOnce() {
    bench.notify(1);
    bench.notify(2);
    assertThat(bench.scheduler.readyCount()).isEqualTo(3);
  }

  @Test
  void whatAReceiptsListenerThrowsStopsNobody() {
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((any, thrown) -> {});
    try {
      CommitReceipt receipt = bench.notify(1);
      receipt
          .of(BG)
          .onFate(
              fate -> {
                throw new IllegalStateException("a listener");
              });
      bench.settle();
      assertThat(receipt.of(PM).fate()).isEqualTo(Optional.of(Fate.DELIVERED));
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
  }
}
