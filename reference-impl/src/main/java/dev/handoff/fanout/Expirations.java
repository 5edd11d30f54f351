package dev.handoff.fanout;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Batches, the first to expire first. Nearly all come in the order of their expirations, and for
 * those a queue is enough; the others are in a heap.
 *
 * <p>Not thread-safe: guarded by the lock of its owner.
 */
final class Expirations {
  static final Comparator<BatchInfo> ORDER =
      (one, other) -> Long.compare(one.expiration(), other.expiration());

  private final ArrayDeque<BatchInfo> inOrder = new ArrayDeque<>();
  private final PriorityQueue<BatchInfo> others = new PriorityQueue<>(ORDER);

  int size() {
    return inOrder.size() + others.size();
  }

  void add(BatchInfo batch) {
    BatchInfo last = inOrder.peekLast();
    if (last == null || last.expiration() <= batch.expiration()) {
      inOrder.add(batch);
    } else {
      others.add(batch);
    }
  }

  /** Removes and returns the first if it has expired by that time; null if there is none. */
  @Nullable BatchInfo poll(long time) {
    BatchInfo first = inOrder.peek();
    BatchInfo other = others.peek();
    if (other != null && (first == null || other.expiration() < first.expiration())) {
      return other.expiration() <= time ? others.poll() : null;
    }
    return first != null && first.expiration() <= time ? inOrder.poll() : null;
  }

  void removeIf(Predicate<BatchInfo> leftover) {
    inOrder.removeIf(leftover);
    others.removeIf(leftover);
  }
}
