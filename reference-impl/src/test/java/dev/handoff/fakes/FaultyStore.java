package dev.handoff.fakes;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.Scheduler;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A store in memory that does what the next plan says, or commits where there is none. What it
 * commits stays when the components on it are thrown away and made anew: a crash of the process.
 *
 * <p>Thread-safe, guarded by this. Each commit is one task of the scheduler.
 */
public final class FaultyStore implements Store {
  /** What happens to a transaction. */
  public enum Plan {
    /** It is stored. */
    COMMIT,
    /** It is not stored, and the caller hears so. */
    FAIL,
    /** It is stored, and the caller hears that this is not known. */
    APPLY_IN_DOUBT,
    /** It is not stored, and the caller hears that this is not known. */
    FORGET_IN_DOUBT,
    /** It is neither stored nor answered, until {@link #release}. */
    HOLD
  }

  private record Held(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {}

  private final Scheduler scheduler;
  private final Map<String, NavigableMap<Bytes, Bytes>> tables = new TreeMap<>();
  private final Deque<Plan> plans = new ArrayDeque<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private boolean unreadable;
  private Runnable meanwhile = () -> {};

  public FaultyStore(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Plans what happens to the next transactions, one each. */
  public synchronized void plan(Plan... next) {
    plans.addAll(List.of(next));
  }

  /** Makes every reading fail from now on, or none. */
  public synchronized void unreadable(boolean unreadable) {
    this.unreadable = unreadable;
  }

  /** Has others do something while the caller reads next; once. */
  public synchronized void whenRead(Runnable others) {
    meanwhile = others;
  }

  private void readBegins() {
    Runnable others;
    synchronized (this) {
      others = meanwhile;
      meanwhile = () -> {};
    }
    others.run();
  }

  /** Puts a record there as somebody else would who writes to the file. */
  public synchronized void put(String table, Bytes key, Bytes value) {
    apply(new Mutation.Put(table, key, value));
  }

  /** Returns a copy of a table. */
  public synchronized NavigableMap<Bytes, Bytes> table(String table) {
    return new TreeMap<>(tables.getOrDefault(table, new TreeMap<>()));
  }

  /** Returns how many transactions wait for {@link #release}. */
  public synchronized int heldCount() {
    return held.size();
  }

  /** Does with the oldest transaction that is held what the plan says. */
  public void release(Plan plan) {
    Held next;
    synchronized (this) {
      next = held.remove();
    }
    scheduler.execute(() -> perform(plan, next));
  }

  @Override
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    Held write = new Held(List.copyOf(transaction), whenDone);
    Plan plan;
    synchronized (this) {
      plan = plans.isEmpty() ? Plan.COMMIT : plans.remove();
      if (plan == Plan.HOLD) {
        held.add(write);
        return;
      }
    }
    scheduler.execute(() -> perform(plan, write));
  }

  private void perform(Plan plan, Held write) {
    StoreException cause =
        new StoreException(StoreException.Kind.IO, "this store fails because the test says so");
    if (plan == Plan.COMMIT || plan == Plan.APPLY_IN_DOUBT) {
      synchronized (this) {
        write.transaction().forEach(this::apply);
      }
    }
    write
        .whenDone()
        .accept(
            switch (plan) {
              case COMMIT -> WriteResult.COMMITTED;
              case FAIL -> new WriteResult.Failed(cause);
              case APPLY_IN_DOUBT, FORGET_IN_DOUBT -> new WriteResult.InDoubt(cause);
              case HOLD -> throw new IllegalArgumentException("held already");
            });
  }

  private void apply(Mutation mutation) {
    NavigableMap<Bytes, Bytes> table =
        tables.computeIfAbsent(mutation.table(), name -> new TreeMap<>());
    if (mutation instanceof Mutation.Put put) {
      table.put(put.key(), put.value());
    } else {
      table.remove(mutation.key());
    }
  }

  @Override
  public Optional<Bytes> read(String table, Bytes key) throws StoreException {
    Mutation.checkTable(table);
    readBegins();
    checkReadable();
    return get(table, key);
  }

  private synchronized Optional<Bytes> get(String table, Bytes key) {
    return Optional.ofNullable(tables.getOrDefault(table, new TreeMap<>()).get(key));
  }

  @Override
  public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor)
      throws StoreException {
    Mutation.checkTable(table);
    readBegins();
    checkReadable();
    table(table).forEach(visitor);
  }

  private synchronized void checkReadable() throws StoreException {
    if (unreadable) {
      throw new StoreException(StoreException.Kind.CORRUPT, "unreadable because the test says so");
    }
  }
}
