package dev.handoff.tcp;

import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes the engines of mutual TLS 1.3. One that accepts trusts every certificate that is pinned for
 * anybody, and the handshake above TLS compares the name; one that dials trusts that of the peer
 * which is dialled, and no other.
 *
 * <p>Thread-safe: the contexts are. Sessions of TLS are never resumed, so the certificates are
 * shown and checked each time: engines that dial have no name under which the JDK would keep one.
 */
final class PinnedTls {
  private static final String PROTOCOL = "TLSv1.3";

  private final SSLContext accepting;
  private final Map<PeerId, SSLContext> dialling = new HashMap<>();

  PinnedTls(Security.MutualTls security) {
    this.accepting = context(security.identity(), Set.copyOf(security.pins().values()));
    security
        .pins()
        .forEach((peer, pin) -> dialling.put(peer, context(security.identity(), Set.of(pin))));
  }

  private static SSLContext context(TlsIdentity identity, Set<Digest> trusted) {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(identity.keyManagers(), new TrustManager[] {new PinnedTrust(trusted)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS 1.3: " + e.getMessage(), e);
    }
  }

  /** Returns an engine for a connection that has come in. */
  SSLEngine accept() {
    SSLEngine engine = accepting.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    engine.setEnabledProtocols(new String[] {PROTOCOL});
    return engine;
  }

  /** Returns an engine for a connection to the peer, which must have a pin. */
  SSLEngine dial(PeerId peer) {
    SSLContext context = dialling.get(peer);
    if (context == null) {
      throw new IllegalArgumentException("no certificate is pinned for " + peer);
    }
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {PROTOCOL});
    return engine;
  }

  /**
   * Trusts certificates by their fingerprint. That the other side has the private key is TLS' own
   * to check. Of this type rather than a plain trust manager, because the JDK checks the names of
   * hosts and the authorities on behalf of those.
   */
  private static final class PinnedTrust extends X509ExtendedTrustManager {
    private final Set<Digest> trusted;

    PinnedTrust(Set<Digest> trusted) {
      this.trusted = trusted;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      Digest shown = TlsIdentity.fingerprint(chain[0]);
      if (!trusted.contains(shown)) {
        throw new CertificateException(
            "the certificate with the fingerprint %s is not pinned here"
                .formatted(shown.bytes().hex()));
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
