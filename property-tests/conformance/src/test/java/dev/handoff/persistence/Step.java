package dev.handoff.persistence;

import dev.handoff.trace.EventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one event of a step. A step that records none, another, or two is not the step that it claims
 * to be, and what such events tell of a run with threads could not be believed.
 *
 * <p>Not thread-safe.
 */
final class Step implements EventSink {
  private static final String MODULE = "BatchPersistence!";

  private record Event(String action, List<Object> arguments) {
    @Override
    public String toString() {
      return action + arguments;
    }
  }

  private final List<Event> events = new ArrayList<>(1);

  @Override
  public void record(String action, Object... arguments) {
    events.add(new Event(action, List.of(arguments)));
  }

  void begin() {
    events.clear();
  }

  /** Fails unless this event, and no other, was recorded since the beginning. */
  void expect(String action, Object... arguments) {
    Event expected = new Event(MODULE + action, List.of(arguments));
    if (events.size() != 1 || !events.get(0).equals(expected)) {
      throw new AssertionError("the implementation recorded " + events + ", not " + expected);
    }
  }

  /** Fails if anything was recorded since the beginning. */
  void expectNone() {
    if (!events.isEmpty()) {
      throw new AssertionError("the implementation recorded " + events + ", not nothing");
    }
  }

  /** Returns whether anything was recorded since the beginning. */
  boolean isRecorded() {
    return !events.isEmpty();
  }

  /** Returns the only event's action, without its module. */
  Optional<String> action() {
    return events.size() == 1
        ? Optional.of(events.get(0).action().substring(MODULE.length()))
        : Optional.empty();
  }
}
