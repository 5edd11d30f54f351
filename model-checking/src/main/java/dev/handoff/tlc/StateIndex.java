package dev.handoff.tlc;

import java.util.Arrays;

/**
 * The states found so far, by fingerprint: for each its predecessor on a shortest path.
 *
 * <p>An open-addressing table of fingerprints over arrays that grow by half; 20 bytes a state and
 * slack. Not thread-safe.
 */
final class StateIndex {
  static final int NONE = -1;

  private long[] fingerprints = new long[1 << 12];
  private int[] predecessors = new int[1 << 12];
  private int size;
  private int[] table = newTable(1 << 13);

  private static int[] newTable(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, NONE);
    return table;
  }

  /**
   * Adds a state unless it is known.
   *
   * @return its new index, or {@link #NONE} if it was known
   */
  int add(long fingerprint, int predecessor) {
    int slot = slot(fingerprint);
    if (table[slot] != NONE) {
      return NONE;
    }
    if (size == fingerprints.length) {
      int capacity = size + (size >> 1);
      fingerprints = Arrays.copyOf(fingerprints, capacity);
      predecessors = Arrays.copyOf(predecessors, capacity);
    }
    fingerprints[size] = fingerprint;
    predecessors[size] = predecessor;
    table[slot] = size;
    size++;
    if (size * 2L > table.length) {
      rehash();
    }
    return size - 1;
  }

  int size() {
    return size;
  }

  /** The fingerprint of the state of that index. */
  long fingerprint(int index) {
    return fingerprints[index];
  }

  /** The fingerprints on the path from an initial state to the state of that index. */
  long[] path(int index) {
    int length = 0;
    for (int at = index; at != NONE; at = predecessors[at]) {
      length++;
    }
    long[] path = new long[length];
    int at = index;
    for (int i = length - 1; i >= 0; i--) {
      path[i] = fingerprints[at];
      at = predecessors[at];
    }
    return path;
  }

  private int slot(long fingerprint) {
    int mask = table.length - 1;
    // TLC's fingerprints are already well mixed (Rabin); fold the halves and probe linearly.
    int slot = (int) (fingerprint ^ (fingerprint >>> 32)) & mask;
    while (table[slot] != NONE && fingerprints[table[slot]] != fingerprint) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash() {
    table = newTable(table.length * 2);
    for (int i = 0; i < size; i++) {
      table[slot(fingerprints[i])] = i;
    }
  }
}
