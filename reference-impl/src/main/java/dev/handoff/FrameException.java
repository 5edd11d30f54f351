package dev.handoff;

import java.io.IOException;

/** What came in, or was to go out, is no frame of this framing. */
public final class FrameException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong with the frame: what a program switches on. */
  public enum Kind {
    /** The payload is longer than the connection carries. */
    TOO_LONG,
    /** The stream ended within a frame. */
    TRUNCATED,
    /** The framing is of another version. */
    UNKNOWN_VERSION,
    /** The frame has a type that the protocol does not have, or not here. */
    UNKNOWN_TYPE,
    /** The payload is not what its type says. */
    MALFORMED
  }

  /** The kind of failure. */
  private final Kind kind;

  /** Creates an exception. */
  public FrameException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Returns what is wrong. */
  public Kind kind() {
    return kind;
  }
}
