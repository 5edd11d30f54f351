package dev.handoff.tlc;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A behaviour that violates a property. For a safety property it is a shortest one.
 *
 * <p>Values are of the JDK: {@link Long}, {@link Boolean}, {@link String}, {@link List} (tuples and
 * sequences, and so every function on {@code 1..n}, the empty one too), {@link java.util.Set}
 * (sets), {@link Map} (records and other functions); and {@link ModelValue}.
 *
 * @param states the states, first to last
 * @param ending how it goes on after the last state
 * @param loopStart for {@link Ending#LOOP}, the index in {@code states} to which the behaviour
 *     returns; otherwise -1
 * @param loopAction for {@link Ending#LOOP}, the action of the step back; otherwise empty
 */
public record Trace(List<State> states, Ending ending, int loopStart, String loopAction)
    implements Serializable {
  /** No trace: the property holds, or the tools gave none. */
  public static final Trace NONE = new Trace(List.of(), Ending.END, -1, "");

  /** How many states it has; a state to which a loop returns counts once. */
  public int length() {
    return states.size();
  }

  /** How a trace goes on. */
  public enum Ending {
    /** The last state, or the step to it, violates a safety property. */
    END,
    /** Nothing happens any more. */
    STUTTERING,
    /** It repeats from {@link Trace#loopStart} for ever. */
    LOOP
  }

  /**
   * A state and the step that led to it.
   *
   * @param action the name of the action that led here; empty for an initial state
   * @param arguments the action's arguments by parameter name, as TLA+ text
   * @param values each variable's value, of the JDK, in order of declaration
   * @param text each variable's value, as TLA+ text, in order of declaration
   */
  public record State(
      String action,
      Map<String, String> arguments,
      Map<String, Object> values,
      Map<String, String> text)
      implements Serializable {
    /** The name of the step that led here: {@code Encode(c = "stream")}; empty if none did. */
    public String label() {
      return Trace.label(action, arguments);
    }
  }

  /** The name of a step of that action with those arguments, as TLA+ text. */
  public static String label(String action, Map<String, String> arguments) {
    return arguments.isEmpty()
        ? action
        : arguments.entrySet().stream()
            .map(argument -> argument.getKey() + " = " + argument.getValue())
            .collect(Collectors.joining(", ", action + "(", ")"));
  }
}
