package dev.handoff;

/**
 * The duty to decide the fate of an accepted item, held by whoever took it over. The owner holds
 * the {@link Receipt}.
 *
 * <p>Thread-safe; its only state is that of the receipt.
 */
public final class Promise {
  private final Receipt receipt = Receipt.open();

  /** Returns the owner's end. */
  public Receipt receipt() {
    return receipt;
  }

  /**
   * Decides the fate, visible to {@link Receipt#fate()} from here on. Within a {@link Guard}, use
   * {@link Guard.Section#settle}, which runs the result in time.
   *
   * @return what tells the listeners; the caller must run it, once, holding no lock
   * @throws IllegalStateException if the fate was decided before: an item has one fate
   */
  public Runnable settle(Fate fate) {
    return receipt.settle(fate);
  }
}
