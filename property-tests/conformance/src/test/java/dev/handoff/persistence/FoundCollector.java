package dev.handoff.persistence;

import dev.handoff.persistence.FoundStore.Cached;
import dev.handoff.persistence.FoundStore.Expiring;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The collector as found: it empties the expiration queue of what is due, then evicts and frees one
 * by one, and deletes them all at the end. Nobody owns a digest meanwhile.
 *
 * <p>Not thread-safe.
 */
final class FoundCollector {
  enum Pc {
    IDLE,
    EVICT,
    FREE,
    DELETE,
    /** It met what it declares unreachable. */
    DEAD
  }

  private final FoundStore store;
  final Set<Long> due = new HashSet<>();
  final Set<Long> evicted = new HashSet<>();
  Charge charge = Charge.NONE;
  Pc pc = Pc.IDLE;

  FoundCollector(FoundStore store) {
    this.store = store;
  }

  private boolean isCollectable(long expiration) {
    return expiration + store.world.grace <= store.time;
  }

  /** Takes what is due from the queue. */
  void takeExpired() {
    Set<Expiring> taken =
        store.queue.stream()
            .filter(expiring -> isCollectable(expiring.expiration()))
            .collect(Collectors.toSet());
    if (!taken.isEmpty()) {
      store.queue.removeAll(taken);
      taken.forEach(expiring -> due.add(expiring.digest()));
      pc = Pc.EVICT;
    }
  }

  /** Evicts a digest, if it is expired still. */
  void evict(long digest) {
    if (!due.remove(digest)) {
      return;
    }
    Cached cached = store.cache.get(digest);
    if (cached == null) {
      stop();
      pc = Pc.DEAD;
    } else if (isCollectable(cached.expiration())) {
      store.cache.remove(digest);
      evicted.add(digest);
      charge = store.charge(digest, cached.payload());
      pc = Pc.FREE;
    } else {
      goOn();
    }
  }

  void freeQuota() {
    store.used = store.used.minus(charge);
    charge = Charge.NONE;
    goOn();
  }

  private void goOn() {
    pc = !due.isEmpty() ? Pc.EVICT : !evicted.isEmpty() ? Pc.DELETE : Pc.IDLE;
  }

  /** Deletes what was evicted, and does not sync. */
  void deleteExpired() {
    store.database.keySet().removeAll(evicted);
    stop();
  }

  /** A deletion that fails is logged, and forgotten. */
  void failDelete() {
    store.faults.merge("delete", 1L, Long::sum);
    stop();
  }

  void deleteLeftOvers(Collection<Long> digests) {
    if (!digests.isEmpty()) {
      evicted.addAll(digests);
      pc = Pc.DELETE;
    }
  }

  void stop() {
    due.clear();
    evicted.clear();
    charge = Charge.NONE;
    pc = Pc.IDLE;
  }
}
