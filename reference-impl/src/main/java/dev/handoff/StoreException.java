package dev.handoff;

import java.io.IOException;
import java.util.Locale;

/**
 * A store cannot do what it was asked for; the message says of which store, why, and what helps.
 */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong with the store: what a program switches on. */
  public enum Kind {
    /** The disk, or the store's own bound, is full. */
    FULL,
    /** The file or its folder cannot be written. */
    READ_ONLY,
    /** Another process has the store open. */
    LOCKED,
    /** What is stored is not what was written. */
    CORRUPT,
    /** The file is of another version than this program reads, or no store at all. */
    VERSION,
    /** The store has been closed. */
    CLOSED,
    /** Any other failure of input or output. */
    IO;

    /** Returns the kind as a word with hyphens: what {@link Metrics} count it as. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The kind of failure. */
  private final Kind kind;

  /** Creates an exception without a cause. */
  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates an exception with its cause. */
  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what is wrong. */
  public Kind kind() {
    return kind;
  }
}
