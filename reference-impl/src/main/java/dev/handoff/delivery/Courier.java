package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.PeerId;
import dev.handoff.Receipt;

/**
 * Port of a {@link VoteRound}: takes messages to the other validators; {@link Peers#offer} is one.
 *
 * <p>Implementations are thread-safe and never wait.
 */
@FunctionalInterface
public interface Courier {
  /** Offers the message to the session of that validator. */
  Receipt offer(PeerId to, Bytes message);
}
