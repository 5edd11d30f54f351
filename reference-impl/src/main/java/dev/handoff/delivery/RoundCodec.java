package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.FrameException;
import dev.handoff.PeerId;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Timeout;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of the messages of a round, numbers most significant byte first.
 *
 * <pre>
 * type    1 byte: 1 Vote, 2 Timeout, 3 QuorumCertificate, 4 TimeoutCertificate
 * round   8 bytes
 * block   32 bytes, of Vote and QuorumCertificate only
 * count   2 bytes, how many signatures follow, in the order of their voters; 1 of Vote and Timeout
 * then for each: length of the voter's name 1 byte, name, length of the signature 2 bytes, signature
 * </pre>
 *
 * <p>A message has one encoding, and what is no such encoding is not decoded.
 */
public final class RoundCodec {
  private static final byte VOTE = 1;
  private static final byte TIMEOUT = 2;
  private static final byte QUORUM_CERTIFICATE = 3;
  private static final byte TIMEOUT_CERTIFICATE = 4;

  private RoundCodec() {}

  static Bytes encode(RoundMessage message) {
    if (message instanceof Vote vote) {
      return encode(VOTE, vote.round(), vote.block().bytes(), only(vote.voter(), vote.signature()));
    } else if (message instanceof Timeout timeout) {
      return encode(
          TIMEOUT, timeout.round(), Bytes.EMPTY, only(timeout.voter(), timeout.signature()));
    } else if (message instanceof QuorumCertificate certificate) {
      return encode(
          QUORUM_CERTIFICATE,
          certificate.round(),
          certificate.block().bytes(),
          certificate.signatures());
    } else {
      TimeoutCertificate certificate = (TimeoutCertificate) message;
      return encode(
          TIMEOUT_CERTIFICATE, certificate.round(), Bytes.EMPTY, certificate.signatures());
    }
  }

  private static SortedMap<PeerId, Bytes> only(PeerId voter, Bytes signature) {
    return new TreeMap<>(Collections.singletonMap(voter, signature));
  }

  private static Bytes encode(
      byte type, long round, Bytes block, SortedMap<PeerId, Bytes> signatures) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type);
    out.writeBytes(Bytes.of(round).toArray());
    out.writeBytes(block.toArray());
    writeShort(out, signatures.size());
    signatures.forEach(
        (voter, signature) -> {
          byte[] name = Bytes.utf8(voter.name()).toArray();
          out.write(name.length);
          out.writeBytes(name);
          writeShort(out, signature.size());
          out.writeBytes(signature.toArray());
        });
    return Bytes.copyOf(out.toByteArray());
  }

  private static void writeShort(ByteArrayOutputStream out, int number) {
    if (number > 0xffff) {
      throw new IllegalArgumentException("%d does not fit into two bytes".formatted(number));
    }
    out.write(number >>> 8);
    out.write(number);
  }

  /**
   * Returns the message that these bytes are. Its signatures are not verified.
   *
   * @throws FrameException if they are none
   */
  public static RoundMessage decode(Bytes bytes) throws FrameException {
    try {
      ByteBuffer in = bytes.buffer();
      byte type = in.get();
      RoundMessage message =
          switch (type) {
            case VOTE -> decodeVote(in);
            case TIMEOUT -> decodeTimeout(in);
            case QUORUM_CERTIFICATE ->
                new QuorumCertificate(in.getLong(), decodeBlock(in), decodeSignatures(in));
            case TIMEOUT_CERTIFICATE -> new TimeoutCertificate(in.getLong(), decodeSignatures(in));
            default ->
                throw new FrameException(
                    FrameException.Kind.UNKNOWN_TYPE,
                    "a round has no message of type %d".formatted(type));
          };
      if (in.hasRemaining()) {
        throw malformed("%d bytes after its end".formatted(in.remaining()));
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw malformed("only %d bytes".formatted(bytes.size()));
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Vote decodeVote(ByteBuffer in) throws FrameException {
    long round = in.getLong();
    Digest block = decodeBlock(in);
    SortedMap<PeerId, Bytes> signature = decodeOne(in);
    PeerId voter = signature.firstKey();
    return new Vote(round, block, voter, signature.getOrDefault(voter, Bytes.EMPTY));
  }

  private static Timeout decodeTimeout(ByteBuffer in) throws FrameException {
    long round = in.getLong();
    SortedMap<PeerId, Bytes> signature = decodeOne(in);
    PeerId voter = signature.firstKey();
    return new Timeout(round, voter, signature.getOrDefault(voter, Bytes.EMPTY));
  }

  private static Digest decodeBlock(ByteBuffer in) {
    return new Digest(decodeBytes(in, Digest.SIZE));
  }

  private static SortedMap<PeerId, Bytes> decodeOne(ByteBuffer in) throws FrameException {
    SortedMap<PeerId, Bytes> signatures = decodeSignatures(in);
    if (signatures.size() != 1) {
      throw malformed("%d signatures where one belongs".formatted(signatures.size()));
    }
    return signatures;
  }

  private static SortedMap<PeerId, Bytes> decodeSignatures(ByteBuffer in) throws FrameException {
    SortedMap<PeerId, Bytes> signatures = new TreeMap<>();
    int count = Short.toUnsignedInt(in.getShort());
    for (int i = 0; i < count; i++) {
      PeerId voter = new PeerId(decodeBytes(in, Byte.toUnsignedInt(in.get())).utf8());
      Bytes signature = decodeBytes(in, Short.toUnsignedInt(in.getShort()));
      if (!signatures.isEmpty() && signatures.lastKey().compareTo(voter) >= 0) {
        throw malformed("%s is out of order".formatted(voter));
      }
      signatures.put(voter, signature);
    }
    return signatures;
  }

  private static Bytes decodeBytes(ByteBuffer in, int count) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    return Bytes.copyOf(bytes);
  }

  private static FrameException malformed(String what) {
    return new FrameException(FrameException.Kind.MALFORMED, "not a message of a round: " + what);
  }
}
