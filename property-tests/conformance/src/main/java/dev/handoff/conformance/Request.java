package dev.handoff.conformance;

import dev.handoff.oracle.SpecStep;
import java.util.Map;

/**
 * What an implementation can be asked for: an action, with those of its arguments that are not the
 * implementation's own choice.
 */
record Request(String action, Map<String, Object> arguments) {
  /** As {@link SpecStep#label}. */
  String label() {
    return SpecStep.label(action, arguments);
  }
}
