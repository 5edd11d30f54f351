package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.StoreException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the records in the store look like. All numbers have their most significant byte first.
 *
 * <table>
 * <caption>Tables</caption>
 * <tr><th>table</th><th>key</th><th>value</th></tr>
 * <tr><td>fanout_log</td><td>position</td><td>timestamp, then digest and expiration of each batch</td></tr>
 * <tr><td>fanout_cursor</td><td>component</td><td>position</td></tr>
 * <tr><td>fanout_history</td><td>{@code log} or component</td><td>applied, time, forgotten</td></tr>
 * <tr><td>fanout_committed_<i>owner</i></td><td>digest</td><td>expiration</td></tr>
 * <tr><td>fanout_items_<i>component</i></td><td>digest</td><td>expiration, then what the component says</td></tr>
 * </table>
 */
final class Records {
  /** Owner of the log's own history. */
  static final String LOG_OWNER = "log";

  private static final String LOG = "fanout_log";
  private static final String CURSOR = "fanout_cursor";
  private static final String HISTORY = "fanout_history";
  private static final int BATCH_BYTES = Digest.SIZE + Long.BYTES;

  private Records() {}

  /** Reads a value; what it leaves unread, or misses, shows that the record is corrupt. */
  @FunctionalInterface
  interface Decoder<T> {
    T decode(ByteBuffer value);
  }

  static String owner(ComponentName component) {
    return component.label().toLowerCase(Locale.ROOT);
  }

  static Mutation entry(long position, Commit commit) {
    ByteBuffer value =
        ByteBuffer.allocate(Long.BYTES + BATCH_BYTES * commit.batches().size())
            .putLong(commit.timestamp());
    for (BatchInfo batch : commit.batches()) {
      value.put(batch.digest().bytes().buffer()).putLong(batch.expiration());
    }
    return new Mutation.Put(LOG, Bytes.of(position), Bytes.from(value.flip()));
  }

  static Mutation noEntry(long position) {
    return new Mutation.Delete(LOG, Bytes.of(position));
  }

  static Mutation cursor(ComponentName component, long position) {
    return new Mutation.Put(CURSOR, Bytes.utf8(owner(component)), Bytes.of(position));
  }

  static Mutation item(ComponentName component, Digest digest, Bytes value) {
    return new Mutation.Put(items(component), digest.bytes(), value);
  }

  static Mutation noItem(ComponentName component, Digest digest) {
    return new Mutation.Delete(items(component), digest.bytes());
  }

  private static String items(ComponentName component) {
    return "fanout_items_" + owner(component);
  }

  private static String committed(String owner) {
    return "fanout_committed_" + owner;
  }

  /** Lists the changes of one owner's history as mutations. */
  static final class HistoryChanges implements CommitHistory.Changes {
    private final String owner;
    private final List<Mutation> transaction;
    private long time;
    private long forgotten;

    HistoryChanges(String owner, List<Mutation> transaction) {
      this.owner = owner;
      this.transaction = transaction;
    }

    @Override
    public void remember(BatchInfo batch) {
      transaction.add(
          new Mutation.Put(committed(owner), batch.digest().bytes(), Bytes.of(batch.expiration())));
    }

    @Override
    public void forget(BatchInfo batch) {
      forget(batch.digest());
    }

    void forget(Digest digest) {
      transaction.add(new Mutation.Delete(committed(owner), digest.bytes()));
    }

    @Override
    public void reach(long applied, long newTime, long newForgotten) {
      time = newTime;
      forgotten = newForgotten;
      ByteBuffer value = ByteBuffer.allocate(3 * Long.BYTES);
      value.putLong(applied).putLong(time).putLong(forgotten).flip();
      transaction.add(new Mutation.Put(HISTORY, Bytes.utf8(owner), Bytes.from(value)));
    }

    /** Returns the time that was reached. */
    long time() {
      return time;
    }

    /** Returns what was forgotten by then. */
    long forgotten() {
      return forgotten;
    }
  }

