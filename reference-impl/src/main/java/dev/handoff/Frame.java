package dev.handoff;

/**
 * A unit of the byte stream between two peers: eight bytes of header, then the payload.
 *
 * <pre>
 * offset  bytes  what
 *      0      4  length of the payload, most significant byte first
 *      4      1  version of the framing, {@value #VERSION}
 *      5      1  type, the protocol's
 *      6      2  zero
 * </pre>
 *
 * <p>Immutable.
 *
 * @param type what the payload is; each protocol names its types
 * @param payload what is carried
 */
public record Frame(byte type, Bytes payload) {
  /** The version of the framing. */
  public static final byte VERSION = 1;

  /** The bytes before the payload. */
  public static final int HEADER_BYTES = 8;

  /** Returns how many bytes the frame takes on the wire. */
  public int size() {
    return HEADER_BYTES + payload.size();
  }
}
