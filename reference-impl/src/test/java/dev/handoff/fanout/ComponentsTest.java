package dev.handoff.fanout;

import static dev.handoff.fanout.Bench.SMALL;
import static dev.handoff.fanout.Bench.batch;
import static dev.handoff.fanout.Bench.commit;
import static dev.handoff.fanout.Bench.digest;
import static dev.handoff.fanout.Bench.inProgress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Digest;
import dev.handoff.Guard;
import dev.handoff.Mutation;
import dev.handoff.Reason;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.trace.EventSink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The three components, their bounds, and the values that come and go. */
class ComponentsTest {
  private final Bench bench = Bench.inMemory(SMALL);
  private final BatchGenerator generator = bench.fanOut().batchGenerator();
  private final ProofCoordinator coordinator = bench.fanOut().proofCoordinator();
  private final ProofManager manager = bench.fanOut().proofManager();

  private void commitAndApply(long timestamp, BatchInfo... batches) {
    assertThat(bench.fanOut().notify(commit(timestamp, batches)).isAccepted()).isTrue();
    bench.settle();
  }

  @Test
  void transactionsOfABatchInProgressAreNotPulledUntilItIsCommitted() {
    List<Digest> transactions = List.of(digest(-1), digest(-2), digest(-3));
    generator.begin(inProgress(batch(1), 1, 2));
    generator.begin(inProgress(batch(2), 2));
    assertThat(generator.pull(transactions)).containsExactly(digest(-3));
    commitAndApply(1, batch(1));
    assertThat(generator.pull(transactions))
        .as("2 is in another batch in progress")
        .containsExactly(digest(-1), digest(-3));
    commitAndApply(2, batch(2));
    assertThat(generator.pull(transactions)).isEqualTo(transactions);
  }

  @Test
  void batchesInProgressExpire() {
    generator.begin(inProgress(batch(1, 5), 1));
    generator.begin(inProgress(batch(2, 6), 2));
    commitAndApply(5);
    assertThat(generator.batches()).containsExactly(inProgress(batch(2, 6), 2));
    assertThat(generator.begin(inProgress(batch(3, 5)))).isEqualTo(Admission.EXPIRED);
    assertThat(generator.begin(inProgress(batch(3, 6)))).isEqualTo(Admission.ADMITTED);
  }

  @Test
  void anItemIsAdmittedOnceAndUpToTheBound() {
    assertThat(generator.begin(inProgress(batch(0)))).isEqualTo(Admission.ADMITTED);
    assertThat(generator.begin(inProgress(batch(0)))).isEqualTo(Admission.KNOWN);
    for (int i = 1; i < 8; i++) {
      assertThat(generator.begin(inProgress(batch(i)))).isEqualTo(Admission.ADMITTED);
    }
    assertThat(generator.begin(inProgress(batch(8)))).isEqualTo(Admission.FULL);
    assertThat(generator.begin(inProgress(batch(0)))).isEqualTo(Admission.KNOWN);
  }

  @Test
  void aBatchThatIsCommittedIsNotAdmittedBeforeItExpires() {
    commitAndApply(1, batch(1, 5));
    assertThat(generator.begin(inProgress(batch(1, 5)))).isEqualTo(Admission.COMMITTED);
    assertThat(coordinator.begin(new ProofInProgress(batch(1, 5)))).isEqualTo(Admission.COMMITTED);
    assertThat(coordinator.isCommitted(digest(1))).isTrue();
    commitAndApply(5);
    assertThat(coordinator.isCommitted(digest(1))).isFalse();
    assertThat(coordinator.begin(new ProofInProgress(batch(1, 5))))
        .as("it may have been committed")
        .isEqualTo(Admission.EXPIRED);
    assertThat(coordinator.begin(new ProofInProgress(batch(2, 5)))).isEqualTo(Admission.EXPIRED);
  }

  @Test
  void theProofCoordinatorHasNoClock() {
    coordinator.begin(new ProofInProgress(batch(1, 5)));
    coordinator.begin(new ProofInProgress(batch(2, 9)));
    commitAndApply(7, batch(2, 9));
    assertThat(coordinator.proofs()).containsExactly(new ProofInProgress(batch(1, 5)));
  }

  @Test
  void theProofCoordinatorDropsWhatMayBeCommittedAndForgotten() {
    coordinator.begin(new ProofInProgress(batch(1, 5)));
    commitAndApply(7, batch(2, 5));
    assertThat(coordinator.proofs()).isEmpty();
  }

