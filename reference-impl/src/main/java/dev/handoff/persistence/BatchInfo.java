package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is promised about a batch, and what is signed: that this node keeps the batch with this
 * digest, by this author, until it expires.
 *
 * <p>Immutable.
 *
 * @param digest names the batch, see {@link Digester}
 * @param author whose batch it is
 * @param expiration when it expires: in the unit of the certified time, which is the ledger's (a
 *     round, or milliseconds, as the ledger certifies it); compared, and never computed with
 */
public record BatchInfo(Digest digest, PeerId author, long expiration) {
  private static final byte[] DOMAIN = "handoff batch v1".getBytes(StandardCharsets.US_ASCII);

  /**
   * Returns the one encoding of this, which is what the {@link dev.handoff.Signer} signs. It begins
   * with words that no other message of this program begins with.
   *
   * <pre>
   * offset  bytes  what
   *      0     16  "handoff batch v1" in ASCII
   *     16     32  the digest
   *     48      8  the expiration, most significant byte first
   *     56   rest  the author's name in ASCII
   * </pre>
   */
  public Bytes encoded() {
    Bytes name = Bytes.utf8(author.name());
    return Bytes.from(
        ByteBuffer.allocate(DOMAIN.length + Digest.SIZE + Long.BYTES + name.size())
            .put(DOMAIN)
            .put(digest.bytes().buffer())
            .putLong(expiration)
            .put(name.buffer())
            .flip());
  }
}
