package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Keeps batches until they expire, and promises so to their authors by a signature: the reference
 * design of {@code spec/persistence/BatchPersistence.tla}.
 *
 * <p>A digest has one owner at a time, the task that persists it or the collector that removes it;
 * others wait in line. The owner charges the author, writes, publishes, signs, sends and announces,
 * in this order; so a signature that is out stands for a record on the disk, and what is on the
 * disk is charged.
 *
 * <p>Thread-safe. Nothing here blocks, but {@link #open} and {@link #read}, which read the store.
 * All shared state is in {@link StoreState}, {@link Task}, {@link Collector} and {@link Lifecycle},
 * whose tables say who writes it.
 */
public final class BatchStore {
  /** The name of the protocol, for {@link dev.handoff.Metrics}. */
  public static final String PROTOCOL = "persistence";

  private final StoreState state;
  private final Records records;
  private final Admission admission;
  private final Storing storing;
  private final Collector collector;
  private final Lifecycle lifecycle;

  /** Creates a store that is down. */
  BatchStore(BatchStoreSettings settings, BatchStorePorts ports) {
    state = new StoreState(settings, ports, this::abort);
    records = new Records(ports.digester());
    collector = new Collector(state, this::fail);
    admission = new Admission(state);
    storing = new Storing(state, collector);
    lifecycle = new Lifecycle(state, collector, records);
  }

  /**
   * Starts on what the store holds. The certified time is 0 at first: call {@link #certify} with
   * what the ledger says before the first offer.
   *
   * <p>Nobody else may be writing batches to the store. After an {@link #abort}, or a {@link #stop}
   * that its deadline has cut off, transactions of the one before may still be on their way: a
   * record that comes after the scan is charged to nobody. Close that store first, which waits for
   * them, and open it anew.
   *
   * @throws StoreException if a record cannot be read or is corrupt, or, of kind {@code FULL}, if a
   *     quota does not suffice for what is stored
   */
  public static BatchStore open(BatchStoreSettings settings, BatchStorePorts ports)
      throws StoreException {
    BatchStore store = new BatchStore(settings, ports);
    store.lifecycle.start();
    return store;
  }

  /**
   * Offers the batches of one request, which are worked off in their order.
   *
   * @return a receipt for each batch, in the same order. Delivered: stored, signed, sent and
   *     announced. Refused: {@code TOO_LARGE}, {@code INVALID}, {@code EXPIRED}, {@code
   *     OVER_QUOTA}, {@code FULL}, {@code CLOSED}, {@code NODE_STOPPED}. Undelivered: {@code
   *     WRITE_FAILED}. Unknown: {@code NODE_CRASHED}, {@code HANDOVER_FAILED}
   */
  public List<Receipt> persist(List<Batch> batches) {
    List<Batch> offered = List.copyOf(batches);
    Optional<Reason> ofAll =
        offered.size() > state.settings.maxBatchesPerRequest()
            ? Optional.of(Reason.TOO_LARGE)
            : admission.whyNot();
    List<Receipt> receipts = new ArrayList<>(offered.size());
    List<Batch> sound = new ArrayList<>(offered.size());
    List<Promise> promises = new ArrayList<>(offered.size());
    for (Batch batch : offered) {
      Optional<Reason> refusal = ofAll.or(() -> fault(batch));
      if (refusal.isPresent()) {
        receipts.add(refuse(refusal.get()));
      } else {
        Promise promise = new Promise();
        receipts.add(promise.receipt());
        sound.add(batch);
        promises.add(promise);
      }
    }
    if (!sound.isEmpty()) {
      admission
          .receive(task(sound, promises))
          .ifPresent(reason -> promises.forEach(promise -> refuse(promise, reason)));
    }
    return receipts;
  }

  /** Returns what is wrong with the batch itself. */
  private Optional<Reason> fault(Batch batch) {
    if (batch.payload().size() > state.settings.maxBatchBytes()) {
      return Optional.of(Reason.TOO_LARGE);
    }
    return records.isWhole(batch) ? Optional.empty() : Optional.of(Reason.INVALID);
  }

  private Receipt refuse(Reason reason) {
    Fate fate = new Fate.Refused(reason);
    state.ports.metrics().fate(PROTOCOL, fate);
    return Receipt.of(fate);
  }

  private void refuse(Promise promise, Reason reason) {
    Fate fate = new Fate.Refused(reason);
    state.ports.metrics().fate(PROTOCOL, fate);
    promise.settle(fate).run();
  }

  /** Returns a task that is not received yet. */
  Task task(List<Batch> batches, List<Promise> promises) {
    return new Task(
        state.offers.incrementAndGet(),
        batches,
        promises,
        state.ports.scheduler(),
        this::step,
        this::fail);
  }

  /**
   * Takes the next step of the task if there is one, or begins the transaction that leads to it.
   */
  private boolean step(Task task) {
    return switch (task.place()) {
      case CHECK -> admission.admit(task);
      case WRITE -> {
        storing.beginWrite(task);
        yield false;
      }
      case PUBLISH -> storing.publish(task);
      case SIGN -> storing.sign(task);
      case SEND -> storing.send(task);
      case ANNOUNCE -> storing.announce(task);
      case REMOVE -> {
        storing.beginRemove(task);
        yield false;
      }
      case RELEASE -> storing.release(task);
      case NEW, DONE, LOST -> false;
    };
  }

  /** A task that dies takes the node with it, which nobody can overlook. */
  private void fail(RuntimeException failure) {
    state.report("task", failure);
    lifecycle.abort();
  }

  /** Says that the ledger has certified this time. An earlier one than before has no effect. */
  public void certify(long time) {
    collector.certify(time);
  }

  /**
   * Returns the batch, if it is stored and was not collected.
   *
   * @throws StoreException if it is stored and cannot be read, or is not what was written, or this
   *     is down
   */
  @SuppressWarnings("ReferenceEquality") // an equal entry may be of a batch that came again
  public Optional<Batch> read(Digest digest) throws StoreException {
    Optional<Entry> entry = cached(digest);
    while (entry.isPresent()) {
      Entry found = entry.get();
      Optional<Batch> batch =
          found.payload().isPresent()
              ? found.payload().map(payload -> new Batch(found.info(), payload))
              : stored(digest);
      if (batch.isPresent()) {
        return batch;
      }
      // The record is gone: so must be the entry, or it is another one by now.
      entry = cached(digest);
      if (entry.filter(now -> now == found).isPresent()) {
        throw counted(Records.missing(digest));
      }
    }
    return Optional.empty();
  }

  @SuppressWarnings("try") // the section is there for its lock only
  private Optional<Entry> cached(Digest digest) throws StoreException {
    try (Guard.Section section = state.guard.enter()) {
      if (!state.isUp()) {
        throw new StoreException(
            StoreException.Kind.CLOSED, "the batch store is down; open it to read " + digest);
      }
      return state.catalog.find(digest);
    }
  }

  private Optional<Batch> stored(Digest digest) throws StoreException {
    try {
      Optional<Bytes> value = state.ports.store().read(Records.TABLE, digest.bytes());
      return value.isPresent()
          ? Optional.of(records.decode(digest.bytes(), value.get()))
          : Optional.empty();
    } catch (StoreException e) {
      throw counted(e);
    }
  }

  private StoreException counted(StoreException failure) {
    state.countFailure("read", failure);
    return failure;
  }

  /**
   * Refuses further requests, lets those in flight end, and goes down: when they have, or at the
   * deadline. A second call changes nothing.
   *
   * @return completes once all owners are told and nothing more is begun; never exceptionally
   */
  public CompletionStage<Stopped> stop(Deadline deadline) {
    return lifecycle.stop(deadline);
  }

  /**
   * Goes down at once, as if the process had been killed, and tells the owners. What is on its way
   * to the store is not called back: see {@link #open}.
   */
  public void abort() {
    lifecycle.abort();
  }

  /** The steps by which requests enter. */
  Admission admission() {
    return admission;
  }

  /** The steps of a task that owns its digest. */
  Storing storing() {
    return storing;
  }

  /** The steps of the collector. */
  Collector collector() {
    return collector;
  }

  /** The steps of the node. */
  Lifecycle lifecycle() {
    return lifecycle;
  }

  /** Returns all variables at one moment. */
  Snapshot snapshot() {
    return state.within(
        () -> {
          Map<Long, Snapshot.At> tasks = new TreeMap<>();
          state.tasks.forEach(
              (number, task) ->
                  tasks.put(
                      number,
                      new Snapshot.At(
                          task.place(), task.batchNumber(), task.batch().digest(), task.begun)));
          return new Snapshot(
              state.node,
              state.time,
              state.catalog.cache(),
              List.copyOf(state.catalog.queue()),
              state.catalog.used(),
              collector.pc(),
              collector.evicted(),
              tasks);
        });
  }
}
