package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.FrameException;
import dev.handoff.PeerId;
import dev.handoff.Verifier;
import dev.handoff.delivery.Committee;
import dev.handoff.delivery.RoundCodec;
import dev.handoff.delivery.RoundMessage;
import dev.handoff.persistence.Batch;
import dev.handoff.persistence.BatchInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What validators tell each other: batches over the bulk connections, all else over the sessions.
 *
 * <p>Immutable.
 */
sealed interface Message {
  /** The most entries of a list or a map. */
  int MAX_ENTRIES = 10_000;

  /**
   * A batch, to be stored.
   *
   * @param batch with its content
   */
  record Offered(Batch batch) implements Message {}

  /**
   * The sender keeps a batch of the receiver's.
   *
   * @param info what is signed
   * @param signature the sender's
   */
  record Signed(BatchInfo info, Bytes signature) implements Message {}

  /**
   * A quorum keeps a batch.
   *
   * @param info what they signed
   * @param transactions how many the batch holds, by the author's word
   * @param signatures by signer
   */
  record Certified(BatchInfo info, int transactions, SortedMap<PeerId, Bytes> signatures)
      implements Message {
    /** Returns whether a quorum of the committee signed it. */
    boolean verify(Committee committee, Verifier verifier) {
      return signatures.size() >= committee.quorum()
          && signatures.entrySet().stream()
              .allMatch(
                  each ->
                      committee.has(each.getKey())
                          && verifier.isSignedBy(each.getKey(), info.encoded(), each.getValue()));
    }
  }

  /**
   * The block of a round, from its leader.
   *
   * @param block which batches
   */
  record Proposed(Block block) implements Message {}

  /**
   * A block has a quorum.
   *
   * @param block which batches
   * @param certificate the proof
   */
  record Decided(Block block, RoundMessage.QuorumCertificate certificate) implements Message {}

  /**
   * A vote or a certificate of a round.
   *
   * @param encoded as {@link RoundCodec} reads it
   */
  record Round(Bytes encoded) implements Message {}

  /** Returns the bytes that {@link #decode} reads. */
  default Bytes encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (this instanceof Offered offered) {
        out.writeByte(1);
        write(out, offered.batch().info());
        write(out, offered.batch().payload());
      } else if (this instanceof Signed signed) {
        out.writeByte(2);
        write(out, signed.info());
        write(out, signed.signature());
      } else if (this instanceof Certified certified) {
        out.writeByte(3);
        write(out, certified.info());
        out.writeInt(certified.transactions());
        write(out, certified.signatures());
      } else if (this instanceof Proposed proposed) {
        out.writeByte(4);
        write(out, proposed.block());
      } else if (this instanceof Decided decided) {
        out.writeByte(5);
        write(out, decided.block());
        write(out, decided.certificate().encode());
      } else if (this instanceof Round round) {
        out.writeByte(6);
        write(out, round.encoded());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.copyOf(bytes.toByteArray());
  }

  /**
   * Returns the message that these bytes are. No signature is verified.
   *
   * @throws FrameException if they are none
   */
  static Message decode(Bytes bytes) throws FrameException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toArray()))) {
      byte type = in.readByte();
      Message message =
          switch (type) {
            case 1 -> new Offered(new Batch(readInfo(in), readBytes(in)));
            case 2 -> new Signed(readInfo(in), readBytes(in));
            case 3 -> new Certified(readInfo(in), in.readInt(), readSignatures(in));
            case 4 -> new Proposed(readBlock(in));
            case 5 -> readDecided(in);
            case 6 -> new Round(readBytes(in));
            default ->
                throw new FrameException(
                    FrameException.Kind.UNKNOWN_TYPE, "no message has type " + type);
          };
      if (in.available() > 0) {
        throw malformed(in.available() + " bytes follow it");
      }
      return message;
    } catch (FrameException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static FrameException malformed(String why) {
    return new FrameException(FrameException.Kind.MALFORMED, "not a message: " + why);
  }

  private static Decided readDecided(DataInputStream in) throws IOException {
    Block block = readBlock(in);
    if (RoundCodec.decode(readBytes(in)) instanceof RoundMessage.QuorumCertificate certificate) {
      return new Decided(block, certificate);
    }
    throw malformed("a decision without a quorum certificate");
  }

  private static void write(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeInt(bytes.size());
    out.write(bytes.toArray());
  }

  private static Bytes readBytes(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > in.available()) {
      throw malformed("%d bytes announced, %d there".formatted(size, in.available()));
    }
    return Bytes.copyOf(in.readNBytes(size));
  }

  private static void write(DataOutputStream out, BatchInfo info) throws IOException {
    out.write(info.digest().bytes().toArray());
    out.writeUTF(info.author().name());
    out.writeLong(info.expiration());
  }

  private static BatchInfo readInfo(DataInputStream in) throws IOException {
    byte[] digest = new byte[Digest.SIZE];
    in.readFully(digest);
    return new BatchInfo(new Digest(Bytes.copyOf(digest)), new PeerId(in.readUTF()), in.readLong());
  }

  private static void write(DataOutputStream out, Block block) throws IOException {
    out.writeLong(block.round());
    out.writeInt(block.batches().size());
    for (BatchInfo info : block.batches()) {
      write(out, info);
    }
  }

  private static Block readBlock(DataInputStream in) throws IOException {
    long round = in.readLong();
    int count = readCount(in);
    List<BatchInfo> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(readInfo(in));
    }
    return new Block(round, batches);
  }

  private static void write(DataOutputStream out, SortedMap<PeerId, Bytes> signatures)
      throws IOException {
    out.writeInt(signatures.size());
    for (var signature : signatures.entrySet()) {
      out.writeUTF(signature.getKey().name());
      write(out, signature.getValue());
    }
  }

  private static SortedMap<PeerId, Bytes> readSignatures(DataInputStream in) throws IOException {
    int count = readCount(in);
    SortedMap<PeerId, Bytes> signatures = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      signatures.put(new PeerId(in.readUTF()), readBytes(in));
    }
    return signatures;
  }

  private static int readCount(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_ENTRIES) {
      throw malformed("a list of %d entries; at most %d".formatted(count, MAX_ENTRIES));
    }
    return count;
  }
}
