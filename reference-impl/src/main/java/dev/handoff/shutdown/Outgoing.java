package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Promise;

/**
 * A message that was accepted.
 *
 * <p>Immutable, but for the promise.
 *
 * @param number its number in the order of the offers, from 1
 * @param content the message
 * @param promise the duty to decide its fate
 * @param fragmentBytes how much of it one frame carries at most
 */
record Outgoing(long number, Bytes content, Promise promise, int fragmentBytes) {

  /** Returns how many fragments follow the header; 0 for a small message, which has no header. */
  int fragments() {
    int size = content.size();
    return size <= fragmentBytes ? 0 : (size - 1) / fragmentBytes + 1;
  }
}
