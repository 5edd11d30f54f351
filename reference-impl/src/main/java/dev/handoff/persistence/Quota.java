package dev.handoff.persistence;

/**
 * How much of the store one author may use.
 *
 * <p>Immutable.
 *
 * @param batches how many batches may be stored
 * @param bytes how many bytes of payload may be stored
 * @param memoryBytes how many of these bytes may be kept in memory as well, for quick reading
 */
public record Quota(int batches, long bytes, long memoryBytes) {
  /** Nothing at all: the quota of an author that has none. */
  public static final Quota NONE = new Quota(0, 0, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative, or memory is more than the store
   */
  public Quota {
    if (batches < 0 || memoryBytes < 0 || bytes < memoryBytes) {
      throw new IllegalArgumentException(
          "a quota needs 0 <= memoryBytes <= bytes and 0 <= batches, not %d, %d and %d"
              .formatted(memoryBytes, bytes, batches));
    }
  }
}
