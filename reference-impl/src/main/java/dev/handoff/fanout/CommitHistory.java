package dev.handoff.fanout;

import dev.handoff.Digest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the beginning of the log amounts to: how many commits, the latest time, and the batches that
 * are committed and have not expired. The log folds it at each append, so it is the snapshot for
 * whoever has to start from one; each component folds its own.
 *
 * <p>A committed batch is forgotten once it has expired: nobody may use it then, committed or not.
 * So the size of a history does not grow with the number of commits.
 *
 * <p>Not thread-safe: guarded by the lock of its owner.
 */
final class CommitHistory {
  /** What a commit changes in a history, listed for a transaction. */
  interface Changes {
    /** The batch is committed. */
    void remember(BatchInfo batch);

    /** The batch was committed, and has expired. */
    void forget(BatchInfo batch);

    /** The history is that long now. */
    void reach(long applied, long time, long forgotten);
  }

  private final ExpiringMap<BatchInfo> committed = new ExpiringMap<>(batch -> batch);
  private long applied;
  private long time;
  private long forgotten;

  /** Creates the history of no commits. */
  CommitHistory() {}

  /** Creates the history that was saved. */
  CommitHistory(long applied, long time, long forgotten, Collection<BatchInfo> committed) {
    this.applied = applied;
    this.time = time;
    this.forgotten = forgotten;
    committed.forEach(this.committed::put);
  }

  CommitHistory copy() {
    return new CommitHistory(applied, time, forgotten, committed.values());
  }

  /** Returns how many commits of the log it contains: all before that position. */
  long applied() {
    return applied;
  }

  /** Returns the latest timestamp. */
  long time() {
    return time;
  }

  /** Returns the latest expiration of a committed batch that was forgotten. */
  long forgotten() {
    return forgotten;
  }

  /** Returns whether the batch is known to be committed. */
  boolean contains(Digest digest) {
    return committed.contains(digest);
  }

  /** Returns the committed batches that have not expired; a view. */
  Collection<BatchInfo> committed() {
    return committed.values();
  }

  /** Returns whether no more than {@code bound} batches are remembered once the commit is. */
  boolean hasRoomFor(Commit commit, int bound) {
    int most = committed.size() + commit.batches().size();
    return most <= bound
        || most - committed.expiredBy(Math.max(time, commit.timestamp())).size() <= bound;
  }

  /**
   * Adds the commit. Its list of batches counts whatever its timestamp; the time is the latest ever
   * seen; what has expired by then goes.
   */
  void honour(Commit commit) {
    applied++;
    time = Math.max(time, commit.timestamp());
    forgotten = Math.max(forgotten, committed.removeExpiredBy(time));
    List<BatchInfo> batches = commit.batches();
    for (int i = 0; i < batches.size(); i++) {
      BatchInfo batch = batches.get(i);
      if (batch.expiration() <= time) {
        forgotten = Math.max(forgotten, batch.expiration());
      } else {
        committed.putIfLater(batch);
      }
    }
  }

  /** Says what {@link #honour} would change, and changes nothing. */
  void plan(Commit commit, Changes changes) {
    long newTime = Math.max(time, commit.timestamp());
    long newForgotten = forgotten;
    for (BatchInfo old : committed.expiredBy(newTime)) {
      changes.forget(old);
      newForgotten = Math.max(newForgotten, old.expiration());
    }
    // A commit may list a batch twice: the later expiration counts.
    Map<Digest, BatchInfo> latest = new LinkedHashMap<>();
    for (BatchInfo batch : commit.batches()) {
      if (batch.expiration() <= newTime) {
        newForgotten = Math.max(newForgotten, batch.expiration());
      } else if (expirationOf(batch.digest()) < batch.expiration()) {
        latest.merge(batch.digest(), batch, (a, b) -> a.expiration() < b.expiration() ? b : a);
      }
    }
    latest.values().forEach(changes::remember);
    changes.reach(applied + 1, newTime, newForgotten);
  }

  private long expirationOf(Digest digest) {
    return committed.get(digest).map(BatchInfo::expiration).orElse(-1L);
  }
}
