package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A database on a machine that can lose power: what it answers now, and what of it is on the disk.
 * It does with a transaction what the checker says, when it says so. A synced commit brings its own
 * record to the disk, and no other: the least that a store may promise.
 *
 * <p>Not thread-safe.
 */
final class Machine implements Store {
  /** What becomes of a transaction. */
  enum Answer {
    COMMITTED,
    /** Without effect, and the caller hears so. */
    FAILED,
    /** It took effect and is on the disk, and the caller hears that this is not known. */
    IN_DOUBT,
    /** The same, and it is not on the disk. */
    IN_DOUBT_UNSYNCED
  }

  private record Waiting(Mutation mutation, Consumer<? super WriteResult> whenDone) {}

  private record Stored(Bytes value, long expiration) {}

  private static final WriteResult FAILED = new WriteResult.Failed(cause());
  private static final WriteResult IN_DOUBT = new WriteResult.InDoubt(cause());

  private final Records records;
  private final Map<Bytes, Stored> database = new HashMap<>();
  private final Map<Bytes, Stored> disk = new HashMap<>();
  private final Map<String, Long> faults = new HashMap<>();
  private Optional<Waiting> waiting = Optional.empty();

  Machine(Digester digester) {
    records = new Records(digester);
  }

  private static StoreException cause() {
    return new StoreException(
        StoreException.Kind.IO, "this store fails because the checker says so");
  }

  @Override
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    if (waiting.isPresent() || transaction.size() != 1) {
      throw new AssertionError("one mutation at a time, not " + waiting + " and " + transaction);
    }
    waiting = Optional.of(new Waiting(transaction.get(0), whenDone));
  }

  /** Does the transaction that waits; returns false if there is none. */
  boolean answer(Answer answer) {
    if (waiting.isEmpty()) {
      return false;
    }
    Waiting next = waiting.get();
    waiting = Optional.empty();
    if (answer != Answer.FAILED) {
      apply(next.mutation(), database);
    }
    if (answer == Answer.COMMITTED || answer == Answer.IN_DOUBT) {
      apply(next.mutation(), disk);
    }
    if (answer != Answer.COMMITTED) {
      count(
          next.mutation() instanceof Mutation.Delete
              ? "delete"
              : answer == Answer.FAILED ? "write" : "doubt");
    }
    next.whenDone()
        .accept(
            switch (answer) {
              case COMMITTED -> WriteResult.COMMITTED;
              case FAILED -> FAILED;
              case IN_DOUBT, IN_DOUBT_UNSYNCED -> IN_DOUBT;
            });
    return true;
  }

  private void apply(Mutation mutation, Map<Bytes, Stored> to) {
    if (mutation instanceof Mutation.Put put) {
      try {
        Batch batch = records.decode(put.key(), put.value());
        to.put(put.key(), new Stored(put.value(), batch.expiration()));
      } catch (StoreException e) {
        throw new AssertionError("what is written cannot be read", e);
      }
    } else {
      to.remove(mutation.key());
    }
  }

  /** The operating system writes back what was not synced. */
  void flush() {
    disk.clear();
    disk.putAll(database);
  }

  /** What is not on the disk is gone. */
  void losePower() {
    database.clear();
    database.putAll(disk);
    count("power");
  }

  private void count(String fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  /** Returns how many faults of the kind there were. */
  long faults(String kind) {
    return faults.getOrDefault(kind, 0L);
  }

  /** Returns the expiration in the record of the batch, 0 if there is no record. */
  long inDatabase(Digest digest) {
    return expiration(database, digest);
  }

  /** The same, as it would be after a loss of power. */
  long onDisk(Digest digest) {
    return expiration(disk, digest);
  }

  private static long expiration(Map<Bytes, Stored> table, Digest digest) {
    Stored stored = table.get(digest.bytes());
    return stored == null ? 0 : stored.expiration();
  }

  @Override
  public Optional<Bytes> read(String table, Bytes key) {
    return Optional.ofNullable(database.get(key)).map(Stored::value);
  }

  @Override
  public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor) {
    new TreeMap<>(database).forEach((key, stored) -> visitor.accept(key, stored.value()));
  }
}