  @Test
  void aProofInProgressEndsOnce() {
    coordinator.begin(new ProofInProgress(batch(1)));
    assertThat(coordinator.end(digest(1))).isTrue();
    assertThat(coordinator.end(digest(1))).isFalse();
    assertThat(coordinator.proofs()).isEmpty();
  }

  @Test
  void theProofManagerPublishesWhatRemains() {
    List<Backpressure> published = new ArrayList<>();
    manager.onBackpressure(published::add);
    manager.offer(new Proof(batch(1), 10));
    manager.offer(new Proof(batch(2, 5), 20));
    manager.offer(new Proof(batch(3), 40));
    commitAndApply(5, batch(1));
    commitAndApply(6);
    assertThat(published)
        .containsExactly(
            new Backpressure(1, 10),
            new Backpressure(2, 30),
            new Backpressure(3, 70),
            new Backpressure(1, 40));
    assertThat(manager.backpressure()).isEqualTo(new Backpressure(1, 40));
    assertThat(manager.pull(9)).containsExactly(new Proof(batch(3), 40));
  }

  @Test
  void aProofWithoutTransactionsIsPublishedToo() {
    manager.offer(new Proof(batch(1), 0));
    assertThat(manager.backpressure()).isEqualTo(new Backpressure(1, 0));
  }

  @Test
  void theQueueOfProofsIsPulledInItsOrderAndKeepsThem() {
    manager.offer(new Proof(batch(2), 1));
    manager.offer(new Proof(batch(1), 1));
    assertThat(manager.pull(1)).containsExactly(new Proof(batch(2), 1));
    assertThat(manager.pull(2)).hasSize(2);
  }

  @Test
  void whatAListenerOfBackpressureThrowsIsCountedAndOthersAreTold() {
    List<Backpressure> published = new ArrayList<>();
    manager.onBackpressure(
        pressure -> {
          throw new IllegalStateException("a listener");
        });
    manager.onBackpressure(published::add);
    manager.offer(new Proof(batch(1), 1));
    assertThat(published).hasSize(1);
    assertThat(bench.metrics.failures("backpressure-listener")).isEqualTo(1);
  }

  @Test
  void itemsThatTheStoreCannotTakeAreBounded() {
    Bench durable = Bench.durable();
    durable.store.plan(Plan.HOLD);
    ProofCoordinator stuck = durable.fanOut().proofCoordinator();
    int admitted = 0;
    for (int i = 0; i < 100; i++) {
      if (stuck.begin(new ProofInProgress(batch(i))) == Admission.ADMITTED) {
        admitted++;
        stuck.end(digest(i));
      }
      durable.settle();
    }
    assertThat(admitted).as("one on its way, eight to be saved").isEqualTo(9);
  }

  /** A component that throws when it is told to. */
  private static final class Fragile extends Component<ProofInProgress> {
    private boolean broken;

    private Fragile(ComponentName name, FanOutSettings settings, Guard guard) {
      super(name, settings, guard);
    }

    @Override
    long horizon(long time, long forgotten) {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      return time;
    }

    @Override
    Bytes encode(ProofInProgress item) {
      return Bytes.EMPTY;
    }

    @Override
    ProofInProgress decode(BatchInfo info, ByteBuffer rest) {
      return new ProofInProgress(info);
    }

    @Override
    void added(ProofInProgress item) {}

    @Override
    void removed(ProofInProgress item) {}
  }

  @Test
  void aComponentThatThrowsIsDownAndTheOthersGoOn() throws Exception {
    ManualScheduler scheduler = new ManualScheduler();
    Clock clock = scheduler;
    List<ComponentName> crashed = new ArrayList<>();
    Tally metrics = new Tally();
    FanOutPorts ports =
        FanOutPorts.inMemory(scheduler, clock)
            .withMetrics(metrics)
            .withSupervisor(
                (name, cause) -> {
                  crashed.add(name);
                  throw new IllegalStateException("the supervisor too", cause);
                });
    Guard guard = new Guard(EventSink.NONE);
    Coordinator direct = new Coordinator(SMALL, ports, guard);
    List<Fragile> components = new ArrayList<>();
    for (ComponentName name : ComponentName.values()) {
      Fragile component = new Fragile(name, SMALL, guard);
      components.add(component);
      direct.log().join(component);
    }
    direct.open();
    components.get(1).broken = true;
    CommitReceipt first = direct.log().notify(commit(1, batch(1)));
    scheduler.runAll();
    assertThat(crashed).containsExactly(ComponentName.PROOF_COORDINATOR);
    assertThat(metrics.failures("component-crashed")).isEqualTo(1);
    assertThat(metrics.failures("supervisor")).isEqualTo(1);
    assertThat(Bench.isDelivered(first.of(ComponentName.BATCH_GENERATOR))).isTrue();
    assertThat(Bench.isDelivered(first.of(ComponentName.PROOF_MANAGER))).isTrue();
    assertThat(Bench.isOpen(first.of(ComponentName.PROOF_COORDINATOR))).isTrue();
    components.get(1).broken = false;
    assertThat(direct.restartComponent(ComponentName.PROOF_COORDINATOR)).isTrue();
    scheduler.runAll();
    assertThat(Bench.isDelivered(first.of(ComponentName.PROOF_COORDINATOR))).isTrue();
  }

