package dev.handoff.fanout;

import static dev.handoff.fanout.Bench.BG;
import static dev.handoff.fanout.Bench.PC;
import static dev.handoff.fanout.Bench.PM;
import static dev.handoff.fanout.Bench.SMALL;
import static dev.handoff.fanout.Bench.isDelivered;
import static dev.handoff.fanout.Bench.isOpen;
import static dev.handoff.fanout.Bench.isUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Reason;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.fanout.ShutdownReport.Outcome;
import dev.handoff.fanout.ShutdownReport.Phase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The ordered shutdown. */
class ShutdownTest {
  private final Bench bench = Bench.inMemory(SMALL);

  private static CompletableFuture<ShutdownReport> shutdown(Bench bench) {
    return bench.fanOut().shutdown().toCompletableFuture();
  }

  private static ShutdownReport reportOf(CompletableFuture<ShutdownReport> report) {
    assertThat(report).as("nobody would ever complete it").isDone();
    return report.join();
  }

  @Test
  void requestShutdownIsTakenOnce() {
    assertThat(bench.finishShutdown()).as("nobody asked").isFalse();
    assertThat(bench.stop(BG)).as("nobody asked").isFalse();
    assertThat(bench.requestShutdown()).isTrue();
    assertThat(bench.requestShutdown()).isFalse();
    assertThat(bench.events.take()).containsExactly("CommitFanOut!RequestShutdown");
  }

