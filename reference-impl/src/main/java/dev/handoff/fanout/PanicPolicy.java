package dev.handoff.fanout;

/** Who dies when a component throws. */
public enum PanicPolicy {
  /** The component alone. */
  TASK,
  /** All of them, with the process; a supervisor starts it again. */
  PROCESS
}
