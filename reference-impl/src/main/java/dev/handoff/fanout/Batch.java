package dev.handoff.fanout;

import dev.handoff.Digest;
import java.util.List;

/**
 * A batch in progress: made here, and not committed or expired yet.
 *
 * <p>Immutable.
 *
 * @param info names it
 * @param transactions what it contains, and no other batch may take meanwhile
 */
public record Batch(BatchInfo info, List<Digest> transactions) implements Item {
  /** Copies the list if it could change. */
  public Batch {
    transactions = List.copyOf(transactions);
  }
}
