package dev.handoff.persistence;

/**
 * A part of a quota that is used, or all that is.
 *
 * <p>Immutable.
 *
 * @param batches how many batches are stored, or may be
 * @param bytes how many bytes of payload
 * @param memoryBytes how many of these are cached
 */
record Charge(int batches, long bytes, long memoryBytes) {
  static final Charge NONE = new Charge(0, 0, 0);

  /** Returns the charge for a batch whose payload is stored, and not cached. */
  static Charge stored(int bytes) {
    return new Charge(1, bytes, 0);
  }

  Charge plus(Charge other) {
    return new Charge(
        batches + other.batches, bytes + other.bytes, memoryBytes + other.memoryBytes);
  }

  Charge minus(Charge other) {
    return new Charge(
        batches - other.batches, bytes - other.bytes, memoryBytes - other.memoryBytes);
  }
}
