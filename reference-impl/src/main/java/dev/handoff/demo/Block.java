package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.persistence.BatchInfo;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The batches that a round commits.
 *
 * <p>Immutable.
 *
 * @param round which round; also the block's timestamp
 * @param batches in the order of their commit
 */
record Block(long round, List<BatchInfo> batches) {
  Block {
    batches = List.copyOf(batches);
  }

  /** Returns what validators vote for. */
  Digest digest() {
    ByteBuffer content = ByteBuffer.allocate(Long.BYTES + batches.size() * Digest.SIZE);
    content.putLong(round);
    // What a batch's digest names has its own expiration signed with it.
    batches.forEach(info -> content.put(Digest.of(info.encoded()).bytes().buffer()));
    return Digest.of(Bytes.from(content.flip()));
  }
}
