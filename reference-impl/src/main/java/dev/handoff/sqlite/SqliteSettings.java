package dev.handoff.sqlite;

import dev.handoff.GroupCommit;
import java.time.Duration;

/**
 * The bounds of a {@link SqliteStore}.
 *
 * <p>Immutable.
 *
 * @param maxFileBytes the size that the file may grow to, rounded down to whole pages of {@value
 *     #PAGE_BYTES} bytes; the log beside it comes on top. A file that is larger already keeps its
 *     size
 * @param group how much waits, and how much is written at once
 * @param patience how long a lock of another program on the file is waited for; zero or more, below
 *     25 days
 */
public record SqliteSettings(long maxFileBytes, GroupCommit.Bounds group, Duration patience) {
  /** The unit in which the file grows. */
  public static final int PAGE_BYTES = 4096;

  /** The smallest bound that leaves room for tables. */
  private static final int MIN_PAGES = 8;

  /** What suits a validator: up to 1 TiB in the file, 64 MiB waiting, 8 MiB in a group. */
  public static final SqliteSettings STANDARD =
      new SqliteSettings(
          1L << 40,
          new GroupCommit.Bounds(1 << 14, 64L << 20, 1 << 10, 8L << 20),
          Duration.ofSeconds(2));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the file could not hold a table, or the patience is
   *     negative or too long
   */
  public SqliteSettings {
    if (maxFileBytes < MIN_PAGES * (long) PAGE_BYTES) {
      throw new IllegalArgumentException(
          "a file of %d bytes holds no table; allow at least %d"
              .formatted(maxFileBytes, MIN_PAGES * PAGE_BYTES));
    }
    if (patience.isNegative() || patience.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a patience of %s cannot be waited".formatted(patience));
    }
  }

  /** Returns these settings with another bound on the size of the file. */
  public SqliteSettings withMaxFileBytes(long bytes) {
    return new SqliteSettings(bytes, group, patience);
  }

  /** SQLite's page numbers have 32 bits, and the last is reserved. */
  long maxPages() {
    return Math.min(maxFileBytes / PAGE_BYTES, 0xffff_fffeL);
  }

  int patienceMillis() {
    return (int) patience.toMillis();
  }
}
