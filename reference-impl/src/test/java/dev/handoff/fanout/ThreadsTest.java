package dev.handoff.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.Store;
import dev.handoff.fakes.FaultyStore;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: nothing is lost, and the sums add up. */
@Timeout(120)
class ThreadsTest {
  private static final int COMMITS = 5_000;
  private static final int OWNERS = 2;

  private static FanOutSettings settings(StateKeeping keeping) {
    return FanOutSettings.DEFAULT.withLogBound(64).withStateKeeping(keeping);
  }

  @Test
  void everyCommitOfSeveralOwnersReachesEveryComponentInMemory() throws Exception {
    try (ThreadScheduler scheduler = new ThreadScheduler("fanout", 3)) {
      run(scheduler, Optional.empty(), StateKeeping.VOLATILE, COMMITS);
    }
  }

  @Test
  void everyCommitOfSeveralOwnersReachesEveryDurableComponent() throws Exception {
    try (ThreadScheduler scheduler = new ThreadScheduler("fanout", 3)) {
      Store store = new FaultyStore(scheduler);
      run(scheduler, Optional.of(store), StateKeeping.DURABLE, COMMITS / 5);
    }
  }

  private static void run(
      ThreadScheduler scheduler, Optional<Store> store, StateKeeping keeping, int commits)
      throws Exception {
    Tally metrics = new Tally();
    FanOutPorts inMemory =
        FanOutPorts.inMemory(scheduler, SystemClock.INSTANCE).withMetrics(metrics);
    CommitFanOut fanOut =
        CommitFanOut.open(settings(keeping), store.map(inMemory::withStore).orElse(inMemory));
    List<Thread> owners = new ArrayList<>();
    List<List<CommitReceipt>> receipts = new ArrayList<>();
    for (int owner = 0; owner < OWNERS; owner++) {
      List<CommitReceipt> own = new ArrayList<>();
      receipts.add(own);
      int first = owner;
      Thread thread = new Thread(() -> announce(fanOut, first, commits, own));
      owners.add(thread);
      thread.start();
    }
    for (Thread owner : owners) {
      owner.join();
    }
    ShutdownReport report = fanOut.shutdown().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(report.isClean()).isTrue();

    long refused = 0;
    long accepted = 0;
    for (List<CommitReceipt> own : receipts) {
      for (CommitReceipt receipt : own) {
        for (ComponentName name : ComponentName.values()) {
          Fate fate = receipt.of(name).fate().orElseThrow();
          if (receipt.isAccepted()) {
            assertThat(fate).isEqualTo(Fate.DELIVERED);
          } else {
            assertThat(fate).isEqualTo(new Fate.Refused(Reason.FULL));
          }
        }
        if (receipt.isAccepted()) {
          accepted++;
        } else {
          refused++;
        }
      }
    }
    assertThat(accepted).isEqualTo((long) OWNERS * commits);
    assertThat(metrics.fates(Fate.DELIVERED)).isEqualTo(3 * accepted);
    assertThat(metrics.fates(new Fate.Refused(Reason.FULL))).isEqualTo(3 * refused);
    for (ComponentName name : ComponentName.values()) {
      assertThat(fanOut.log().member(name).component().applied()).isEqualTo(accepted);
    }
  }

  /** Announces each commit until it is accepted, waiting for an earlier one after a refusal. */
  private static void announce(
      CommitFanOut fanOut, int first, int commits, List<CommitReceipt> receipts) {
    CommitReceipt last = CommitReceipt.refused(Reason.FULL);
    for (int i = 0; i < commits; i++) {
      long timestamp = (long) i * OWNERS + first + 1;
      Commit commit = Bench.commit(timestamp, Bench.batch(timestamp, timestamp + 100));
      CommitReceipt receipt = fanOut.notify(commit);
      receipts.add(receipt);
      while (!receipt.isAccepted()) {
        CompletableFuture.allOf(
                last.batchGenerator().stage().toCompletableFuture(),
                last.proofCoordinator().stage().toCompletableFuture(),
                last.proofManager().stage().toCompletableFuture())
            .join();
        receipt = fanOut.notify(commit);
        receipts.add(receipt);
      }
      last = receipt;
    }
  }
}
