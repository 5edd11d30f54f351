package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;

/**
 * Port: computes the digest that names a batch. Authors share no digests, so the author is part of
 * what is digested; the expiration is not, so that the life of a batch can be prolonged.
 *
 * <p>Implementations are thread-safe, and always give the same answer.
 */
@FunctionalInterface
public interface Digester {
  /** SHA-256 of one byte with the length of the author's name, the name in ASCII, the payload. */
  Digester SHA_256 =
      (author, payload) -> {
        Bytes name = Bytes.utf8(author.name());
        return Digest.of(
            ByteBuffer.allocate(1 + name.size() + payload.size())
                .put((byte) name.size())
                .put(name.buffer())
                .put(payload.buffer())
                .flip());
      };

  /** Returns the digest of the batch of that author with that payload. */
  Digest digest(PeerId author, Bytes payload);
}
