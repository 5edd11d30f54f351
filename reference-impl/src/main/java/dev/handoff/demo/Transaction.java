package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a client submits.
 *
 * <p>Immutable.
 *
 * @param digest names it
 * @param content the client's
 */
record Transaction(Digest digest, Bytes content) {
  static Transaction of(Bytes content) {
    return new Transaction(Digest.of(content), content);
  }

  /**
   * Returns the payload of a batch with these transactions: how many, then each with its length.
   */
  static Bytes payload(List<Transaction> transactions) {
    int size = Integer.BYTES;
    for (Transaction each : transactions) {
      size += Integer.BYTES + each.content().size();
    }
    ByteBuffer payload = ByteBuffer.allocate(size).putInt(transactions.size());
    for (Transaction each : transactions) {
      payload.putInt(each.content().size()).put(each.content().buffer());
    }
    return Bytes.from(payload.flip());
  }
}