  @Test
  void aStoreThatThrowsIsCountedAndDelaysNoOtherComponent() throws Exception {
    Bench durable = Bench.durable();
    Store throwsOnce = new ThrowsAt(2, durable.store);
    CommitFanOut fanOut =
        CommitFanOut.open(durable.settings(), durable.ports().withStore(throwsOnce));
    CommitReceipt receipt = fanOut.notify(commit(1, batch(1)));
    List<Throwable> uncaught = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((where, thrown) -> uncaught.add(thrown));
    try {
      durable.settle();
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    assertThat(durable.metrics.failures("step")).isEqualTo(1);
    assertThat(uncaught).extracting(Throwable::getMessage).containsExactly("the store throws");
    assertThat(ComponentName.values())
        .filteredOn(name -> Bench.isDelivered(receipt.of(name)))
        .hasSize(2);
    durable.advance(Bench.DETACH_AFTER);
    assertThat(ComponentName.values())
        .filteredOn(name -> Bench.isUnknown(receipt.of(name), Reason.DETACHED))
        .hasSize(1);
  }

  /** Breaks its contract once. */
  private static final class ThrowsAt implements Store {
    private final int which;
    private final Store store;
    private int count;

    private ThrowsAt(int which, Store store) {
      this.which = which;
      this.store = store;
    }

    @Override
    public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
      if (++count == which) {
        throw new IllegalStateException("the store throws");
      }
      store.commit(transaction, whenDone);
    }

    @Override
    public Optional<Bytes> read(String table, Bytes key) throws StoreException {
      return store.read(table, key);
    }

    @Override
    public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor)
        throws StoreException {
      store.scan(table, visitor);
    }
  }

  @Test
  void valuesCheckThemselves() {
    assertThatThrownBy(() -> batch(1, -1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> commit(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new Proof(batch(1), -1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> SMALL.withLogBound(0)).hasMessageContaining("logBound");
    assertThatThrownBy(() -> SMALL.withDeadlines(Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("detachAfter");
    assertThatThrownBy(() -> SMALL.withDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(-1)))
        .hasMessageContaining("phaseTimeout");
    assertThatThrownBy(() -> settings(0, 8, 1, Bench.RETRY)).hasMessageContaining("batchBound");
    assertThatThrownBy(() -> settings(1, 0, 1, Bench.RETRY)).hasMessageContaining("committedBound");
    assertThatThrownBy(() -> settings(1, 8, 0, Bench.RETRY)).hasMessageContaining("itemBound");
    assertThatThrownBy(() -> settings(1, 8, 1, Duration.ZERO)).hasMessageContaining("retryDelay");
    assertThatThrownBy(() -> settings(9, 8, 1, Bench.RETRY))
        .hasMessageContaining("only 8 are remembered");
    assertThat(settings(8, 8, 1, Bench.RETRY).withLogBound(5).logBound()).isEqualTo(5);
  }

  private static FanOutSettings settings(
      int batchBound, int committedBound, int itemBound, Duration retryDelay) {
    return new FanOutSettings(
        1,
        batchBound,
        committedBound,
        itemBound,
        Bench.PHASE,
        Bench.PHASE,
        retryDelay,
        StateKeeping.VOLATILE,
        PanicPolicy.TASK);
  }

  @Test
  void settingsThatNeedAStoreAreNotOpenedWithoutOne() {
    FanOutPorts ports = bench.ports();
    assertThat(ports.store()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> CommitFanOut.open(SMALL.withStateKeeping(StateKeeping.DURABLE), ports))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need a store");
    assertThatThrownBy(() -> CommitFanOut.open(SMALL.withPanicPolicy(PanicPolicy.PROCESS), ports))
        .hasMessageContaining("need a store");
  }
}
