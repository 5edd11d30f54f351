package dev.handoff.report;

import java.util.Optional;

/**
 * A change of one part of a state.
 *
 * @param path the variable, and the way into its value: {@code applied["PM"].batches[2]}
 * @param from the part before, as TLA+ text; empty if it is new
 * @param to the part after, as TLA+ text; empty if it is gone
 */
record Change(String path, Optional<String> from, Optional<String> to) {
  /** The change as a person reads it. */
  String text() {
    if (from.isEmpty()) {
      return path + ": + " + to.orElse("");
    }
    return to.isEmpty() ? path + ": - " + from.get() : path + ": " + from.get() + " → " + to.get();
  }
}
