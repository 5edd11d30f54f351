package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is stored, as memory knows it: the cache, the expiration queue, and what each author is
 * charged. An entry is in the cache and in the queue, or in neither.
 *
 * <p>The quota is ahead of the store, and the store ahead of the cache: a batch is charged, then
 * stored, then published here, and all of that is undone in the opposite order.
 *
 * <p>Not thread-safe: guarded by the guard of the store.
 */
final class Catalog {
  private final Map<PeerId, Quota> quotas;
  private final Map<PeerId, Charge> used = new HashMap<>();
  private final Map<Digest, Entry> cache = new HashMap<>();
  private final NavigableSet<Entry> queue =
      new TreeSet<>(Comparator.comparingLong(Entry::expiration).thenComparing(Entry::digest));

  Catalog(Map<PeerId, Quota> quotas) {
    this.quotas = quotas;
  }

  Optional<Entry> find(Digest digest) {
    return Optional.ofNullable(cache.get(digest));
  }

  /** Returns whether the batch is stored until then, or longer. */
  boolean outlives(Digest digest, long expiration) {
    Entry entry = cache.get(digest);
    return entry != null && entry.expiration() >= expiration;
  }

  /** Returns the entry that expires first. */
  Optional<Entry> first() {
    return queue.isEmpty() ? Optional.empty() : Optional.of(queue.first());
  }

  /** Returns whether the author may store the batch, if it is not stored already. */
  boolean fitsStore(Batch batch) {
    Quota quota = quota(batch.author());
    Charge charged = used(batch.author());
    return cache.containsKey(batch.digest())
        || (charged.batches() < quota.batches()
            && batch.payload().size() <= quota.bytes() - charged.bytes());
  }

  /** Charges what the store will hold. A batch that is stored needs no second charge. */
  void reserve(Batch batch) {
    if (!cache.containsKey(batch.digest())) {
      charge(batch.author(), Charge.stored(batch.payload().size()));
    }
  }

  /** Takes back what {@link #reserve} did. */
  void release(Batch batch) {
    if (!cache.containsKey(batch.digest())) {
      free(batch.author(), Charge.stored(batch.payload().size()));
    }
  }

  /** Enters what is stored and charged, with its payload if memory suffices. */
  Entry publish(Batch batch) {
    int bytes = batch.payload().size();
    Entry before = cache.get(batch.digest());
    Optional<Bytes> payload;
    if (before != null) {
      queue.remove(before);
      payload = before.payload();
    } else if (bytes <= quota(batch.author()).memoryBytes() - used(batch.author()).memoryBytes()) {
      charge(batch.author(), new Charge(0, 0, bytes));
      payload = Optional.of(batch.payload());
    } else {
      payload = Optional.empty();
    }
    Entry entry = new Entry(batch.info(), bytes, payload);
    enter(entry);
    return entry;
  }

  /** Takes the entry out of cache and queue; it stays charged. */
  void evict(Entry entry) {
    queue.remove(entry);
    cache.remove(entry.digest());
  }

  /** Gives back what is charged for an entry that is stored no more. */
  void free(Entry entry) {
    free(entry.info().author(), entry.charge());
  }

  /**
   * Enters and charges a record that was found in the store, whether or not the quota suffices. The
   * payloads of the first records are cached, as many as fit.
   */
  void load(Batch batch) {
    int bytes = batch.payload().size();
    PeerId author = batch.author();
    boolean inMemory = used(author).bytes() + bytes <= quota(author).memoryBytes();
    Optional<Bytes> payload = inMemory ? Optional.of(batch.payload()) : Optional.empty();
    Entry entry = new Entry(batch.info(), bytes, payload);
    charge(author, entry.charge());
    enter(entry);
  }

  /** Returns which quota does not suffice for what is charged, and what would, in words. */
  Optional<String> shortage() {
    return new TreeMap<>(used)
        .entrySet().stream()
            .filter(
                account ->
                    account.getValue().batches() > quota(account.getKey()).batches()
                        || account.getValue().bytes() > quota(account.getKey()).bytes())
            .findFirst()
            .map(
                account ->
                    ("the store holds %d batches of %s with %d bytes, and its quota is %d batches and %d"
                            + " bytes; start with a quota of at least what is stored")
                        .formatted(
                            account.getValue().batches(),
                            account.getKey(),
                            account.getValue().bytes(),
                            quota(account.getKey()).batches(),
                            quota(account.getKey()).bytes()));
  }

  /** Returns what the author is charged. */
  Charge used(PeerId author) {
    return used.getOrDefault(author, Charge.NONE);
  }

  Map<PeerId, Charge> used() {
    return Map.copyOf(used);
  }

  Map<Digest, Entry> cache() {
    return Map.copyOf(cache);
  }

  NavigableSet<Entry> queue() {
    return new TreeSet<>(queue);
  }

  private void enter(Entry entry) {
    cache.put(entry.digest(), entry);
    queue.add(entry);
  }

  private Quota quota(PeerId author) {
    return quotas.getOrDefault(author, Quota.NONE);
  }

  private void charge(PeerId author, Charge charge) {
    used.merge(author, charge, Charge::plus);
  }

  private void free(PeerId author, Charge charge) {
    used.put(author, used(author).minus(charge));
  }
}
