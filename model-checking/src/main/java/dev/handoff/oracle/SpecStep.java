package dev.handoff.oracle;

import dev.handoff.tlc.TlaText;
import dev.handoff.tlc.Trace;
import java.util.LinkedHashMap;
import java.util.Map;

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
    return Trace.label(action, texts(arguments));
  }

  /** The arguments as TLA+ text. */
  static Map<String, String> texts(Map<String, ?> arguments) {
    Map<String, String> texts = new LinkedHashMap<>();
    arguments.forEach((name, value) -> texts.put(name, TlaText.of(value)));
    return texts;
  }

  @Override
  public String toString() {
    return label();
  }
}
