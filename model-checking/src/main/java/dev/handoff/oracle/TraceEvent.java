package dev.handoff.oracle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step that somebody recorded.
 *
 * @param seq its number, from 1
 * @param line its line in the file
 * @param actions the actions that it may have been: one, unless the code cannot tell
 * @param arguments as much as was observed of them
 * @param observations what was observed of the state after it
 * @param text the line as it stands in the file
 */
public record TraceEvent(
    long seq,
    int line,
    List<String> actions,
    Arguments arguments,
    List<Observation> observations,
    String text) {
  public TraceEvent {
    actions = List.copyOf(actions);
    observations = List.copyOf(observations);
  }

  /** What was observed of a step's arguments. */
  public sealed interface Arguments {
    /** The observed arguments of a step that was that action, by the names of its parameters. */
    Map<String, Object> of(List<String> parameters);
  }

  /** The first so many arguments, in the order of the parameters. */
  public record InOrder(List<Object> values) implements Arguments {
    public InOrder {
      values = List.copyOf(values);
    }

    @Override
    public Map<String, Object> of(List<String> parameters) {
      Map<String, Object> named = new LinkedHashMap<>();
      for (int i = 0; i < values.size() && i < parameters.size(); i++) {
        named.put(parameters.get(i), values.get(i));
      }
      return named;
    }
  }

  /**
   * Arguments by the names of their parameters; an alternative without one has nothing to match.
   */
  public record ByName(Map<String, Object> values) implements Arguments {
    public ByName {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public Map<String, Object> of(List<String> parameters) {
      Map<String, Object> named = new LinkedHashMap<>(values);
      named.keySet().retainAll(parameters);
      return named;
    }
  }
}
