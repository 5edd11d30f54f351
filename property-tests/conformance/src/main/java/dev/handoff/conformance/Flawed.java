package dev.handoff.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A flawed design in code. It must agree with its own module, and be caught when it is held against
 * the reference.
 */
public interface Flawed {
  /** The protocol's name in the manifest. */
  String protocol();

  /** The design's name in the manifest. */
  String design();

  /** The scenario, and with it the model, in which its flaw shows. */
  String scenario();

  /** The property that it violates there. */
  String property();

  /** The reference module that it is held against. */
  String reference();

  /**
   * A fresh implementation in the initial state. Its subject knows the actions of the design's own
   * module and of the reference's; what the flawed code has no counterpart for does nothing.
   *
   * @param constants the module's constants by name
   */
  Subject start(Map<String, Object> constants);

  /**
   * The variables by which it is held against the reference: those that its property speaks of. The
   * others, such as where a task is, may have the same name there and another meaning.
   */
  Set<String> compared();

  /** A fresh one to be held against the reference: it shows only what is {@link #compared}. */
  default Subject startAgainstReference(Map<String, Object> constants) {
    Subject subject = start(constants);
    Set<String> compared = compared();
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
