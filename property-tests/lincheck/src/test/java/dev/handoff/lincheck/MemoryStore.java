package dev.handoff.lincheck;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.WriteResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A store in memory whose disk is an executor: a transaction is written when that runs it.
 * Thread-safe.
 */
public final class MemoryStore implements Store {
  /** The tables. Thread-safe; to Lincheck, each call is one step. */
  static final class Records {
    private final Map<String, Map<Bytes, Bytes>> tables = new HashMap<>();

    synchronized void apply(List<Mutation> transaction) {
      for (Mutation mutation : transaction) {
        if (mutation instanceof Mutation.Put put) {
          table(put.table()).put(put.key(), put.value());
        } else {
          table(mutation.table()).remove(mutation.key());
        }
      }
    }

    synchronized Map<Bytes, Bytes> copy(String table) {
      return new TreeMap<>(table(table));
    }

    private Map<Bytes, Bytes> table(String name) {
      return tables.computeIfAbsent(name, any -> new TreeMap<>());
    }
  }

  private final Records records = new Records();
  private final Executor disk;

  /** Creates an empty store with that disk. */
  public MemoryStore(Executor disk) {
    this.disk = disk;
  }

  @Override
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    List<Mutation> all = List.copyOf(transaction);
    disk.execute(
        () -> {
          records.apply(all);
          whenDone.accept(WriteResult.COMMITTED);
        });
  }

  @Override
  public Optional<Bytes> read(String table, Bytes key) {
    return Optional.ofNullable(records.copy(table).get(key));
  }

  @Override
  public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor) {
    records.copy(table).forEach(visitor);
  }
}
