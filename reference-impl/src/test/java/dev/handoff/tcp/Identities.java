package dev.handoff.tcp;

import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Keys of three peers, made once for all tests: keytool takes its time. */
final class Identities {
  static final PeerId A = new PeerId("A");
  static final PeerId B = new PeerId("B");
  static final PeerId C = new PeerId("C");
  static final String PASSWORD = "not-a-secret";

  private static final Map<PeerId, TlsIdentity> ALL = make();

  private Identities() {}

  private static Map<PeerId, TlsIdentity> make() {
    Map<PeerId, TlsIdentity> made = new TreeMap<>();
    try {
      Path folder = Files.createTempDirectory("handoff-tls");
      for (PeerId peer : new PeerId[] {A, B, C}) {
        Path file = folder.resolve(peer + ".p12");
        made.put(peer, SelfSigned.create(peer, file, PASSWORD));
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }

  static TlsIdentity of(PeerId peer) {
    return Objects.requireNonNull(ALL.get(peer));
  }

  static Digest pin(PeerId peer) {
    return of(peer).fingerprint();
  }

  /** Security in which each of the three has pinned all three. */
  static Security of(PeerId self, PeerId... pinned) {
    Map<PeerId, Digest> pins = new TreeMap<>();
    for (PeerId peer : pinned) {
      pins.put(peer, pin(peer));
    }
    return Security.mutualTls(of(self), pins);
  }
}
