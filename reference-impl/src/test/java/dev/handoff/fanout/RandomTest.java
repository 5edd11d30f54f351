package dev.handoff.fanout;

import static dev.handoff.fanout.Bench.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.fakes.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random interleavings of tasks, store answers, timers and faults: the laws of the protocol. */
class RandomTest {
  private static final int SEEDS = 15;
  private static final int STEPS = 3000;
  private static final List<Plan> ANSWERS =
      List.of(Plan.COMMIT, Plan.FAIL, Plan.APPLY_IN_DOUBT, Plan.FORGET_IN_DOUBT);

  /** What the components are like. */
  enum Kind {
    IN_MEMORY,
    VOLATILE_ON_STORE,
    DURABLE,
    PROCESS,
    DURABLE_PROCESS
  }

  private static Bench bench(Kind kind) {
    FanOutSettings settings =
        new FanOutSettings(
            3,
            4,
            64,
            16,
            Bench.DETACH_AFTER,
            Bench.PHASE,
            Bench.RETRY,
            StateKeeping.VOLATILE,
            PanicPolicy.TASK);
    return switch (kind) {
      case IN_MEMORY -> Bench.inMemory(settings);
      case VOLATILE_ON_STORE -> Bench.onStore(settings);
      case DURABLE -> Bench.onStore(settings.withStateKeeping(StateKeeping.DURABLE));
      case PROCESS -> Bench.onStore(settings.withPanicPolicy(PanicPolicy.PROCESS));
      case DURABLE_PROCESS ->
          Bench.onStore(
              settings.withStateKeeping(StateKeeping.DURABLE).withPanicPolicy(PanicPolicy.PROCESS));
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theLawsHoldUnderRandomFaults(Kind kind) {
    Run total = new Run(kind, -1);
    for (int seed = 1; seed <= SEEDS; seed++) {
      Run run = new Run(kind, seed);
      try {
        run.go();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(kind + ", seed " + seed + ": " + e.getMessage(), e);
      }
      total.add(run);
    }
    // A run in which nothing happens shows nothing.
    assertThat(total.accepted).isGreaterThan(SEEDS * 20L);
    assertThat(total.refused).isGreaterThan(SEEDS);
    assertThat(total.delivered).isGreaterThan(SEEDS * 20L);
    assertThat(total.unknown).isGreaterThan(SEEDS);
    assertThat(total.crashes).isGreaterThan(SEEDS);
    assertThat(total.resynchronised).isGreaterThan(SEEDS / 2);
  }

  private static final class Run {
    private final Bench bench;
    private final Random random;
    private final boolean onStore;
    private final List<CommitReceipt> receipts = new ArrayList<>();
    private List<Commit> log = new ArrayList<>();
    private long now = 1;
    private long nextBatch = 1;
    private long accepted;
    private long refused;
    private long delivered;
    private long unknown;
    private long crashes;
    private long resynchronised;

    private Run(Kind kind, long seed) {
      bench = bench(kind);
      random = new Random(seed);
      onStore = kind != Kind.IN_MEMORY;
    }

    private void add(Run other) {
      accepted += other.accepted;
      refused += other.refused;
      delivered += other.delivered;
      unknown += other.unknown;
      crashes += other.crashes;
      resynchronised += other.resynchronised;
    }

    private void go() {
      for (int i = 0; i < STEPS; i++) {
        step(i < STEPS * 3 / 4);
        checkEachState(i % 8 == 0);
      }
      heal();
      checkAtRest();
      CompletableFuture<ShutdownReport> report = bench.fanOut().shutdown().toCompletableFuture();
      bench.settle();
      assertThat(report).isDone();
      assertThat(report.join().isClean()).isTrue();
      count();
    }

    private ComponentName anyone() {
      return List.of(ComponentName.values()).get(random.nextInt(3));
    }

    private void step(boolean withFaults) {
      switch (random.nextInt(20)) {
        case 0, 1, 2 -> announce();
        case 3 -> admit();
        case 4, 5, 6, 7, 8, 9, 10, 11, 12 -> runAny(bench.scheduler);
        case 13, 14, 15, 16 -> runAny(bench.disk);
        case 17 -> bench.timers.advance(Duration.ofMillis(random.nextInt(4000)));
        case 18 -> {
          if (withFaults) {
            fault();
          }
        }
        default -> restart();
      }
    }

    private void runAny(ManualScheduler scheduler) {
      if (scheduler.readyCount() > 0) {
        scheduler.run(random.nextInt(scheduler.readyCount()));
      }
    }

    private void announce() {
      now += random.nextInt(3);
      long timestamp = Math.max(0, now - (random.nextInt(4) == 0 ? random.nextInt(10) : 0));
      BatchInfo[] batches = new BatchInfo[random.nextInt(4)];
      Arrays.setAll(batches, i -> info(nextBatch - random.nextInt(6)));
      Commit commit = Bench.commit(timestamp, batches);
      CommitReceipt receipt = bench.fanOut().notify(commit);
      receipts.add(receipt);
      if (receipt.isAccepted()) {
        log.add(commit);
      }
    }

    /** A batch has the same expiration whenever it is named. */
    private static BatchInfo info(long number) {
      return batch(number, Math.max(0, number) * 2 + 10);
    }

    private void admit() {
      BatchInfo info = info(nextBatch++);
      bench.fanOut().batchGenerator().begin(Bench.inProgress(info, nextBatch));
      bench.fanOut().proofManager().offer(new Proof(info, (int) (nextBatch % 7)));
      bench.fanOut().proofCoordinator().begin(new ProofInProgress(info));
    }

    private void fault() {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          if (bench.crash(anyone())) {
            crashes++;
          }
        }
        case 2 -> bench.hang(anyone());
        case 3 -> bench.store.plan(ANSWERS.get(random.nextInt(4)));
        case 4 -> bench.store.plan(Plan.FAIL, Plan.APPLY_IN_DOUBT, Plan.FORGET_IN_DOUBT);
        default -> {
          if (onStore && bench.store.heldCount() == 0) {
            bench.store.plan(Plan.HOLD);
          } else if (bench.store.heldCount() > 0) {
            bench.store.release(ANSWERS.get(random.nextInt(4)));
          }
        }
      }
    }

    private void restart() {
      bench.restart(anyone());
      if (bench.restartProcess()) {
        // What was accepted and not stored is lost, and its owners were told.
        log = new ArrayList<>(log.subList(0, (int) bench.log().end()));
      }
    }

    private void checkEachState(boolean andHistories) {
      CommitLog commitLog = bench.log();
      assertThat(commitLog.end()).isEqualTo(log.size());
      assertThat(commitLog.end() - commitLog.base()).isBetween(0L, 3L);
      for (Member member : commitLog.members()) {
        assertThat(member.cursor()).isBetween(0L, member.position());
        assertThat(member.position()).isLessThanOrEqualTo(commitLog.end());
        assertThat(member.owed().first()).isBetween(0L, commitLog.end());
        if (member.isAttached()) {
          assertThat(member.owed().first()).isGreaterThanOrEqualTo(member.cursor());
        }
        assertThat(commitLog.end() - member.owed().first()).isLessThanOrEqualTo(3);
        if (andHistories && member.status() == ComponentStatus.UP) {
          checkHistory(member.component().history());
        }
      }
    }

    /** The state contains the beginning of the log, without a gap or a repetition. */
    private void checkHistory(CommitHistory history) {
      List<Commit> applied = log.subList(0, (int) history.applied());
      long time = applied.stream().mapToLong(Commit::timestamp).max().orElse(0);
      assertThat(history.time()).isEqualTo(time);
      // A state that was loaded may still have what had expired; the next commit takes it away.
      assertThat(history.committed())
          .filteredOn(batch -> batch.expiration() > time)
          .containsExactlyInAnyOrderElementsOf(
              applied.stream()
                  .flatMap(commit -> commit.batches().stream())
                  .distinct()
                  .filter(batch -> batch.expiration() > time)
                  .toList());
    }

    private void heal() {
      for (int round = 0; round < 40; round++) {
        while (bench.store.heldCount() > 0) {
          bench.store.release(Plan.COMMIT);
        }
        bench.advance(Duration.ofSeconds(1));
        restart();
        for (ComponentName name : ComponentName.values()) {
          bench.restart(name);
        }
      }
      bench.settle();
    }

    private void checkAtRest() {
      checkEachState(true);
      for (Member member : bench.log().members()) {
        assertThat(member.status()).isEqualTo(ComponentStatus.UP);
        assertThat(member.isAttached()).isTrue();
        assertThat(member.cursor()).isEqualTo(log.size());
        assertThat(member.component().applied()).isEqualTo(log.size());
      }
      CommitHistory history = bench.log().members().get(0).component().history();
      for (Batch batch : bench.fanOut().batchGenerator().batches()) {
        assertThat(history.contains(batch.info().digest())).isFalse();
        assertThat(batch.info().expiration()).isGreaterThan(history.time());
      }
      List<Proof> proofs = bench.fanOut().proofManager().pull(100);
      assertThat(proofs).noneMatch(proof -> history.contains(proof.info().digest()));
      assertThat(bench.fanOut().proofManager().backpressure())
          .isEqualTo(
              new Backpressure(
                  proofs.size(), proofs.stream().mapToLong(Proof::transactions).sum()));
    }

    private void count() {
      for (CommitReceipt receipt : receipts) {
        accepted += receipt.isAccepted() ? 1 : 0;
        for (ComponentName name : ComponentName.values()) {
          Fate fate = receipt.of(name).fate().orElseThrow();
          assertThat(fate instanceof Fate.Refused).isEqualTo(!receipt.isAccepted());
          if (fate instanceof Fate.Refused) {
            refused++;
          } else if (fate instanceof Fate.Delivered) {
            delivered++;
          } else {
            unknown++;
          }
        }
      }
      assertThat(refused + delivered + unknown).isEqualTo(3L * receipts.size());
      assertThat(delivered + unknown).isEqualTo(3 * accepted);
      assertThat(bench.metrics.fates(Fate.DELIVERED)).isEqualTo(delivered);
      assertThat(
              bench.metrics.fates(new Fate.Unknown(Reason.DETACHED))
                  + bench.metrics.fates(new Fate.Unknown(Reason.NODE_CRASHED)))
          .isEqualTo(unknown);
      resynchronised =
          bench.events.events().stream().filter(event -> event.contains("Resync")).count();
    }
  }
}
