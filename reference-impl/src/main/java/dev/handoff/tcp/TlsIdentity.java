package dev.handoff.tcp;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * What a peer proves itself with: a private key and its certificate, out of a PKCS #12 file. The
 * other peers pin its {@link #fingerprint}.
 *
 * <p>Immutable. The private key stays in the key managers of the JDK.
 */
public final class TlsIdentity {
  private final List<KeyManager> keyManagers;
  private final Digest fingerprint;

  private TlsIdentity(List<KeyManager> keyManagers, Digest fingerprint) {
    this.keyManagers = keyManagers;
    this.fingerprint = fingerprint;
  }

  /**
   * Reads the file.
   *
   * @param password of the file and of the key in it
   * @throws IOException if the file cannot be read, the password is wrong, or there is not exactly
   *     one key
   */
  public static TlsIdentity load(Path file, String password) throws IOException {
    char[] secret = password.toCharArray();
    try (InputStream content = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(content, secret);
      Certificate certificate = store.getCertificate(onlyKey(store, file));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, secret);
      return new TlsIdentity(List.of(factory.getKeyManagers()), fingerprint(certificate));
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "cannot read the TLS identity %s: %s; it must be a PKCS #12 file with one key, and the password its own"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static String onlyKey(KeyStore store, Path file)
      throws GeneralSecurityException, IOException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw new IOException("there are %d keys in %s".formatted(keys.size(), file.getFileName()));
    }
    return keys.get(0);
  }

  /** Returns the SHA-256 of the certificate's encoding: what others pin. */
  public static Digest fingerprint(Certificate certificate) throws CertificateEncodingException {
    return Digest.of(Bytes.copyOf(certificate.getEncoded()));
  }

  /** Returns the fingerprint of this identity's certificate. */
  public Digest fingerprint() {
    return fingerprint;
  }

  KeyManager[] keyManagers() {
    return keyManagers.toArray(new KeyManager[0]);
  }
}