  /** Returns the entries of the log that are stored, by position. */
  static SortedMap<Long, Commit> readLog(Store store) throws StoreException {
    SortedMap<Long, Commit> entries = new TreeMap<>();
    for (Map.Entry<Bytes, Commit> entry : readAll(store, LOG, Records::commit).entrySet()) {
      entries.put(number(LOG, entry.getKey()), entry.getValue());
    }
    return entries;
  }

  private static Commit commit(ByteBuffer value) {
    long timestamp = value.getLong();
    List<BatchInfo> batches = new ArrayList<>();
    while (value.hasRemaining()) {
      batches.add(new BatchInfo(digest(value), value.getLong()));
    }
    return new Commit(timestamp, batches);
  }

  static Digest digest(ByteBuffer value) {
    byte[] bytes = new byte[Digest.SIZE];
    value.get(bytes);
    return new Digest(Bytes.copyOf(bytes));
  }

  /** Returns the component's cursor; 0 if it never saved one. */
  static long readCursor(Store store, ComponentName component) throws StoreException {
    Optional<Bytes> value = store.read(CURSOR, Bytes.utf8(owner(component)));
    return value.isPresent() ? number(CURSOR, value.get()) : 0;
  }

  /** Returns the owner's history, with what has expired meanwhile; empty if it saved none. */
  static CommitHistory readHistory(Store store, String owner) throws StoreException {
    Optional<Bytes> value = store.read(HISTORY, Bytes.utf8(owner));
    if (value.isEmpty()) {
      return new CommitHistory();
    }
    List<BatchInfo> batches = new ArrayList<>();
    String table = committed(owner);
    for (Map.Entry<Bytes, Long> entry : readAll(store, table, ByteBuffer::getLong).entrySet()) {
      batches.add(
          decode(table, entry.getKey(), key -> new BatchInfo(digest(key), entry.getValue())));
    }
    return decode(
        HISTORY,
        value.get(),
        header -> new CommitHistory(header.getLong(), header.getLong(), header.getLong(), batches));
  }

  /** Returns the values of the component's items. */
  static <I> List<I> readItems(Store store, ComponentName component, ItemDecoder<I> decoder)
      throws StoreException {
    List<I> items = new ArrayList<>();
    String table = items(component);
    for (Map.Entry<Bytes, Bytes> entry : readAll(store, table, Bytes::from).entrySet()) {
      Digest digest = decode(table, entry.getKey(), Records::digest);
      items.add(
          decode(
              table,
              entry.getValue(),
              value -> decoder.decode(new BatchInfo(digest, value.getLong()), value)));
    }
    return items;
  }

  /** Reads what a component says about an item. */
  @FunctionalInterface
  interface ItemDecoder<I> {
    I decode(BatchInfo info, ByteBuffer rest);
  }

  private static <T> Map<Bytes, T> readAll(Store store, String table, Decoder<T> decoder)
      throws StoreException {
    Map<Bytes, Bytes> raw = new TreeMap<>();
    store.scan(table, raw::put);
    Map<Bytes, T> values = new TreeMap<>();
    for (Map.Entry<Bytes, Bytes> entry : raw.entrySet()) {
      values.put(entry.getKey(), decode(table, entry.getValue(), decoder));
    }
    return values;
  }

  private static long number(String table, Bytes value) throws StoreException {
    return decode(table, value, ByteBuffer::getLong);
  }

  private static <T> T decode(String table, Bytes value, Decoder<T> decoder) throws StoreException {
    ByteBuffer buffer = value.buffer();
    try {
      T decoded = decoder.decode(buffer);
      if (!buffer.hasRemaining()) {
        return decoded;
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw corrupt("a record of table %s is malformed: %s".formatted(table, value), e);
    }
    throw corrupt("a record of table %s is too long: %s".formatted(table, value));
  }

  static StoreException corrupt(String message) {
    return new StoreException(StoreException.Kind.CORRUPT, message);
  }

  private static StoreException corrupt(String message, Exception cause) {
    return new StoreException(StoreException.Kind.CORRUPT, message, cause);
  }
}
