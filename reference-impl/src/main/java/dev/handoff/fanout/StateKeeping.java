package dev.handoff.fanout;

/** What a component comes back with after a crash. */
public enum StateKeeping {
  /** Nothing: it starts from a snapshot, and its peers send it its items again. */
  VOLATILE,
  /** What it has saved in the store. */
  DURABLE
}
