package dev.handoff.fanout;

/** The answer to an item that a component is asked to keep. */
public enum Admission {
  /** It is kept now. */
  ADMITTED,
  /** It is kept already. */
  KNOWN,
  /** Not kept: its batch is committed. */
  COMMITTED,
  /** Not kept: its batch has expired. */
  EXPIRED,
  /** Not kept: the component has no room. */
  FULL,
  /** Not kept: the component is down, starts or was stopped. */
  CLOSED
}
