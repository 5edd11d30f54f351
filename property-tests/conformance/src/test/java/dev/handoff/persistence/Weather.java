package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.Scheduler;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A real store in bad weather: it lets transactions fail, leaves them in doubt, or holds them back,
 * as a test planned. It knows what it did, which the batch store above it cannot know: whether a
 * write in doubt took effect, and which transactions were answered to a node that was gone.
 *
 * <p>Thread-safe, guarded by this; answers are given under no lock.
 */
final class Weather implements Store {
  /** What happens to a transaction. */
  enum Fault {
    NONE,
    FAIL,
    DOUBT,
    /** In doubt, and written where a loss of power undoes it. */
    DOUBT_UNSYNCED,
    /** In doubt, and not written. */
    DOUBT_LOST,
    /** Not given to the store until {@link #release}. */
    HOLD
  }

  private final Store store;
  private final Scheduler scheduler;
  private final ThreadLocal<Fault> doing = ThreadLocal.withInitial(() -> Fault.NONE);
  private final ThreadLocal<Boolean> noticed = ThreadLocal.withInitial(() -> false);
  private final Deque<Fault> writes = new ArrayDeque<>();
  private final Deque<Fault> deletes = new ArrayDeque<>();
  private final List<Runnable> held = new ArrayList<>();
  private final List<Mutation> unnoticed = new ArrayList<>();
  private final Map<Bytes, Mutation> undo = new HashMap<>();

  Weather(Store store, Scheduler scheduler) {
    this.store = store;
    this.scheduler = scheduler;
  }

  /** Plans what happens to the next writes, one each. */
  synchronized void writes(Fault... faults) {
    writes.addAll(List.of(faults));
  }

  /** Plans what happens to the next deletions, one each. */
  synchronized void deletes(Fault... faults) {
    deletes.addAll(List.of(faults));
  }

  /** Returns what happens to the transaction that is answered on this thread. */
  Fault doing() {
    return doing.get();
  }

  /** The batch store took a step because of the answer. */
  void notice() {
    noticed.set(true);
  }

  synchronized int heldCount() {
    return held.size();
  }

  /** Gives the store what was held back. */
  void release() {
    List<Runnable> now;
    synchronized (this) {
      now = List.copyOf(held);
      held.clear();
    }
    now.forEach(Runnable::run);
  }

  /** Returns what took effect although no step was taken for it: the node had gone down. */
  synchronized List<Mutation> unnoticed() {
    return List.copyOf(unnoticed);
  }

  /** Everything is on the disk now. */
  synchronized void flush() {
    undo.clear();
  }

  /** Returns what a loss of power does to the records. */
  synchronized List<Mutation> undo() {
    return List.copyOf(undo.values());
  }

  @Override
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    Mutation mutation = transaction.get(0);
    Fault fault;
    synchronized (this) {
      Deque<Fault> plan = mutation instanceof Mutation.Put ? writes : deletes;
      fault = plan.isEmpty() ? Fault.NONE : plan.remove();
      if (fault == Fault.HOLD) {
        held.add(() -> commit(transaction, new Planned(mutation, Fault.NONE, whenDone)));
        return;
      }
    }
    commit(transaction, new Planned(mutation, fault, whenDone));
  }

  private record Planned(Mutation mutation, Fault fault, Consumer<? super WriteResult> whenDone) {}

  private void commit(List<Mutation> transaction, Planned planned) {
    StoreException cause =
        new StoreException(StoreException.Kind.IO, "this store fails because the test says so");
    switch (planned.fault()) {
      case FAIL ->
          scheduler.execute(() -> answer(planned, new WriteResult.Failed(cause), planned.fault()));
      case DOUBT_LOST ->
          scheduler.execute(() -> answer(planned, new WriteResult.InDoubt(cause), planned.fault()));
      default -> {
        Mutation before = before(planned.mutation());
        store.commit(
            transaction,
            result -> {
              if (!(result instanceof WriteResult.Committed)) {
                answer(planned, result, Fault.FAIL);
              } else {
                written(planned, before);
                answer(
                    planned,
                    planned.fault() == Fault.NONE ? result : new WriteResult.InDoubt(cause),
                    planned.fault());
              }
            });
      }
    }
  }

  /** What undoes a write that is not synced. The digest has one owner, so nobody else writes it. */
  private Mutation before(Mutation mutation) {
    try {
      return store
          .read(mutation.table(), mutation.key())
          .<Mutation>map(value -> new Mutation.Put(mutation.table(), mutation.key(), value))
          .orElse(new Mutation.Delete(mutation.table(), mutation.key()));
    } catch (StoreException e) {
      throw new AssertionError("the store cannot be read", e);
    }
  }

  private synchronized void written(Planned planned, Mutation before) {
    if (planned.fault() == Fault.DOUBT_UNSYNCED) {
      undo.putIfAbsent(planned.mutation().key(), before);
    } else {
      undo.remove(planned.mutation().key());
    }
  }

  private void answer(Planned planned, WriteResult result, Fault fault) {
    noticed.set(false);
    doing.set(fault);
    planned.whenDone().accept(result);
    doing.set(Fault.NONE);
    if (!noticed.get() && fault != Fault.FAIL && fault != Fault.DOUBT_LOST) {
      synchronized (this) {
        unnoticed.add(planned.mutation());
      }
    }
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