  @Test
  void componentsStopInOrderOnceTheyHaveDrained() {
    CommitReceipt receipt = bench.notify(1);
    bench.requestShutdown();
    assertThat(bench.stop(BG)).as("it has not drained").isFalse();
    for (ComponentName name : ComponentName.values()) {
      bench.take(name);
    }
    assertThat(bench.stop(PC)).as("it is not its turn").isFalse();
    assertThat(bench.stop(PM)).as("it is not its turn").isFalse();
    bench.events.take();
    assertThat(bench.stop(BG)).isTrue();
    assertThat(bench.stop(BG)).as("stopped").isFalse();
    assertThat(bench.finishShutdown()).isFalse();
    assertThat(bench.stop(PC)).isTrue();
    assertThat(bench.stop(PM)).isTrue();
    assertThat(bench.finishShutdown()).isTrue();
    assertThat(bench.finishShutdown()).isFalse();
    assertThat(bench.events.take())
        .containsExactly(
            "CommitFanOut!Stop(BG)",
            "CommitFanOut!Stop(PC)",
            "CommitFanOut!Stop(PM)",
            "CommitFanOut!FinishShutdown");
    assertThat(isDelivered(receipt.of(PM))).isTrue();
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.STOPPED);
  }

  @Test
  void aStoppedComponentServesNobody() {
    bench.requestShutdown();
    bench.settle();
    assertThat(bench.fanOut().batchGenerator().begin(Bench.inProgress(Bench.batch(1))))
        .isEqualTo(Admission.CLOSED);
  }

  @Test
  void aStoppedComponentEndsNothing() {
    Bench durable = Bench.durable();
    ProofCoordinator coordinator = durable.fanOut().proofCoordinator();
    coordinator.begin(new ProofInProgress(Bench.batch(1)));
    durable.settle();
    durable.requestShutdown();
    durable.settle();
    assertThat(durable.fanOut().status(PC)).isEqualTo(ComponentStatus.STOPPED);
    assertThat(coordinator.end(Bench.digest(1))).as("nobody would save it").isFalse();
    assertThat(durable.scheduler.readyCount()).as("its scheduler may be closed").isZero();
    assertThat(durable.reopen().fanOut().proofCoordinator().proofs())
        .isEqualTo(coordinator.proofs())
        .hasSize(1);
  }

  @Test
  void theReportSaysThatAllStoppedInOrder() {
    CommitReceipt receipt = bench.notify(1);
    CompletableFuture<ShutdownReport> report = shutdown(bench);
    assertThat(report).isNotDone();
    bench.settle();
    assertThat(isDelivered(receipt.of(BG))).isTrue();
    assertThat(reportOf(report).phases())
        .containsExactly(
            new Phase(BG, Outcome.STOPPED, 0),
            new Phase(PC, Outcome.STOPPED, 0),
            new Phase(PM, Outcome.STOPPED, 0));
    assertThat(reportOf(report).isClean()).isTrue();
    assertThat(reportOf(shutdown(bench))).isEqualTo(reportOf(report));
    assertThat(bench.timers.timerCount()).isZero();
  }

  @Test
  void aComponentThatIsDownIsDetachedWhenItsPhaseIsOver() {
    bench.notify(1);
    bench.crash(PC);
    CommitReceipt receipt = bench.notify(2);
    CompletableFuture<ShutdownReport> report = shutdown(bench);
    bench.advance(Bench.DETACH_AFTER);
    assertThat(isUnknown(receipt.of(PC), Reason.DETACHED)).isTrue();
    assertThat(reportOf(report).phases())
        .containsExactly(
            new Phase(BG, Outcome.STOPPED, 0),
            new Phase(PC, Outcome.DETACHED, 2),
            new Phase(PM, Outcome.STOPPED, 0));
    assertThat(reportOf(report).isClean()).isFalse();
    assertThat(bench.restart(PC)).as("it is over").isFalse();
  }

  @Test
  void aComponentThatIsDownAndOwesNothingIsWaitedForUntilItsPhaseIsOver() {
    bench.crash(BG);
    CompletableFuture<ShutdownReport> report = shutdown(bench);
    bench.advance(Bench.PHASE.minusNanos(1));
    assertThat(report).isNotDone();
    bench.advance(Duration.ofNanos(1));
    assertThat(reportOf(report).phases().get(0)).isEqualTo(new Phase(BG, Outcome.DETACHED, 0));
  }

  @Test
  void aDetachedComponentIsNotOutBeforeItsOwnersAreTold() {
    bench.notify(1);
    bench.crash(BG);
    assertThat(bench.detach(BG)).isTrue();
    CommitReceipt receipt = bench.notify(2);
    bench.take(PC);
    bench.take(PC);
    bench.requestShutdown();
    assertThat(bench.stop(PC)).as("its predecessor owes a commit").isFalse();
    assertThat(isOpen(receipt.of(BG))).isTrue();
    assertThat(bench.detach(BG)).isTrue();
    assertThat(isUnknown(receipt.of(BG), Reason.DETACHED)).isTrue();
    assertThat(bench.stop(PC)).isTrue();
  }

  @Test
  void aComponentThatIsRestartedInItsPhaseStopsInOrder() {
    CommitReceipt receipt = bench.notify(1);
    bench.crash(BG);
    CompletableFuture<ShutdownReport> report = shutdown(bench);
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.restart(BG)).isTrue();
    bench.settle();
    assertThat(reportOf(report).isClean()).isTrue();
    assertThat(isDelivered(receipt.of(BG))).isTrue();
  }

  @Test
  void eachPhaseHasItsOwnDeadlineAndAllOfThemAreBounded() {
    CompletableFuture<ShutdownReport> report = shutdown(bench);
    // No component runs: only the timers do.
    bench.timers.advance(Bench.PHASE);
    assertThat(bench.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
    assertThat(bench.fanOut().status(PC)).isEqualTo(ComponentStatus.UP);
    bench.timers.advance(Bench.PHASE);
    assertThat(bench.fanOut().status(PC)).isEqualTo(ComponentStatus.HUNG);
    assertThat(bench.fanOut().status(PM)).isEqualTo(ComponentStatus.UP);
    bench.timers.advance(Bench.PHASE);
    bench.finishShutdown();
    assertThat(reportOf(report).phases()).allMatch(phase -> phase.outcome() == Outcome.DETACHED);
    assertThat(bench.resume(BG)).as("it is over").isFalse();
  }

  @Test
  void aPhaseThatEndsBeforeTheDeadlineOfAnEarlierTimerReplacesIt() {
    Bench brief = Bench.inMemory(SMALL.withDeadlines(Bench.DETACH_AFTER, Duration.ofSeconds(1)));
    brief.notify(1);
    assertThat(brief.timers.timerCount()).isOne();
    brief.requestShutdown();
    assertThat(brief.timers.timerCount()).isOne();
    brief.timers.advance(Duration.ofSeconds(1));
    assertThat(brief.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
    assertThat(brief.fanOut().status(PC)).isEqualTo(ComponentStatus.UP);
  }

  @Test
  void onlyWhatIsLostInTheShutdownIsInItsReport() {
    bench.notify(1);
    bench.settle();
    bench.crash(BG);
    CommitReceipt second = bench.notify(2);
    CompletableFuture<ShutdownReport> report = shutdown(bench);
    bench.advance(Bench.DETACH_AFTER);
    assertThat(isUnknown(second.of(BG), Reason.DETACHED)).isTrue();
    assertThat(reportOf(report).phases().get(0)).isEqualTo(new Phase(BG, Outcome.DETACHED, 1));
  }

  @Test
  void aComponentThatComesBackAfterItsPhaseStopsIfTheShutdownIsStillOn() {
    CompletableFuture<ShutdownReport> report = shutdown(bench);
    bench.timers.advance(Bench.PHASE);
    bench.settle();
    assertThat(reportOf(report).isClean()).isTrue();
  }

  @Test
  void aComponentThatNobodyCanWakeDelaysTheOthersByItsPhaseOnly() {
    Bench durable = Bench.durable();
    durable.store.plan(Plan.COMMIT, Plan.HOLD);
    CommitReceipt receipt = durable.notify(1);
    durable.write(BG);
    CompletableFuture<ShutdownReport> report = shutdown(durable);
    durable.advance(Bench.DETACH_AFTER);
    durable.advance(Duration.ZERO);
    assertThat(isUnknown(receipt.of(BG), Reason.DETACHED)).isTrue();
    assertThat(reportOf(report).phases())
        .containsExactly(
            new Phase(BG, Outcome.DETACHED, 1),
            new Phase(PC, Outcome.STOPPED, 0),
            new Phase(PM, Outcome.STOPPED, 0));
    durable.store.release(Plan.COMMIT);
    durable.settle();
    assertThat(durable.fanOut().status(BG)).isEqualTo(ComponentStatus.HUNG);
  }

  @Test
  void nothingIsWrittenAgainOnceTheShutdownIsOver() {
    Duration brief = Bench.RETRY.dividedBy(2);
    Bench durable =
        Bench.onStore(SMALL.withStateKeeping(StateKeeping.DURABLE).withDeadlines(brief, brief));
    durable.store.plan(Plan.COMMIT, Plan.FAIL);
    durable.notify(1);
    durable.write(BG);
    CompletableFuture<ShutdownReport> report = shutdown(durable);
    durable.advance(brief);
    assertThat(reportOf(report).phases())
        .containsExactly(
            new Phase(BG, Outcome.DETACHED, 1),
            new Phase(PC, Outcome.STOPPED, 0),
            new Phase(PM, Outcome.STOPPED, 0));
    assertThat(durable.timers.timerCount()).isZero();
  }

  @Test
  void theLogIsNotWrittenAgainOnceTheShutdownIsOver() {
    Duration brief = Bench.RETRY.dividedBy(2);
    Bench durable =
        Bench.onStore(SMALL.withStateKeeping(StateKeeping.DURABLE).withDeadlines(brief, brief));
    durable.store.plan(Plan.FAIL);
    durable.notify(1);
    CompletableFuture<ShutdownReport> report = shutdown(durable);
    // No component runs: only the timers do.
    durable.timers.advance(brief);
    assertThat(durable.finishShutdown()).isTrue();
    assertThat(reportOf(report).phases())
        .containsExactly(
            new Phase(BG, Outcome.DETACHED, 1),
            new Phase(PC, Outcome.DETACHED, 1),
            new Phase(PM, Outcome.DETACHED, 1));
    assertThat(durable.timers.timerCount()).isZero();
    assertThat(durable.store.table("fanout_log")).isEmpty();
  }

  @Test
  void aComponentIsNotRestartedOnceTheShutdownIsOver() {
    Bench durable = Bench.durable();
    durable.crash(BG);
    durable.store.whenRead(
        () -> {
          durable.requestShutdown();
          durable.detach(BG);
          durable.stop(PC);
          durable.stop(PM);
          durable.finishShutdown();
        });
    assertThat(durable.restart(BG)).as("it was over before the state was read").isFalse();
    assertThat(durable.fanOut().status(BG)).isEqualTo(ComponentStatus.DOWN);
    assertThat(durable.events.take()).endsWith("CommitFanOut!FinishShutdown");
  }

  @Test
  void aProcessIsNotRestartedOnceTheShutdownIsOver() {
    Bench process = Bench.onStore(SMALL.withPanicPolicy(PanicPolicy.PROCESS));
    process.crash(BG);
    process.store.whenRead(() -> assertThat(shutdown(process)).isDone());
    assertThat(process.restartProcess()).as("it was over before the log was read").isFalse();
    assertThat(process.fanOut().status(BG)).isEqualTo(ComponentStatus.DOWN);
  }

  @Test
  void aShutdownSavesWhatIsNotSaved() {
    Bench durable = Bench.durable();
    durable.fanOut().proofManager().offer(new Proof(Bench.batch(1), 2));
    durable.requestShutdown();
    assertThat(durable.stop(BG)).isTrue();
    assertThat(durable.stop(PC)).isTrue();
    assertThat(durable.stop(PM)).as("unsaved").isFalse();
    durable.in(durable.member(PM)::prepare);
    assertThat(durable.stop(PM)).as("being saved").isFalse();
    durable.disk.runAll();
    assertThat(durable.stop(PM)).isTrue();
    assertThat(durable.store.table("fanout_items_pm")).hasSize(1);
  }

  @Test
  void aShutdownOfAProcessThatIsDownEndsItAndTellsTheOwners() {
    Bench process = Bench.onStore(SMALL.withPanicPolicy(PanicPolicy.PROCESS));
    CommitReceipt receipt = process.notify(1);
    process.crash(BG);
    CompletableFuture<ShutdownReport> report = shutdown(process);
    assertThat(isUnknown(receipt.of(PM), Reason.NODE_CRASHED)).isTrue();
    assertThat(reportOf(report).phases())
        .containsExactly(
            new Phase(BG, Outcome.DETACHED, 1),
            new Phase(PC, Outcome.DETACHED, 1),
            new Phase(PM, Outcome.DETACHED, 1));
    assertThat(reportOf(report).isClean()).isFalse();
    assertThat(process.restartProcess()).as("it is over").isFalse();
    assertThat(reportOf(shutdown(process))).isEqualTo(reportOf(report));
  }

  @Test
  void aShutdownGoesOnAfterTheProcessWasRestarted() {
    Bench process = Bench.onStore(SMALL.withPanicPolicy(PanicPolicy.PROCESS));
    process.notify(1);
    CompletableFuture<ShutdownReport> report = shutdown(process);
    process.crash(BG);
    process.settle();
    assertThat(report).isNotDone();
    assertThat(process.restartProcess()).isTrue();
    process.settle();
    assertThat(reportOf(report).isClean()).isTrue();
  }
}
