package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A message that a validator owes to some others until they have acknowledged it. It is idempotent,
 * so it may be offered again whatever became of it before.
 *
 * <p>Thread-safe: receipts is a concurrent map, in which the last offer to a peer wins.
 */
final class Owed {
  private final Bytes message;
  private final List<PeerId> recipients;
  private final Courier courier;
  private final ConcurrentMap<PeerId, Receipt> receipts = new ConcurrentHashMap<>();

  Owed(RoundMessage message, List<PeerId> recipients, Courier courier) {
    this.message = message.encode();
    this.recipients = recipients;
    this.courier = courier;
  }

  /**
   * Offers the message to all who were not offered it yet, or whose session has refused it or given
   * it up. While a session holds it, the session sends it again as often as it takes.
   *
   * @return the last receipt of each recipient
   */
  Map<PeerId, Receipt> offer() {
    Map<PeerId, Receipt> answers = new LinkedHashMap<>();
    for (PeerId recipient : recipients) {
      Receipt receipt =
          Optional.ofNullable(receipts.get(recipient))
              .filter(Owed::isDeliveredOrOpen)
              .orElseGet(() -> courier.offer(recipient, message));
      receipts.put(recipient, receipt);
      answers.put(recipient, receipt);
    }
    return answers;
  }

  private static boolean isDeliveredOrOpen(Receipt receipt) {
    return receipt.fate().map(fate -> fate instanceof Fate.Delivered).orElse(true);
  }
}
