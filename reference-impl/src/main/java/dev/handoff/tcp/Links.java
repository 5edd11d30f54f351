package dev.handoff.tcp;

import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.util.Optional;

/**
 * Makes the links that a {@link Security} asks for.
 *
 * <p>Immutable.
 */
final class Links {
  private final Security security;
  private final Optional<PinnedTls> tls;

  Links(Security security) {
    this.security = security;
    this.tls =
        security instanceof Security.MutualTls mutual
            ? Optional.of(new PinnedTls(mutual))
            : Optional.empty();
  }

  /** Returns the link of a wire that has come in. */
  Link accepted(Wire wire) {
    return tls.<Link>map(engines -> new TlsLink(wire, engines.accept()))
        .orElseGet(() -> new PlainLink(wire));
  }

  /** Returns the link of a wire to the peer, which must be known. */
  Link dialled(Wire wire, PeerId peer) {
    return tls.<Link>map(engines -> new TlsLink(wire, engines.dial(peer)))
        .orElseGet(() -> new PlainLink(wire));
  }

  /** Returns whether the peer may connect at all. */
  boolean knows(PeerId peer) {
    return security.knows(peer);
  }

  /** Returns whether the link has shown the certificate of the peer, if it has to show one. */
  boolean proves(Link link, PeerId peer) {
    return !(security instanceof Security.MutualTls mutual)
        || link.certificate().equals(Optional.<Digest>ofNullable(mutual.pins().get(peer)));
  }
}
