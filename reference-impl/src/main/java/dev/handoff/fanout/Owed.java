package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.Promise;
import dev.handoff.Reason;

/**
 * What a component owes: the open promises, which are those about the entries from {@link #first}
 * to the end of the log, and by when it must have made progress with them.
 *
 * <p>No more than the log's bound: an attached component owes only entries that the log holds, and
 * {@link Member#makeRoom} sees to the others.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>promises, first, due</td><td>notify; the member's steps</td><td>the log's guard</td></tr>
 * </table>
 */
final class Owed {
  private final CommitLog log;

  /** The promise about entry {@code p} is at {@code p % logBound}. */
  private final Promise[] promises;

  private long first;
  private long due;

  Owed(CommitLog log) {
    this.log = log;
    this.promises = new Promise[log.settings().logBound()];
  }

  boolean isEmpty() {
    return first >= log.end();
  }

  boolean isFull() {
    return log.end() - first == promises.length;
  }

  /** Returns the position of the first open promise; the end of the log if there is none. */
  long first() {
    return first;
  }

  /** Returns by when there must be progress, if anything is owed. */
  long due() {
    return due;
  }

  /** The deadline is counted from here. */
  void progress() {
    if (!isEmpty()) {
      due = log.watch().newProgressDue();
    }
  }

  /** Returns the promise about an entry that was just appended. */
  Promise add(long entry) {
    if (first == entry) {
      progress();
      log.watch().armIfIdle();
    }
    Promise promise = new Promise();
    promises[slot(entry)] = promise;
    return promise;
  }

  /** The entries before that position were acknowledged. */
  void deliver(Guard.Section section, long end) {
    for (; first < end; first++) {
      log.delivered(section, promises[slot(first)]);
    }
    progress();
  }

  /** Nobody will ever know about any of it. Returns how much that is. */
  long loseAll(Guard.Section section, Reason reason) {
    long count = log.end() - first;
    lose(section, first, reason);
    first = log.end();
    return count;
  }

  /** The log will end there; the entries behind are lost. */
  void cut(Guard.Section section, long end) {
    lose(section, Math.max(first, end), Reason.NODE_CRASHED);
    first = Math.min(first, end);
  }

  private void lose(Guard.Section section, long from, Reason reason) {
    for (long entry = from; entry < log.end(); entry++) {
      log.unknown(section, promises[slot(entry)], reason);
    }
  }

  /** There is nothing to be told about the entries before that position. */
  void skip(long end) {
    first = end;
  }

  private int slot(long entry) {
    return (int) (entry % promises.length);
  }
}
