package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import dev.handoff.Verifier;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What validators tell each other about a round. Each message proves itself by its signatures,
 * whoever passes it on.
 *
 * <p>Immutable.
 */
public sealed interface RoundMessage {
  /** Returns the round that it is about. */
  long round();

  /**
   * Returns whether all its signatures are those of validators, and, of a certificate, as many as
   * make a quorum.
   */
  boolean verify(Committee committee, Verifier verifier);

  /** Returns the bytes that {@link RoundCodec#decode} reads. */
  default Bytes encode() {
    return RoundCodec.encode(this);
  }

  /**
   * A vote for a block.
   *
   * @param round the round
   * @param block the digest of the block
   * @param voter who votes
   * @param signature of {@link #text(long, Digest)}
   */
  record Vote(long round, Digest block, PeerId voter, Bytes signature) implements RoundMessage {
    /** Returns what a voter signs. */
    public static Bytes text(long round, Digest block) {
      byte[] purpose = Bytes.utf8("handoff vote 1").toArray();
      return Bytes.copyOf(
          ByteBuffer.allocate(purpose.length + Long.BYTES + Digest.SIZE)
              .put(purpose)
              .putLong(round)
              .put(block.bytes().buffer())
              .array());
    }

    @Override
    public boolean verify(Committee committee, Verifier verifier) {
      return committee.has(voter) && verifier.isSignedBy(voter, text(round, block), signature);
    }
  }

  /**
   * A vote to end the round without a block.
   *
   * @param round the round
   * @param voter whose timer has expired
   * @param signature of {@link #text(long)}
   */
  record Timeout(long round, PeerId voter, Bytes signature) implements RoundMessage {
    /** Returns what a voter signs. */
    public static Bytes text(long round) {
      byte[] purpose = Bytes.utf8("handoff timeout 1").toArray();
      return Bytes.copyOf(
          ByteBuffer.allocate(purpose.length + Long.BYTES).put(purpose).putLong(round).array());
    }

    @Override
    public boolean verify(Committee committee, Verifier verifier) {
      return committee.has(voter) && verifier.isSignedBy(voter, text(round), signature);
    }
  }

  /**
   * The proof that 2f+1 validators voted for the block.
   *
   * @param round the round
   * @param block the digest of the block
   * @param signatures by voter, of {@link Vote#text}
   */
  record QuorumCertificate(long round, Digest block, SortedMap<PeerId, Bytes> signatures)
      implements RoundMessage {
    /** Keeps a copy of the signatures. */
    public QuorumCertificate {
      signatures = copy(signatures);
    }

    @Override
    public boolean verify(Committee committee, Verifier verifier) {
      return isQuorum(signatures, Vote.text(round, block), committee, verifier);
    }
  }

  /**
   * The proof that 2f+1 validators voted to end the round.
   *
   * @param round the round
   * @param signatures by voter, of {@link Timeout#text}
   */
  record TimeoutCertificate(long round, SortedMap<PeerId, Bytes> signatures)
      implements RoundMessage {
    /** Keeps a copy of the signatures. */
    public TimeoutCertificate {
      signatures = copy(signatures);
    }

    @Override
    public boolean verify(Committee committee, Verifier verifier) {
      return isQuorum(signatures, Timeout.text(round), committee, verifier);
    }
  }

  private static SortedMap<PeerId, Bytes> copy(SortedMap<PeerId, Bytes> signatures) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
  }

  private static boolean isQuorum(
      Map<PeerId, Bytes> signatures, Bytes text, Committee committee, Verifier verifier) {
    return signatures.size() >= committee.quorum()
        && signatures.entrySet().stream()
            .allMatch(
                signature ->
                    committee.has(signature.getKey())
                        && verifier.isSignedBy(signature.getKey(), text, signature.getValue()));
  }
}
