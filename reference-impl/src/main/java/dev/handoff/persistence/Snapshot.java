package dev.handoff.persistence;

import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of the specification that are a node's, at one moment; the others are the store's
 * ({@code db}, {@code disk}), the ports' ({@code taken}, {@code announced}) and the owners' ({@code
 * outcome}).
 *
 * <p>Immutable.
 *
 * @param node whether it works
 * @param time the certified time
 * @param cache the entries by their digests
 * @param queue the entries in the order of the expiration queue
 * @param used what each author is charged
 * @param collector what the collector does next
 * @param evicted what it has evicted and not yet freed
 * @param tasks the requests in flight, by their numbers; a request that is not among them has no
 *     batch without a fate
 */
record Snapshot(
    StoreState.Status node,
    long time,
    Map<Digest, Entry> cache,
    List<Entry> queue,
    Map<PeerId, Charge> used,
    Collector.Pc collector,
    Optional<Entry> evicted,
    Map<Long, At> tasks) {

  /**
   * Where a task is.
   *
   * @param place how far it is with its batch
   * @param batch which batch, from 1
   * @param digest the digest of that batch
   * @param begun whether that batch was accepted; otherwise it is new
   */
  record At(Place place, int batch, Digest digest, boolean begun) {}
}
