package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Guard;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The state of a component: the commits whose effect it contains, and its items, each about a batch
 * that is not committed and has not expired. How it gets from one commit to the next is its {@link
 * Member}'s business.
 *
 * <p>A durable state is saved before it is changed: {@link #plan} says what a commit will change,
 * and {@link #honour} changes it once that is stored. Items are kept at once and saved with the
 * next transaction; what a crash makes it forget, its peers send again.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>history, items, unsaved, serving</td><td>the member; history excepted, whoever brings
 * items</td><td>the log's guard</td></tr>
 * </table>
 *
 * @param <I> its items
 */
abstract class Component<I extends Item> {
  private final ComponentName name;
  private final int itemBound;
  private final boolean isDurable;
  private final Guard guard;
  private final Map<Digest, Mutation> unsaved = new LinkedHashMap<>();
  private ExpiringMap<I> items = new ExpiringMap<>(Item::info);
  private CommitHistory history = new CommitHistory();
  private boolean serving;
  private Runnable whenUnsaved = () -> {};

  Component(ComponentName name, FanOutSettings settings, Guard guard) {
    this.name = name;
    this.itemBound = settings.itemBound();
    this.isDurable = settings.stateKeeping() == StateKeeping.DURABLE;
    this.guard = guard;
  }

  /** What the store has of a component: valid items, and the keys of others to be removed. */
  private record Saved<I>(CommitHistory history, List<I> items, List<Digest> stale) {}

  /** A state that was read from the store. */
  @FunctionalInterface
  interface Loaded {
    /** The component takes it up. */
    void install(Guard.Section section);
  }

  final ComponentName name() {
    return name;
  }

  // What the three differ in.

  /** Items have gone that expired by this time. */
  abstract long horizon(long time, long forgotten);

  /** Returns what the store keeps of an item, after its expiration. */
  abstract Bytes encode(I item);

  /** Returns the item that was encoded. */
  abstract I decode(BatchInfo info, ByteBuffer rest);

  /** An item was added. */
  abstract void added(I item);

  /** An item was removed. */
  abstract void removed(I item);

  /** The items may have changed: the last call within a section. */
  void changed(Guard.Section section) {}

  // Items. Whoever brings them is outside of the section.

  /** Keeps the item until its batch is committed or has expired, or says why not. */
  final Admission admit(I item) {
    try (Guard.Section section = guard.enter()) {
      Admission answer = answer(item.info());
      if (answer == Admission.ADMITTED) {
        items.put(item);
        added(item);
        if (isDurable) {
          unsaved.put(item.info().digest(), put(item));
          section.afterwards(whenUnsaved);
        }
        changed(section);
      }
      return answer;
    }
  }

  private Admission answer(BatchInfo batch) {
    if (!serving) {
      return Admission.CLOSED;
    } else if (history.contains(batch.digest())) {
      return Admission.COMMITTED;
    } else if (batch.expiration() <= horizon(history.time(), history.forgotten())) {
      return Admission.EXPIRED;
    } else if (items.contains(batch.digest())) {
      return Admission.KNOWN;
    }
    return items.size() < itemBound && unsaved.size() < itemBound
        ? Admission.ADMITTED
        : Admission.FULL;
  }

  /** Reads the state while nobody changes it. */
  @SuppressWarnings("try") // nothing is done with the section but to be in it
  final <T> T read(Supplier<T> question) {
    try (Guard.Section section = guard.enter()) {
      return question.get();
    }
  }

  final ExpiringMap<I> items() {
    return items;
  }

  final CommitHistory history() {
    return history;
  }

  /**
   * Removes the item if it is there, and its record soon. Nothing is removed while the component is
   * down or has stopped: nobody would save that, and the item would come back.
   */
  final boolean dismiss(Digest digest) {
    try (Guard.Section section = guard.enter()) {
      boolean dropped = serving && drop(digest);
      if (dropped && isDurable) {
        unsaved.put(digest, Records.noItem(name, digest));
        section.afterwards(whenUnsaved);
      }
      return dropped;
    }
  }

  private boolean drop(Digest digest) {
    Optional<I> item = items.remove(digest);
    item.ifPresent(this::removed);
    return item.isPresent();
  }

  private Mutation put(I item) {
    Bytes rest = encode(item);
    ByteBuffer value = ByteBuffer.allocate(Long.BYTES + rest.size());
    value.putLong(item.info().expiration()).put(rest.buffer()).flip();
    return Records.item(name, item.info().digest(), Bytes.from(value));
  }

  // Steps, within a section of the member's.

  /** Returns how many commits of the log the state contains. */
  final long applied() {
    return history.applied();
  }

  final boolean isDurable() {
    return isDurable;
  }

  /** Serves from now on, or no more. */
  final void serve(boolean serves) {
    serving = serves;
  }

  /** Calls the listener when there is something to save. */
  final void onUnsaved(Runnable listener) {
    whenUnsaved = listener;
  }

  final boolean hasUnsaved() {
    return !unsaved.isEmpty();
  }

  /** Returns the mutations that save what was not saved, and counts it as saved. */
  final List<Mutation> takeUnsaved() {
    List<Mutation> transaction = new ArrayList<>(unsaved.values());
    unsaved.clear();
    return transaction;
  }

  /** Returns the transaction that saves the state after the commit; the state stays as it is. */
  final List<Mutation> plan(Commit commit) {
    List<Mutation> transaction = takeUnsaved();
    Records.HistoryChanges changes = new Records.HistoryChanges(Records.owner(name), transaction);
    history.plan(commit, changes);
    Set<Digest> leaving = expired(changes.time(), changes.forgotten());
    for (BatchInfo batch : commit.batches()) {
      leaving.add(batch.digest());
    }
    deleteItems(leaving, transaction);
    return transaction;
  }

  /** Changes the state by the commit. */
  final void honour(Guard.Section section, Commit commit) {
    history.honour(commit);
    List<BatchInfo> batches = commit.batches();
    for (int i = 0; i < batches.size(); i++) {
      leave(batches.get(i).digest());
    }
    leaveExpired();
    changed(section);
  }

  /** Returns the transaction that saves the snapshot; the state stays as it is. */
  final List<Mutation> planTakeOver(CommitHistory snapshot) {
    List<Mutation> transaction = takeUnsaved();
    Records.HistoryChanges changes = new Records.HistoryChanges(Records.owner(name), transaction);
    for (BatchInfo batch : history.committed()) {
      if (!snapshot.contains(batch.digest())) {
        changes.forget(batch);
      }
    }
    snapshot.committed().forEach(changes::remember);
    changes.reach(snapshot.applied(), snapshot.time(), snapshot.forgotten());
    Set<Digest> leaving = expired(snapshot.time(), snapshot.forgotten());
    for (BatchInfo batch : snapshot.committed()) {
      leaving.add(batch.digest());
    }
    deleteItems(leaving, transaction);
    return transaction;
  }

  /**
   * Changes the state by all commits of the snapshot. The order in which commits take effect makes
   * no difference to what is left, so what the state contained already does no harm.
   */
  final void takeOver(Guard.Section section, CommitHistory snapshot) {
    history = snapshot;
    for (BatchInfo batch : snapshot.committed()) {
      leave(batch.digest());
    }
    leaveExpired();
    changed(section);
  }

  /** Forgets everything: a state that was in memory only, after a crash. */
  final void forget(Guard.Section section) {
    install(section, new Saved<>(new CommitHistory(), List.of(), List.of()));
  }

  /** Reads what the store has; outside of the section. */
  final Loaded load(Store store, long cursor) throws StoreException {
    CommitHistory saved = Records.readHistory(store, Records.owner(name));
    if (saved.applied() < cursor) {
      throw Records.corrupt(
          "the state of %s has %d commits, but it acknowledged %d"
              .formatted(name.label(), saved.applied(), cursor));
    }
    List<I> valid = new ArrayList<>();
    List<Digest> stale = new ArrayList<>();
    for (I item : Records.readItems(store, name, this::decode)) {
      // An item may be saved after the commit that removed it, or survive its expiration.
      BatchInfo batch = item.info();
      if (saved.contains(batch.digest())
          || batch.expiration() <= horizon(saved.time(), saved.forgotten())) {
        stale.add(batch.digest());
      } else {
        valid.add(item);
      }
    }
    Saved<I> all = new Saved<>(saved, valid, stale);
    return section -> install(section, all);
  }

  private void install(Guard.Section section, Saved<I> saved) {
    for (I item : items.values()) {
      removed(item);
    }
    items = new ExpiringMap<>(Item::info);
    history = saved.history();
    unsaved.clear();
    for (I item : saved.items()) {
      items.put(item);
      added(item);
    }
    for (Digest digest : saved.stale()) {
      unsaved.put(digest, Records.noItem(name, digest));
    }
    changed(section);
  }

  private void leaveExpired() {
    for (BatchInfo batch : items.expiredBy(horizon(history.time(), history.forgotten()))) {
      leave(batch.digest());
    }
  }

  /** Removes the item. Its record has gone, unless it was to be saved after it was to go. */
  private void leave(Digest digest) {
    drop(digest);
    unsaved.computeIfPresent(digest, (key, put) -> Records.noItem(name, key));
  }

  /** Returns the items that have expired then. */
  private Set<Digest> expired(long time, long forgotten) {
    Set<Digest> expired = new LinkedHashSet<>();
    for (BatchInfo batch : items.expiredBy(horizon(time, forgotten))) {
      expired.add(batch.digest());
    }
    return expired;
  }

  private void deleteItems(Set<Digest> leaving, List<Mutation> transaction) {
    for (Digest digest : leaving) {
      if (items.contains(digest)) {
        transaction.add(Records.noItem(name, digest));
      }
    }
  }
}
