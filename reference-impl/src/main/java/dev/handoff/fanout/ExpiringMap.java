package dev.handoff.fanout;

import dev.handoff.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is known about batches, in the order of its arrival, and which of it has expired.
 *
 * <p>A value that is removed stays among the expirations until its time, or until half of them are
 * such leftovers: to remove from their midst would cost the most.
 *
 * <p>Not thread-safe: guarded by the lock of its owner.
 *
 * @param <V> what is known about a batch
 */
final class ExpiringMap<V> {
  /** So many leftovers are never worth a sweep. */
  private static final int FEW = 64;

  private final Map<Digest, V> values = new LinkedHashMap<>();
  private final Function<? super V, BatchInfo> info;

  /** Of each value, and of leftovers: those for which nobody has asked yet. */
  private final Expirations expiring = new Expirations();

  /** Of each value, and of leftovers: those that had expired by the latest time asked for. */
  private final List<BatchInfo> expired = new ArrayList<>();

  /**
   * Creates an empty map.
   *
   * @param info which batch a value is about
   */
  ExpiringMap(Function<? super V, BatchInfo> info) {
    this.info = info;
  }

  int size() {
    return values.size();
  }

  /** Returns how many values and leftovers wait for their time. */
  int expiring() {
    return expiring.size() + expired.size();
  }

  boolean contains(Digest digest) {
    return values.containsKey(digest);
  }

  Optional<V> get(Digest digest) {
    return Optional.ofNullable(values.get(digest));
  }

  /** Returns what is there, in the order of its arrival; a view. */
  Collection<V> values() {
    return values.values();
  }

  /** Puts the value there, in place of the one about the same batch if there is one. */
  void put(V value) {
    BatchInfo batch = info.apply(value);
    if (values.put(batch.digest(), value) != null) {
      // It came again, so that is when it arrived.
      values.remove(batch.digest());
      values.put(batch.digest(), value);
    }
    expireLater(batch);
  }

  private void expireLater(BatchInfo batch) {
    if (expiring.size() > FEW + 2 * values.size()) {
      expiring.removeIf(leftovers());
    }
    expiring.add(batch);
  }

  /**
   * Puts the value there unless one is that expires no earlier.
   *
   * <p>One look where nothing is there, which is what nearly all batches find.
   */
  void putIfLater(V value) {
    BatchInfo batch = info.apply(value);
    V before = values.putIfAbsent(batch.digest(), value);
    if (before == null) {
      expireLater(batch);
    } else if (info.apply(before).expiration() < batch.expiration()) {
      put(value);
    }
  }

  /** Removes what is there about the batch, and returns it. */
  Optional<V> remove(Digest digest) {
    return Optional.ofNullable(values.remove(digest));
  }

  /**
   * Removes what has expired by that time.
   *
   * <p>Removes first and looks then, which is one look less; what has come again with a later
   * expiration counts as arriving anew.
   *
   * @return the latest expiration of all that was removed; zero if nothing was
   */
  long removeExpiredBy(long time) {
    long latest = 0;
    if (!expired.isEmpty()) {
      for (BatchInfo batch : expiredBy(time)) {
        values.remove(batch.digest());
        latest = batch.expiration();
      }
    }
    for (BatchInfo first = expiring.poll(time); first != null; first = expiring.poll(time)) {
      V value = values.remove(first.digest());
      if (value != null && isOther(value, first)) {
        values.put(first.digest(), value);
      } else if (value != null) {
        latest = first.expiration();
      }
    }
    return latest;
  }

  /** Returns the batches here that have expired by that time, the first to expire first. */
  List<BatchInfo> expiredBy(long time) {
    for (BatchInfo first = expiring.poll(time); first != null; first = expiring.poll(time)) {
      expired.add(first);
    }
    if (expired.isEmpty()) {
      return List.of();
    }
    expired.removeIf(leftovers());
    List<BatchInfo> found = new ArrayList<>(expired.size());
    for (BatchInfo batch : expired) {
      if (batch.expiration() <= time) {
        found.add(batch);
      }
    }
    found.sort(Expirations.ORDER);
    return found;
  }

  /** Returns what finds the leftovers, and the second place of an object that has come again. */
  private Predicate<BatchInfo> leftovers() {
    Set<Digest> kept = new HashSet<>();
    return batch -> isLeftover(batch) || !kept.add(batch.digest());
  }

  /** Returns whether the batch is gone, or has come again, with its own place in the heap. */
  private boolean isLeftover(BatchInfo batch) {
    V value = values.get(batch.digest());
    return value == null || isOther(value, batch);
  }

  @SuppressWarnings("ReferenceEquality") // an equal one that came again is in the heap twice
  private boolean isOther(V value, BatchInfo batch) {
    return info.apply(value) != batch;
  }
}
