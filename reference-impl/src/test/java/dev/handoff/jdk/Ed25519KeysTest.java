package dev.handoff.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.PeerId;
import dev.handoff.Signer;
import dev.handoff.SignerContract;
import dev.handoff.Verifier;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Ed25519KeysTest extends SignerContract {
  private final KeyPair alice = Ed25519Keys.generate();
  private final KeyPair bob = Ed25519Keys.generate();

  @Override
  protected Signer signer(PeerId peer) {
    return Ed25519Keys.signer((peer.equals(ALICE) ? alice : bob).getPrivate());
  }

  @Override
  protected Verifier verifier() {
    return Ed25519Keys.verifier(Map.of(ALICE, alice.getPublic(), BOB, bob.getPublic()));
  }

  /** RFC 8032, section 7.1, TEST 2. */
  @Test
  void itSignsAsTheStandardSays() throws Exception {
    byte[] seed =
        HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    Signer signer =
        Ed25519Keys.signer(
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
    assertThat(signer.sign(Bytes.copyOf(new byte[] {0x72})).hex())
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @Test
  void aKeyOfAnotherKindCannotSign() throws Exception {
    KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();
    assertThatThrownBy(() -> Ed25519Keys.signer(other.getPrivate()).sign(Bytes.EMPTY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot sign");
    assertThat(
            Ed25519Keys.verifier(Map.of(ALICE, other.getPublic()))
                .isSignedBy(ALICE, Bytes.EMPTY, Bytes.copyOf(new byte[64])))
        .isFalse();
  }

  @Test
  void keysThatAreAddedLaterAreNotKnown() {
    Map<PeerId, PublicKey> keys = new HashMap<>();
    Verifier verifier = Ed25519Keys.verifier(keys);
    keys.put(ALICE, alice.getPublic());
    assertThat(verifier.isSignedBy(ALICE, Bytes.EMPTY, signer(ALICE).sign(Bytes.EMPTY))).isFalse();
  }
}
