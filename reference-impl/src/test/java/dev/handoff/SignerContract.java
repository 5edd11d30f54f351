package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What each {@link Signer} and the {@link Verifier} that belongs to it keep. */
public abstract class SignerContract {
  protected static final PeerId ALICE = new PeerId("alice");
  protected static final PeerId BOB = new PeerId("bob");

  private static final Bytes MESSAGE = Bytes.utf8("vote for block 7");

  /** Returns the signer of the peer, who is Alice or Bob; the same within a test. */
  protected abstract Signer signer(PeerId peer);

  /** Returns a verifier that knows Alice and Bob, and nobody else. */
  protected abstract Verifier verifier();

  @Test
  void aSignatureIsOfItsSignerAndItsMessage() {
    Bytes signature = signer(ALICE).sign(MESSAGE);
    assertThat(verifier().isSignedBy(ALICE, MESSAGE, signature)).isTrue();
    assertThat(verifier().isSignedBy(BOB, MESSAGE, signature)).isFalse();
    assertThat(verifier().isSignedBy(ALICE, Bytes.utf8("vote for block 8"), signature)).isFalse();
    assertThat(verifier().isSignedBy(ALICE, Bytes.EMPTY, signature)).isFalse();
  }

  @Test
  void nobodySignsForAPeerThatIsNotKnown() {
    Bytes signature = signer(ALICE).sign(MESSAGE);
    assertThat(verifier().isSignedBy(new PeerId("mallory"), MESSAGE, signature)).isFalse();
  }

  @Test
  void anyMessageCanBeSignedAlsoNoneAndALongOne() {
    for (Bytes message : new Bytes[] {Bytes.EMPTY, Bytes.copyOf(new byte[1_000_000])}) {
      assertThat(verifier().isSignedBy(BOB, message, signer(BOB).sign(message))).isTrue();
    }
  }

  @Test
  void noBitOfASignatureMayDiffer() {
    byte[] signature = signer(ALICE).sign(MESSAGE).toArray();
    for (int i = 0; i < signature.length; i++) {
      byte[] other = signature.clone();
      other[i] ^= 1;
      assertThat(verifier().isSignedBy(ALICE, MESSAGE, Bytes.copyOf(other)))
          .as("bit 0 of byte %d flipped", i)
          .isFalse();
    }
  }

  @Test
  void rubbishIsNoSignature() {
    for (int length : new int[] {0, 1, 32, 63, 64, 65, 1000}) {
      assertThat(verifier().isSignedBy(ALICE, MESSAGE, Bytes.copyOf(new byte[length]))).isFalse();
      byte[] ones = new byte[length];
      Arrays.fill(ones, (byte) -1);
      assertThat(verifier().isSignedBy(ALICE, MESSAGE, Bytes.copyOf(ones))).isFalse();
    }
  }

  @Test
  void manyThreadsMaySignAndVerify() throws Exception {
    ConcurrentLinkedQueue<Boolean> valid = new ConcurrentLinkedQueue<>();
    Signer signer = signer(ALICE);
    Verifier verifier = verifier();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 25; i++) {
                  Bytes message = Bytes.of(number * 1000L + i);
                  valid.add(verifier.isSignedBy(ALICE, message, signer.sign(message)));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(valid).hasSize(100).containsOnly(true);
  }
}
