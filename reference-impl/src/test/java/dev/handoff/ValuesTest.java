package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values of the vocabulary: bytes, digests, names. */
class ValuesTest {

  @Test
  void bytesAreCopiedOnTheWayInAndOut() {
    byte[] mine = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(mine);
    mine[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes.toArray()).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> bytes.buffer().put((byte) 9))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void bytesOfABufferAreWhatRemainsInIt() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
    assertThat(Bytes.from(buffer)).isEqualTo(Bytes.copyOf(new byte[] {2, 3}));
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @Test
  void bytesAreEqualByContent() {
    Bytes bytes = Bytes.utf8("grüße");
    assertThat(bytes)
        .isEqualTo(Bytes.copyOf(bytes.toArray()))
        .hasSameHashCodeAs(Bytes.utf8("grüße"));
    assertThat(bytes).isNotEqualTo(Bytes.utf8("gruesse")).isNotEqualTo("grüße");
    assertThat(bytes.utf8()).isEqualTo("grüße");
    assertThat(bytes.size()).isEqualTo(7);
    assertThat(Bytes.EMPTY.size()).isZero();
  }

  @Test
  void bytesAreOrderedAsUnsignedAndPrefixesComeFirst() {
    byte[][] inOrder = {{}, {0}, {0, 0}, {1}, {127}, {-128}, {-1}, {-1, 0}};
    for (int i = 0; i < inOrder.length; i++) {
      for (int j = 0; j < inOrder.length; j++) {
        assertThat(Integer.signum(Bytes.copyOf(inOrder[i]).compareTo(Bytes.copyOf(inOrder[j]))))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void bytesShowThemselvesInHexadecimal() {
    assertThat(Bytes.of(0x0102030405060708L).hex()).isEqualTo("0102030405060708");
    assertThat(Bytes.of(-1)).hasToString("ffffffffffffffff");
    assertThat(Bytes.copyOf(new byte[9])).hasToString("0000000000000000.. (9 bytes)");
  }

  /** The vectors of FIPS 180-2 for the empty message and for "abc". */
  @Test
  void aDigestIsTheSha256OfTheContent() {
    assertThat(Digest.of(Bytes.EMPTY).bytes().hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Digest abc = Digest.of(Bytes.utf8("abc"));
    assertThat(abc.bytes().hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(abc).hasToString("ba7816bf8f01").isEqualTo(new Digest(abc.bytes()));
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {'x', 'a', 'b', 'c'}).position(1);
    assertThat(Digest.of(buffer)).isEqualTo(abc);
    assertThat(buffer.hasRemaining()).isFalse();
    assertThat(abc.compareTo(Digest.of(Bytes.EMPTY))).isNegative();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void aDigestOfAnotherLengthIsRefused(int length) {
    assertThatThrownBy(() -> new Digest(Bytes.copyOf(new byte[length])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not " + length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "ä", "a\n", "'", "a:1"})
  void aPeerHasNoOtherCharactersInItsName(String name) {
    assertThatThrownBy(() -> new PeerId(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void aPeersNameHasUpTo64Characters() {
    assertThat(new PeerId("x".repeat(64)).name()).hasSize(64);
    assertThatThrownBy(() -> new PeerId("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new PeerId("A-z_0.9")).hasToString("A-z_0.9");
    assertThat(new PeerId("a")).isLessThan(new PeerId("b")).isEqualByComparingTo(new PeerId("a"));
  }

  @Test
  void sessionsAreDrawnFromTheGeneratorAndShown() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
    Set<SessionId> drawn = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      drawn.add(SessionId.random(random));
    }
    assertThat(drawn).hasSize(1000);
    assertThat(new SessionId(1, -1)).hasToString("0000000000000001ffffffffffffffff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a1", "a-b", "a b", "ä", "a;", "{", "`"})
  void aTableHasNoOtherCharactersInItsName(String name) {
    assertThatThrownBy(() -> new Mutation.Put(name, Bytes.EMPTY, Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
    assertThatThrownBy(() -> new Mutation.Delete(name, Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTablesNameHasUpTo48Letters() {
    Mutation.checkTable("x".repeat(48));
    Mutation.checkTable("az_");
    assertThatThrownBy(() -> Mutation.checkTable("x".repeat(49)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void exceptionsCarryTheirKindsAndKindsAreWords() {
    StoreException plain = new StoreException(StoreException.Kind.READ_ONLY, "why");
    assertThat(plain).hasMessage("why").hasNoCause();
    assertThat(plain.kind().word()).isEqualTo("read-only");
    assertThat(new StoreException(StoreException.Kind.IO, "why", plain)).hasCause(plain);
    assertThat(Arrays.stream(StoreException.Kind.values()).map(StoreException.Kind::word))
        .doesNotHaveDuplicates()
        .allSatisfy(word -> assertThat(word).isEqualTo(word.toLowerCase(Locale.ROOT)));
    assertThat(new FrameException(FrameException.Kind.MALFORMED, "x").kind())
        .isEqualTo(FrameException.Kind.MALFORMED);
  }

  @Test
  void noMetricsAreCountedWhereNobodyWantsThem() {
    Metrics.NONE.fate("p", Fate.DELIVERED);
    Metrics.NONE.failure("p", "x");
    assertThat(Metrics.NONE).isNotNull();
  }
}
