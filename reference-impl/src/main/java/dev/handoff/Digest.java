package dev.handoff;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of some content, which names it.
 *
 * <p>Immutable.
 *
 * @param bytes the 32 bytes
 */
public record Digest(Bytes bytes) implements Comparable<Digest> {
  /** How many bytes a digest has. */
  public static final int SIZE = 32;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if these are not 32 bytes
   */
  public Digest {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException(
          "a SHA-256 digest has %d bytes, not %d".formatted(SIZE, bytes.size()));
    }
  }

  /** Returns the digest of the content. */
  public static Digest of(Bytes content) {
    return of(content.buffer());
  }

  /** Returns the digest of what remains in the buffer, which it leaves read to its end. */
  public static Digest of(ByteBuffer content) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(content);
      return new Digest(Bytes.copyOf(sha.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return bytes.hex().substring(0, 12);
  }
}
