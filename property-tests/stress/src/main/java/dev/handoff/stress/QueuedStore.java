package dev.handoff.stress;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A store in memory whose disk is a thread of the race: what is committed waits until somebody
 * writes it. Thread-safe, but that one thread at a time may write.
 */
public final class QueuedStore implements Store {
  private record Waiting(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {}

  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final Map<String, Bytes> records = new ConcurrentSkipListMap<>();
  private final Map<String, Bytes> keys = new ConcurrentSkipListMap<>();

  @Override
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    queue.add(new Waiting(List.copyOf(transaction), whenDone));
  }

  /** Writes what has waited longest, and tells its owner; returns whether there was anything. */
  public boolean write() {
    Waiting next = queue.poll();
    if (next == null) {
      return false;
    }
    for (Mutation mutation : next.transaction()) {
      String place = place(mutation.table(), mutation.key());
      if (mutation instanceof Mutation.Put put) {
        keys.put(place, put.key());
        records.put(place, put.value());
      } else {
        records.remove(place);
        keys.remove(place);
      }
    }
    next.whenDone().accept(new WriteResult.Committed());
    return true;
  }

  @Override
  public Optional<Bytes> read(String table, Bytes key) {
    return Optional.ofNullable(records.get(place(table, key)));
  }

  @Override
  public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor) {
    records.forEach(
        (place, value) -> {
          Bytes key = keys.get(place);
          if (key != null && place.startsWith(table + "/")) {
            visitor.accept(key, value);
          }
        });
  }

  /** Returns how many records there are. */
  public int size() {
    return records.size();
  }

  private static String place(String table, Bytes key) {
    return table + "/" + key.hex();
  }
}
