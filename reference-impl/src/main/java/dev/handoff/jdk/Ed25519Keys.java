package dev.handoff.jdk;

import dev.handoff.Bytes;
import dev.handoff.PeerId;
import dev.handoff.Signer;
import dev.handoff.Verifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;

/** Ed25519 signatures (RFC 8032) as the JDK makes and checks them. */
public final class Ed25519Keys {
  private static final String ALGORITHM = "Ed25519";

  private Ed25519Keys() {}

  /** Returns a new pair of keys. */
  public static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK since 15 has Ed25519", e);
    }
  }

  /** Returns a thread-safe signer with that key. */
  public static Signer signer(PrivateKey key) {
    return message -> {
      try {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(message.toArray());
        return Bytes.copyOf(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the key cannot sign: " + e.getMessage(), e);
      }
    };
  }

  /**
   * Returns a thread-safe verifier for the peers with those keys.
   *
   * @param keys the public key of each peer; signatures of others are not accepted
   */
  public static Verifier verifier(Map<PeerId, PublicKey> keys) {
    Map<PeerId, PublicKey> known = Map.copyOf(keys);
    return (signer, message, signature) -> {
      PublicKey key = known.get(signer);
      return key != null && verifies(key, message, signature);
    };
  }

  private static boolean verifies(PublicKey key, Bytes message, Bytes signature) {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      // Not as a buffer: JDK 17 verifies no empty message that comes in one.
      check.update(message.toArray());
      return check.verify(signature.toArray());
    } catch (GeneralSecurityException e) {
      // A signature of another length or form throws; it is no signature of the message.
      return false;
    }
  }
}
