package dev.handoff.conformance;

import dev.handoff.spec.ModelId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A flawed design in code. It must agree with its own module, and be caught when it is held against
 * the reference.
 *
 * <p>Its subjects know the actions of the design's own module and of the reference's; what the
 * flawed code has no counterpart for does nothing.
 *
 * @param model the model in which its flaw shows
 * @param property the property that it violates there
 * @param reference the reference module that it is held against
 * @param compared the variables by which it is held against the reference: those that the property
 *     speaks of. The others, such as where a task is, may have the same name there and another
 *     meaning
 * @param subjects gives a fresh implementation in the initial state, of a module's constants by
 *     name
 */
public record Flawed(
    ModelId model,
    String property,
    String reference,
    Set<String> compared,
    Function<Map<String, Object>, Subject> subjects) {
  public Flawed {
    compared = Set.copyOf(compared);
  }

  /** A fresh implementation in the initial state. */
  public Subject start(Map<String, Object> constants) {
    return subjects.apply(constants);
  }

  /** A fresh one to be held against the reference: it shows only what is {@link #compared}. */
  public Subject startAgainstReference(Map<String, Object> constants) {
    Subject subject = start(constants);
    return new Subject() {
      @Override
      public void apply(String action, Map<String, Object> arguments) {
        subject.apply(action, arguments);
      }

      @Override
      public Map<String, Object> state() {
        Map<String, Object> state = new HashMap<>(subject.state());
        state.keySet().retainAll(compared);
        return state;
      }

      @Override
      public void close() {
        subject.close();
      }
    };
  }
}
