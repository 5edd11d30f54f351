package dev.handoff.demo;

import dev.handoff.PeerId;
import dev.handoff.Signer;
import dev.handoff.Verifier;
import dev.handoff.delivery.Committee;
import dev.handoff.jdk.Ed25519Keys;
import dev.handoff.tcp.Security;
import dev.handoff.tcp.SelfSigned;
import dev.handoff.tcp.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Who is who: the signing keys and the transport identities of all validators, made anew for each
 * demo.
 *
 * <p>Immutable.
 */
final class Keys {
  private final Committee committee;
  private final Map<PeerId, KeyPair> pairs;
  private final Map<PeerId, Security> security;

  private Keys(Committee committee, Map<PeerId, KeyPair> pairs, Map<PeerId, Security> security) {
    this.committee = committee;
    this.pairs = pairs;
    this.security = security;
  }

  /** Makes keys; TLS identities go into files in the folder. */
  static Keys create(List<PeerId> peers, DemoSettings.Transport transport, Path folder)
      throws IOException {
    Map<PeerId, KeyPair> pairs = new LinkedHashMap<>();
    peers.forEach(peer -> pairs.put(peer, Ed25519Keys.generate()));
    return new Keys(
        new Committee(peers),
        pairs,
        transport == DemoSettings.Transport.PLAIN
            ? peers.stream()
                .collect(Collectors.toMap(p -> p, p -> Security.plain(Set.copyOf(peers))))
            : mutualTls(peers, folder));
  }

  private static Map<PeerId, Security> mutualTls(List<PeerId> peers, Path folder)
      throws IOException {
    // The files are read back at once; nobody needs the password afterwards.
    String password = UUID.randomUUID().toString();
    Map<PeerId, CompletableFuture<TlsIdentity>> made = new TreeMap<>();
    for (PeerId peer : peers) {
      made.put(
          peer,
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return SelfSigned.create(peer, folder.resolve(peer + ".p12"), password);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              }));
    }
    try {
      Map<PeerId, TlsIdentity> identities = new HashMap<>();
      made.forEach((peer, identity) -> identities.put(peer, identity.join()));
      return identities.entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey,
                  own ->
                      Security.mutualTls(
                          own.getValue(),
                          identities.entrySet().stream()
                              .filter(other -> !other.getKey().equals(own.getKey()))
                              .collect(
                                  Collectors.toMap(
                                      Map.Entry::getKey,
                                      other -> other.getValue().fingerprint())))));
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  Committee committee() {
    return committee;
  }

  Security security(PeerId peer) {
    return of(security, peer);
  }

  Signer signer(PeerId peer) {
    return Ed25519Keys.signer(of(pairs, peer).getPrivate());
  }

  Verifier verifier() {
    return Ed25519Keys.verifier(
        pairs.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, pair -> pair.getValue().getPublic())));
  }

  private static <V> V of(Map<PeerId, V> map, PeerId peer) {
    V value = map.get(peer);
    if (value == null) {
      throw new IllegalArgumentException("no validator is called " + peer);
    }
    return value;
  }
}
