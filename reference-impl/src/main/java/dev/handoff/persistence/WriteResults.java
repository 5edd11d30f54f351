package dev.handoff.persistence;

import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import java.util.Optional;

/** The two kinds of failure as one, where they are treated alike. */
final class WriteResults {
  private WriteResults() {}

  /** Returns why the transaction failed, or is in doubt; empty if it was committed. */
  static Optional<StoreException> causeOf(WriteResult result) {
    if (result instanceof WriteResult.Failed failed) {
      return Optional.of(failed.cause());
    } else if (result instanceof WriteResult.InDoubt doubt) {
      return Optional.of(doubt.cause());
    }
    return Optional.empty();
  }
}
