package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import java.util.List;

/**
 * What became of every message that an {@link OutboundConnection} had accepted: it was delivered,
 * or it is returned here.
 *
 * <p>Immutable.
 *
 * @param peer who was at the other end
 * @param cause what began the close
 * @param accepted how many messages were accepted since the connection began
 * @param delivered how many of them were delivered
 * @param returned the others, in the order of the offers
 */
public record CloseReport(
    PeerId peer, Cause cause, long accepted, long delivered, List<Returned> returned) {

  /**
   * Checks that no message is missing.
   *
   * @throws IllegalArgumentException if the sum is not that of the accepted messages
   */
  public CloseReport {
    returned = List.copyOf(returned);
    if (accepted != delivered + returned.size()) {
      throw new IllegalArgumentException(
          "%d messages were accepted, but %d delivered and %d returned"
              .formatted(accepted, delivered, returned.size()));
    }
  }

  /** Returns how many messages are safe to offer elsewhere. */
  public long undelivered() {
    return accepted - delivered - unknown();
  }

  /** Returns how many messages the peer may have. */
  public long unknown() {
    return returned.stream().filter(one -> one.fate() instanceof Fate.Unknown).count();
  }

  /**
   * A message that was accepted and is its owner's again.
   *
   * @param number its number in the order of the offers, from 1
   * @param message the message
   * @param fate the fate that its receipt told: undelivered or unknown
   */
  public record Returned(long number, Bytes message, Fate fate) {}

  /** What began a close. */
  public sealed interface Cause {
    /** Somebody called {@link OutboundConnection#close}. */
    record Requested() implements Cause {}

    /** The connection had no room for the write timeout. */
    record WriteTimedOut() implements Cause {}

    /**
     * The connection failed, or what is built on it did.
     *
     * @param failure as it was met
     */
    record Failed(Exception failure) implements Cause {}
  }
}
