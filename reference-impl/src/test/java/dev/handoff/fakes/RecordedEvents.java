package dev.handoff.fakes;

import dev.handoff.trace.EventSink;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Keeps the events as text, {@code Module!Action(argument, ...)}. Thread-safe. */
public final class RecordedEvents implements EventSink {
  private final List<String> events = new CopyOnWriteArrayList<>();

  @Override
  public void record(String action, Object... arguments) {
    events.add(
        arguments.length == 0
            ? action
            : Arrays.stream(arguments)
                .map(String::valueOf)
                .collect(Collectors.joining(", ", action + "(", ")")));
  }

  /** Returns the events so far. */
  public List<String> events() {
    return List.copyOf(events);
  }

  /** Returns the events since the last call, and forgets them. */
  public List<String> take() {
    List<String> taken = events();
    events.subList(0, taken.size()).clear();
    return taken;
  }
}
