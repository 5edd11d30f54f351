package dev.handoff.tcp;

import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.util.Map;
import java.util.Set;

/**
 * How the two ends of a connection know who is at the other: by TLS, or by its word alone.
 *
 * <p>Immutable.
 */
public sealed interface Security {

  /**
   * Mutual TLS 1.3: each side shows a certificate, and the other has pinned it. There is no
   * authority, no name of a host and no date to check: a pin holds until it is taken away.
   *
   * @param identity this side's key and certificate
   * @param pins the fingerprint of each peer's certificate; others are turned away
   */
  static Security mutualTls(TlsIdentity identity, Map<PeerId, Digest> pins) {
    return new MutualTls(identity, Map.copyOf(pins));
  }

  /**
   * Bytes as they are, which anybody on the way can read and change, and names that anybody can
   * take: for tests, and for networks that protect by other means.
   *
   * @param peers whose names are let in
   */
  static Security plain(Set<PeerId> peers) {
    return new Plain(Set.copyOf(peers));
  }

  /** Returns whether connections with a peer of that name are let in at all. */
  boolean knows(PeerId peer);

  /**
   * No protection.
   *
   * @param peers whose names are let in
   */
  record Plain(Set<PeerId> peers) implements Security {
    @Override
    public boolean knows(PeerId peer) {
      return peers.contains(peer);
    }
  }

  /**
   * Mutual TLS 1.3.
   *
   * @param identity this side's key and certificate
   * @param pins the fingerprint of each peer's certificate
   */
  record MutualTls(TlsIdentity identity, Map<PeerId, Digest> pins) implements Security {
    @Override
    public boolean knows(PeerId peer) {
      return pins.containsKey(peer);
    }
  }
}
