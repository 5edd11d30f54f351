package dev.handoff.demo;

import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The transactions that a validator owes its clients an answer for, the oldest first. A transaction
 * stays here until its fate is told, in however many batches it is meanwhile.
 *
 * <p>Thread-safe, guarded by this; clients are told outside of it.
 */
final class Pool {
  /** A transaction and its promise. */
  private static final class Owed {
    final Transaction transaction;
    final Promise promise = new Promise();

    /** Whether it was ever in a batch: then others may have it. */
    boolean handedOut;

    Owed(Transaction transaction) {
      this.transaction = transaction;
    }
  }

  private final int bound;
  private final Map<Digest, Owed> owed = new LinkedHashMap<>();
  private boolean closed;

  /** Creates an empty pool that holds that many transactions. */
  Pool(int bound) {
    this.bound = bound;
  }

  synchronized Receipt offer(Transaction transaction) {
    if (closed) {
      return Receipt.refused(Reason.CLOSED);
    } else if (owed.size() == bound) {
      return Receipt.refused(Reason.FULL);
    } else if (owed.containsKey(transaction.digest())) {
      return Receipt.refused(Reason.INVALID);
    }
    Owed one = new Owed(transaction);
    owed.put(transaction.digest(), one);
    return one.promise.receipt();
  }

  synchronized int size() {
    return owed.size();
  }

  /** Returns all that could go into a batch, the oldest first. */
  synchronized List<Digest> digests() {
    return List.copyOf(owed.keySet());
  }

  /** Returns the transactions that are still here, and notes that they are handed out. */
  synchronized List<Transaction> handOut(Collection<Digest> digests) {
    List<Transaction> transactions = new ArrayList<>();
    for (Digest digest : digests) {
      Owed one = owed.get(digest);
      if (one != null) {
        one.handedOut = true;
        transactions.add(one.transaction);
      }
    }
    return transactions;
  }

  /** Tells that fate to the owners of those that are still here. */
  void settle(Collection<Digest> digests, Fate fate) {
    List<Runnable> telling = new ArrayList<>();
    synchronized (this) {
      for (Digest digest : digests) {
        Owed one = owed.remove(digest);
        if (one != null) {
          telling.add(one.promise.settle(fate));
        }
      }
    }
    telling.forEach(Runnable::run);
  }

  /** Refuses offers from now on. */
  synchronized void close() {
    closed = true;
  }

  /**
   * Returns what is left to its owners: what was never in a batch undelivered, the rest unknown.
   */
  void giveUp() {
    settleAll(
        one ->
            one.handedOut
                ? new Fate.Unknown(Reason.DEADLINE_PASSED)
                : new Fate.Undelivered(Reason.DEADLINE_PASSED));
  }

  /** The node is gone: its clients cannot know what it did with what it had accepted. */
  void crash() {
    settleAll(one -> new Fate.Unknown(Reason.NODE_CRASHED));
  }

  private void settleAll(Function<Owed, Fate> fate) {
    List<Runnable> telling = new ArrayList<>();
    synchronized (this) {
      closed = true;
      owed.values().forEach(one -> telling.add(one.promise.settle(fate.apply(one))));
      owed.clear();
    }
    telling.forEach(Runnable::run);
  }
}
