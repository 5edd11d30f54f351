package dev.handoff.bench;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.fanout.BatchInfo;
import dev.handoff.fanout.Commit;
import dev.handoff.fanout.CommitFanOut;
import dev.handoff.fanout.CommitReceipt;
import dev.handoff.fanout.ComponentName;
import dev.handoff.fanout.FanOutPorts;
import dev.handoff.fanout.FanOutSettings;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commits a second that reach all three components, which keep nothing durable: the log that they
 * read at their own pace, against a queue for each, at equal capacity.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
@Fork(1)
public class FanOutBenchmark {
  /** How long whoever was refused waits before it offers again. */
  private static final long PAUSE_NANOS = 10_000;

  private static final int COMMITS = 20_000;
  private static final int CAPACITY = 1_000;

  private final List<Commit> commits = new ArrayList<>();

  /** Makes the commits, of one batch each, which expires a hundred commits later. */
  @Setup(Level.Trial)
  public void prepare() {
    for (int k = 1; k <= COMMITS; k++) {
      BatchInfo info = new BatchInfo(Digest.of(Bytes.of(k)), k + 100L);
      commits.add(new Commit(k, List.of(info)));
    }
  }

  /** The reference. */
  @Benchmark
  @OperationsPerInvocation(COMMITS)
  public void commitFanOut() throws Exception {
    try (ThreadScheduler scheduler = new ThreadScheduler("fan-out", 3)) {
      CommitFanOut fanOut =
          CommitFanOut.open(
              FanOutSettings.DEFAULT.withLogBound(CAPACITY),
              FanOutPorts.inMemory(scheduler, SystemClock.INSTANCE));
      CountDownLatch applied = new CountDownLatch(ComponentName.values().length * COMMITS);
      for (Commit commit : commits) {
        CommitReceipt receipt = fanOut.notify(commit);
        while (!receipt.isAccepted()) {
          // As long as the as-found design's caller waits for room in the queue.
          LockSupport.parkNanos(PAUSE_NANOS);
          receipt = fanOut.notify(commit);
        }
        for (ComponentName component : ComponentName.values()) {
          receipt.of(component).onFate(fate -> countDown(applied, fate));
        }
      }
      applied.await();
      fanOut.shutdown().toCompletableFuture().join();
    }
  }

  private static void countDown(CountDownLatch applied, Fate fate) {
    if (!(fate instanceof Fate.Delivered)) {
      throw new IllegalStateException("not delivered: " + fate);
    }
    applied.countDown();
  }

  /** Three bounded blocking queues, one sender. */
  @Benchmark
  @OperationsPerInvocation(COMMITS)
  public void asFound() throws Exception {
    CountDownLatch applied = new CountDownLatch(3 * COMMITS);
    try (AsFoundFanOut fanOut = new AsFoundFanOut(CAPACITY, applied::countDown)) {
      for (Commit commit : commits) {
        fanOut.notify(commit);
      }
      applied.await();
    }
  }
}
