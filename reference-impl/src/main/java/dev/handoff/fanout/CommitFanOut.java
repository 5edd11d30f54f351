package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.StoreException;
import java.util.concurrent.CompletionStage;

/**
 * Brings every commit to the three components that must hear of it, or says which it did not reach.
 *
 * <p>{@link #notify} appends to a bounded log and answers. Nobody sends anything to anybody: each
 * component reads the log at its own position, applies the entry, saves its state, and then moves
 * its cursor, which completes the receipt. A component that fails delays nobody for longer than its
 * deadline: it is detached, and what it owes is unknown. When it comes back it goes on where it
 * was, or takes over a snapshot if the log has gone on without it.
 *
 * <p>Thread-safe. {@code notify} never blocks; {@link #open} and the restarts read the store.
 *
 * <p>The idea of one log that each consumer reads at its own cursor, bounded by the slowest, is
 * that of the LMAX Disruptor and of Apache Kafka; the cursor as the acknowledgement is Kafka's.
 */
public final class CommitFanOut {
  private final Coordinator coordinator;
  private final BatchGenerator batchGenerator;
  private final ProofCoordinator proofCoordinator;
  private final ProofManager proofManager;

  private CommitFanOut(FanOutSettings settings, FanOutPorts ports) {
    Guard guard = new Guard(ports.events());
    coordinator = new Coordinator(settings, ports, guard);
    batchGenerator = new BatchGenerator(settings, guard);
    proofCoordinator = new ProofCoordinator(settings, guard);
    proofManager = new ProofManager(settings, guard, ports.metrics());
    log().join(batchGenerator);
    log().join(proofCoordinator);
    log().join(proofManager);
  }

  /**
   * Opens a fan-out on what the store has: an empty one, or one that goes on from its cursors.
   *
   * <p>The log in the store may end before the last commits that were accepted: a crash can be
   * faster than the disk. The owner offers again what its ledger has after {@link #time}; what
   * comes twice does no harm.
   *
   * @throws StoreException if the store cannot be read, or is not what was written
   * @throws IllegalArgumentException if there is no store, and the settings need one
   */
  public static CommitFanOut open(FanOutSettings settings, FanOutPorts ports)
      throws StoreException {
    if (ports.store().isEmpty()
        && (settings.stateKeeping() == StateKeeping.DURABLE
            || settings.panicPolicy() == PanicPolicy.PROCESS)) {
      throw new IllegalArgumentException(
          "%s states and the panic policy %s need a store"
              .formatted(settings.stateKeeping(), settings.panicPolicy()));
    }
    CommitFanOut fanOut = new CommitFanOut(settings, ports);
    fanOut.coordinator.open();
    return fanOut;
  }

  /**
   * Appends the commit to the log, or refuses it, and says which: refused if it is {@code FULL}
   * (the log, or the memory of committed batches), {@code CLOSED} (a shutdown was requested),
   * {@code TOO_LARGE} (more batches than the settings allow) or {@code NODE_STOPPED} (the process
   * has crashed). Never blocks.
   */
  public CommitReceipt notify(Commit commit) {
    return log().notify(commit);
  }

  /**
   * Refuses new commits, lets the components drain, and stops them in order, each within its
   * phase's deadline; what a component then owes is unknown. The second call returns the same
   * report.
   *
   * <p>If the process is down, this ends it: what is owed is unknown at once.
   *
   * @return a stage that completes when all are out, and never exceptionally
   */
  public CompletionStage<ShutdownReport> shutdown() {
    return coordinator.shutdown();
  }

  /**
   * Starts a component that has crashed, with the state that it has saved, or with none.
   *
   * @return whether it was down and was started; not while a write of its former life is on its way
   * @throws StoreException if its state cannot be read; it stays down
   */
  public boolean restartComponent(ComponentName component) throws StoreException {
    return coordinator.restartComponent(component);
  }

  /**
   * Starts everything again after a crash under {@link PanicPolicy#PROCESS}.
   *
   * @return whether it was down and was started; not while a write of its former life is on its way
   * @throws StoreException if the store cannot be read; everything stays down
   */
  public boolean restartProcess() throws StoreException {
    return coordinator.restartProcess();
  }

  /** Returns where the component is in its life. */
  public ComponentStatus status(ComponentName component) {
    return log().read(log().member(component)::status);
  }

  /** Returns the latest timestamp of all commits in the log, now and ever; 0 before the first. */
  public long time() {
    return log().read(log()::time);
  }

  /** Returns the component that keeps the batches in progress. */
  public BatchGenerator batchGenerator() {
    return batchGenerator;
  }

  /** Returns the component that keeps the proofs in progress. */
  public ProofCoordinator proofCoordinator() {
    return proofCoordinator;
  }

  /** Returns the component that keeps the queue of proofs. */
  public ProofManager proofManager() {
    return proofManager;
  }

  /** Returns the log, through which all variables of the specification can be read. */
  CommitLog log() {
    return coordinator.log();
  }

  /** Returns the coordinator, whose steps are those of the shutdown and of the restarts. */
  Coordinator coordinator() {
    return coordinator;
  }
}
