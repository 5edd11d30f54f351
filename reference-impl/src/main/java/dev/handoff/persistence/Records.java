package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Mutation;
import dev.handoff.PeerId;
import dev.handoff.StoreException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The records of the batches: what is stored, and the check of what is read. The key of a record is
 * the digest of its batch, the value is
 *
 * <pre>
 * offset  bytes  what
 *      0      1  version of the layout, 1
 *      1      8  expiration, most significant byte first
 *      9      1  length n of the author's name
 *     10      n  the author's name in ASCII
 *   10+n   rest  the payload
 * </pre>
 *
 * <p>Immutable.
 */
final class Records {
  /** The table of the store. */
  static final String TABLE = "batches";

  private static final byte VERSION = 1;
  private static final int FIXED_BYTES = 1 + Long.BYTES + 1;

  private final Digester digester;

  Records(Digester digester) {
    this.digester = digester;
  }

  /** Returns what writes the record of the batch, in place of an earlier one. */
  static Mutation put(Batch batch) {
    return new Mutation.Put(TABLE, batch.digest().bytes(), encoded(batch));
  }

  /** Returns what removes the record of the batch. */
  static Mutation delete(Digest digest) {
    return new Mutation.Delete(TABLE, digest.bytes());
  }

  private static Bytes encoded(Batch batch) {
    Bytes name = Bytes.utf8(batch.author().name());
    return Bytes.from(
        ByteBuffer.allocate(FIXED_BYTES + name.size() + batch.payload().size())
            .put(VERSION)
            .putLong(batch.expiration())
            .put((byte) name.size())
            .put(name.buffer())
            .put(batch.payload().buffer())
            .flip());
  }

  /** Returns whether the content of the batch has its digest. */
  boolean isWhole(Batch batch) {
    return digester.digest(batch.author(), batch.payload()).equals(batch.digest());
  }

  /**
   * Returns the batch of a record.
   *
   * @throws StoreException if it is not what was written: {@code CORRUPT}, or {@code VERSION}
   */
  Batch decode(Bytes key, Bytes value) throws StoreException {
    Batch batch = parse(key, value);
    if (!isWhole(batch)) {
      throw corrupt(key, "holds content with another digest");
    }
    return batch;
  }

  private static Batch parse(Bytes key, Bytes value) throws StoreException {
    try {
      ByteBuffer buffer = value.buffer();
      byte version = buffer.get();
      if (version != VERSION) {
        throw new StoreException(
            StoreException.Kind.VERSION,
            "the record of batch %s has layout %d, and this program reads layout %d; use the one that wrote it"
                .formatted(key.hex(), version, VERSION));
      }
      long expiration = buffer.getLong();
      byte[] name = new byte[Byte.toUnsignedInt(buffer.get())];
      buffer.get(name);
      PeerId author = new PeerId(Bytes.copyOf(name).utf8());
      return new Batch(new BatchInfo(new Digest(key), author, expiration), Bytes.from(buffer));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw (StoreException) corrupt(key, "is no record of a batch").initCause(e);
    }
  }

  /** Returns the complaint that a batch is stored, and its record is not there. */
  static StoreException missing(Digest digest) {
    return corrupt(digest.bytes(), "is missing");
  }

  private static StoreException corrupt(Bytes key, String what) {
    return new StoreException(
        StoreException.Kind.CORRUPT,
        "the record of batch %s %s; fetch the batch from a peer, and restore the store from a copy"
            .formatted(key.hex(), what));
  }
}
