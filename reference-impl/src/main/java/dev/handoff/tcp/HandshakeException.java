package dev.handoff.tcp;

import java.io.IOException;
import java.util.Locale;

/**
 * Two peers did not come together; the message says with whom, why, and what helps.
 *
 * <p>The kinds that one peer tells the other have a number on the wire.
 */
public final class HandshakeException extends IOException {
  private static final long serialVersionUID = 1;

  /** What stood against it: what a program switches on. */
  public enum Kind {
    /** Nobody answers at the address, or it has no place in the map of addresses. */
    UNREACHABLE(0),
    /** It took longer than the settings allow. */
    TIMEOUT(0),
    /** The connection ended or broke before the handshake was done. */
    ENDED(0),
    /** TLS failed: one of the sides has no certificate that the other has pinned, most often. */
    TLS(0),
    /** The peer that answers is not the one that was dialled. */
    WRONG_PEER(0),
    /** What came is no handshake of this protocol. */
    MALFORMED(1),
    /** The other side speaks another version of the handshake. */
    UNKNOWN_VERSION(2),
    /** The side that was dialled does not know the name of the dialler. */
    UNKNOWN_PEER(3),
    /** The dialler's certificate is not the one that is pinned for its name. */
    WRONG_CERTIFICATE(4),
    /** There is no room for another connection, or another handshake. */
    TOO_MANY_CONNECTIONS(5),
    /** The endpoint has been closed. */
    CLOSED(0),
    /** The other side says no, for a reason that this version does not know. */
    REJECTED(255);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** Returns the number on the wire; 0 if the kind never goes there. */
    int code() {
      return code;
    }

    static Kind ofCode(int code) {
      for (Kind kind : values()) {
        if (kind.code == code && code != 0) {
          return kind;
        }
      }
      return REJECTED;
    }

    /** Returns the word under which it is counted. */
    String word() {
      return "handshake-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The kind of failure. */
  private final Kind kind;

  /** Creates an exception without a cause. */
  public HandshakeException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates an exception with its cause. */
  public HandshakeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what stood against it. */
  public Kind kind() {
    return kind;
  }
}
