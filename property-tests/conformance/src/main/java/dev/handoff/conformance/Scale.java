package dev.handoff.conformance;

import java.util.List;
import java.util.Map;

/**
 * Constants for random behaviours.
 *
 * @param name what is large here
 * @param constants each of the module's constants by name
 * @param invariants the module's state predicates to be judged in every state
 */
public record Scale(String name, Map<String, Object> constants, List<String> invariants) {
  public Scale {
    constants = Map.copyOf(constants);
    invariants = List.copyOf(invariants);
  }
}
