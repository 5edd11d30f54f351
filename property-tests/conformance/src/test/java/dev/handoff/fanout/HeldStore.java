package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.conformance.Changes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A store that can hold back the cursor of one component, as a disk that hangs for that component
 * alone would. Everything else goes to the store behind it.
 *
 * <p>Whoever waits for what the store does is told of each answer, when its owner has heard it, and
 * of each transaction that is held back.
 *
 * <p>Thread-safe, guarded by this.
 */
final class HeldStore implements Store {
  private record Held(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {}

  private final Store store;
  private final Changes changes;
  private final Deque<Held> held = new ArrayDeque<>();
  private Optional<Mutation> cursor = Optional.empty();

  HeldStore(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  /** Holds back that component's cursor from now on. */
  synchronized void hold(ComponentName component) {
    cursor = Optional.of(Records.cursor(component, 0));
  }

  /** Lets what was held back go, and holds back nothing any more. */
  void release() {
    for (Held each : letGo()) {
      store.commit(each.transaction(), each.whenDone());
    }
  }

  /** Says that what was held back was not written, and holds back nothing any more. */
  void fail() {
    StoreException cause = new StoreException(StoreException.Kind.IO, "the disk was taken away");
    for (Held each : letGo()) {
      each.whenDone().accept(new WriteResult.Failed(cause));
    }
  }

  private synchronized List<Held> letGo() {
    List<Held> gone = List.copyOf(held);
    held.clear();
    cursor = Optional.empty();
    return gone;
  }

  synchronized boolean isHolding() {
    return !held.isEmpty();
  }

  @Override
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    Consumer<WriteResult> whenTold =
        result -> {
          whenDone.accept(result);
          changes.happened();
        };
    synchronized (this) {
      if (cursor.isPresent() && transaction.stream().anyMatch(this::isHeldBack)) {
        held.add(new Held(transaction, whenTold));
        changes.happened();
        return;
      }
    }
    store.commit(transaction, whenTold);
  }

  private boolean isHeldBack(Mutation mutation) {
    return mutation.table().equals(cursor.orElseThrow().table())
        && mutation.key().equals(cursor.orElseThrow().key());
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
