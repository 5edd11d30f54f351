package dev.handoff.persistence;

import dev.handoff.Digest;
import dev.handoff.Guard;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Who owns which digest, and who waits for it: a line per digest, first come first served. The
 * owner stands at its head.
 *
 * <p>The line says whose turn it is, which is a matter of fairness; whether a step is enabled asks
 * only whether the digest is free.
 *
 * <p>Not thread-safe: guarded by the guard of the store.
 */
final class Lines {
  private static final class Line {
    final ArrayDeque<Waiter> waiters = new ArrayDeque<>(2);
    boolean owned;
  }

  private final Map<Digest, Line> lines = new HashMap<>();

  /** Puts the waiter at the end of the line; returns whether it is its turn at once. */
  boolean join(Digest digest, Waiter waiter) {
    Line line = lines.computeIfAbsent(digest, any -> new Line());
    line.waiters.addLast(waiter);
    return line.waiters.size() == 1;
  }

  /** Returns whether nobody owns the digest. */
  boolean isFree(Digest digest) {
    Line line = lines.get(digest);
    return line == null || !line.owned;
  }

  /** Returns whether the digest is free, and the waiter the first of those who wait for it. */
  boolean isTurnOf(Digest digest, Waiter waiter) {
    Line line = lines.get(digest);
    return line != null && !line.owned && line.waiters.peekFirst() == waiter;
  }

  /** Makes the waiter the owner of a digest that is free, wherever it stood. */
  void own(Digest digest, Waiter waiter) {
    Line line = lines.computeIfAbsent(digest, any -> new Line());
    line.waiters.remove(waiter);
    line.waiters.addFirst(waiter);
    line.owned = true;
  }

  /** Takes the waiter or owner out of the line, and wakes whose turn it is now. */
  void leave(Guard.Section section, Digest digest, Waiter waiter) {
    Line line = lines.get(digest);
    if (line == null) {
      return;
    }
    if (line.owned && line.waiters.peekFirst() == waiter) {
      line.owned = false;
    }
    line.waiters.remove(waiter);
    if (line.waiters.isEmpty()) {
      lines.remove(digest);
    } else if (!line.owned) {
      section.afterwards(line.waiters.getFirst()::wake);
    }
  }

  /** Forgets all lines. */
  void clear() {
    lines.clear();
  }

  /** Returns how many lines there are. */
  int size() {
    return lines.size();
  }
}
