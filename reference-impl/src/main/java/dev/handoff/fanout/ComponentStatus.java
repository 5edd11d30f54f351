package dev.handoff.fanout;

/** Where a component is in its life. */
public enum ComponentStatus {
  /** It has a state, serves, and takes steps. */
  UP,
  /** It was declared hung: its deadline passed. It may come back by itself. */
  HUNG,
  /** It has crashed. */
  DOWN,
  /** It was restarted and has no state yet; it serves nobody. */
  STARTING,
  /** A shutdown has stopped it, in order. */
  STOPPED
}
