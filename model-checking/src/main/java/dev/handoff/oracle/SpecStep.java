package dev.handoff.oracle;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A step of a specification.
 *
 * @param action the action's name
 * @param arguments its arguments by parameter name, in the order of its parameters
 * @param to the state that it leads to
 */
public record SpecStep(String action, Map<String, Object> arguments, SpecState to) {
  /** The step's name: {@code Encode(c = "stream")}. */
  public String label() {
    return label(action, arguments);
  }

  /** The name of a step of that action with those arguments. */
  public static String label(String action, Map<String, ?> arguments) {
    return arguments.isEmpty()
        ? action
        : arguments.entrySet().stream()
            .map(argument -> argument.getKey() + " = " + TlaText.of(argument.getValue()))
            .collect(Collectors.joining(", ", action + "(", ")"));
  }

  @Override
  public String toString() {
    return label();
  }
}
