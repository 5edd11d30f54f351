package dev.handoff;

/**
 * Port: counts every outcome and every failure.
 *
 * <p>Implementations are thread-safe, quick, and never throw.
 */
public interface Metrics {
  /** Counts nothing. */
  Metrics NONE =
      new Metrics() {
        @Override
        public void fate(String protocol, Fate fate) {}

        @Override
        public void failure(String protocol, String kind) {}
      };

  /** Counts that an item of the protocol got its fate. */
  void fate(String protocol, Fate fate);

  /**
   * Counts a failure that was met, whatever became of the items that it concerned.
   *
   * @param kind what failed, a word or two with hyphens
   */
  void failure(String protocol, String kind);
}
