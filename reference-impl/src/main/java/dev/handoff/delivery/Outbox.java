package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The messages that a session has accepted and whose fate is open, oldest first: those that the
 * present connection carries, then those that it does not carry yet.
 *
 * <p>Not thread-safe; guarded by its session.
 */
final class Outbox {
  /** A message in the outbox. */
  static final class Entry {
    final long number;
    final Promise promise = new Promise();

    /** The message; once it is prepared, what the encoder made of it. */
    private Bytes content;

    private boolean prepared;

    Entry(long number, Bytes message) {
      this.number = number;
      this.content = message;
    }

    Bytes content() {
      return content;
    }

    boolean isPrepared() {
      return prepared;
    }

    /** Keeps what the encoder made, so that it is asked once, and cannot fail a second time. */
    void prepare(Bytes encoded) {
      content = encoded;
      prepared = true;
    }
  }

  private final Deque<Entry> sent = new ArrayDeque<>();
  private final Deque<Entry> unsent = new ArrayDeque<>();
  private int encoded;
  private long lastSent;
  private boolean carried;

  int size() {
    return sent.size() + unsent.size();
  }

  boolean isEmpty() {
    return sent.isEmpty() && unsent.isEmpty();
  }

  void add(Entry entry) {
    unsent.add(entry);
  }

  /** Returns the first message that this connection has not carried, if there is one. */
  Optional<Entry> firstUnsent() {
    return Optional.ofNullable(unsent.peek());
  }

  /** Returns whether the entry is the first message that this connection has not carried. */
  boolean isFirstUnsent(Entry entry) {
    return unsent.peek() == entry;
  }

  /** The first unsent message is in the sink. */
  void markSent() {
    Entry entry = unsent.remove();
    sent.add(entry);
    lastSent = entry.number;
    carried = true;
    encoded = Math.max(encoded, sent.size());
  }

  /** Removes the first unsent message. */
  void removeFirstUnsent() {
    unsent.remove();
  }

  /** Returns whether the head of the outbox was sent on this connection and has such a number. */
  boolean isHeadSent(long numberAtMost) {
    return !sent.isEmpty() && sent.element().number <= numberAtMost;
  }

  /** Removes the head; there must be one. */
  Entry remove() {
    encoded = Math.max(0, encoded - 1);
    return sent.isEmpty() ? unsent.remove() : sent.remove();
  }

  /** There is no connection any more: all is to be sent from the head on. */
  void rewind() {
    while (!sent.isEmpty()) {
      unsent.addFirst(sent.removeLast());
    }
    lastSent = 0;
  }

  /** Nothing will be sent any more. */
  void abandon() {
    rewind();
    encoded = 0;
  }

  /** Returns the number of the last message that this connection carries, or 0. */
  long lastSent() {
    return lastSent;
  }

  /** Returns whether any connection of the session carried a message. */
  boolean hasCarried() {
    return carried;
  }

  /** Returns how many messages this connection carries. */
  int sent() {
    return sent.size();
  }

  /** Returns how many messages were ever encoded: their bytes may be out there. */
  int encoded() {
    return encoded;
  }

  List<Long> numbers() {
    return Stream.concat(sent.stream(), unsent.stream()).map(entry -> entry.number).toList();
  }
}
