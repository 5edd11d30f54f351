package dev.handoff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that nobody can change, equal by content: keys, digests, signatures, payloads.
 *
 * <p>Immutable. Ordered as unsigned bytes, the shorter before the longer that it begins.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  /** Zero until it is asked for; computed twice at worst, and the same each time. */
  private int hash;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Returns a copy of the array. */
  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** Returns a copy of what remains in the buffer, which it leaves read to its end. */
  public static Bytes from(ByteBuffer buffer) {
    byte[] content = new byte[buffer.remaining()];
    buffer.get(content);
    return new Bytes(content);
  }

  /** Returns the bytes of the text in UTF-8. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the eight bytes of the number, most significant first. */
  public static Bytes of(long number) {
    return new Bytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** Returns how many bytes these are. */
  public int size() {
    return content.length;
  }

  /** Returns a copy. */
  public byte[] toArray() {
    return content.clone();
  }

  /** Returns a view that cannot be written. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  /** Returns the bytes as text in UTF-8. */
  public String utf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Returns the bytes in hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(content);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(content);
      hash = known;
    }
    return known;
  }

  /** The first bytes in hexadecimal digits, and how many there are. */
  @Override
  public String toString() {
    return size() <= 8
        ? hex()
        : "%s.. (%d bytes)".formatted(HexFormat.of().formatHex(content, 0, 8), size());
  }
}
