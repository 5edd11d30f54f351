package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.WriteResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills a store to its bound with records that nobody needs, and removes them again: a full disk,
 * as the store's users meet it.
 *
 * <p>Thread-safe, guarded by this.
 */
final class DiskFiller {
  private static final String TABLE = "filler";
  private static final int LARGEST = 4 << 20;
  private static final int SMALLEST = 1 << 10;

  private final Store store;
  private long count;
  private boolean emptied;

  DiskFiller(Store store) {
    this.store = store;
  }

  /** Begins to fill the store; the next records are smaller where a larger one found no room. */
  void fill() {
    write(LARGEST);
  }

  private synchronized void write(int size) {
    if (emptied || size < SMALLEST) {
      return;
    }
    List<Mutation> record =
        List.of(new Mutation.Put(TABLE, Bytes.of(count++), Bytes.copyOf(new byte[size])));
    store.commit(
        record, result -> write(result instanceof WriteResult.Committed ? size : size / 2));
  }

  /** Removes all of it. */
  synchronized void empty() {
    emptied = true;
    List<Mutation> all = new ArrayList<>();
    for (long key = 0; key < count; key++) {
      all.add(new Mutation.Delete(TABLE, Bytes.of(key)));
    }
    store.commit(all, result -> {});
  }
}
