package dev.handoff.delivery;

/**
 * What became of the messages that a session held when its close began.
 *
 * <p>Immutable.
 *
 * @param delivered how many were acknowledged
 * @param undelivered how many could not be encoded
 * @param unknown how many were given up
 */
public record CloseReport(long delivered, long undelivered, long unknown) {
  /** Returns how many messages the session held. */
  public long held() {
    return delivered + undelivered + unknown;
  }
}
