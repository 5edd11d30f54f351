package dev.handoff;

/**
 * What became of a transaction of a {@link Store}.
 *
 * <p>Immutable.
 */
public sealed interface WriteResult {
  /** The one committed result. */
  WriteResult COMMITTED = new Committed();

  /** It is stored, whole, and survives the loss of power. */
  record Committed() implements WriteResult {}

  /**
   * Nothing of it is stored, and nothing will be.
   *
   * @param cause what the store reports
   */
  record Failed(StoreException cause) implements WriteResult {}

  /**
   * It may be stored, whole, or not at all; and if it is, it may not survive the loss of power.
   *
   * @param cause what the store reports
   */
  record InDoubt(StoreException cause) implements WriteResult {}
}
