package dev.handoff.conformance;

import dev.handoff.oracle.SpecStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The actions of a module that an implementation takes or refuses by a guard of its own. Where such
 * a step is not enabled, the implementation that is asked for it must refuse.
 *
 * <p>Not among them: what the environment does (a crash, an offer, the answer of a disk), and what
 * the implementation is told and cannot know better.
 *
 * <p>Immutable.
 */
public final class Decisions {
  /** Nothing is the implementation's to decide, and nothing is tried. */
  public static final Decisions NONE = new Decisions(Map.of());

  /** By action, the names of the arguments that the implementation chooses. */
  private final Map<String, Set<String>> chosen;

  private Decisions(Map<String, Set<String>> chosen) {
    this.chosen = chosen;
  }

  /** The implementation decides whether it takes a step of these actions. */
  public static Decisions of(String... actions) {
    Map<String, Set<String>> chosen = new LinkedHashMap<>();
    for (String action : actions) {
      chosen.put(action, Set.of());
    }
    return new Decisions(chosen);
  }

  /**
   * It also chooses that argument, such as which message it returns next: nobody can ask for one.
   * Then it must refuse where no step of the action is enabled, whatever that argument is. That it
   * chooses the right one is for the steps that it does take.
   */
  public Decisions choosing(String action, String argument) {
    Map<String, Set<String>> more = new LinkedHashMap<>(chosen);
    Set<String> arguments = new HashSet<>(more.getOrDefault(action, Set.of()));
    arguments.add(argument);
    more.put(action, arguments);
    return new Decisions(more);
  }

  /** The actions. */
  public Set<String> actions() {
    return Set.copyOf(chosen.keySet());
  }

  /** What asks for a step; empty if that is not the implementation's to decide. */
  Optional<Request> request(SpecStep step) {
    Set<String> its = chosen.get(step.action());
    if (its == null) {
      return Optional.empty();
    } else if (its.isEmpty()) {
      return Optional.of(new Request(step.action(), step.arguments()));
    }
    Map<String, Object> arguments = new HashMap<>(step.arguments());
    arguments.keySet().removeAll(its);
    return Optional.of(new Request(step.action(), arguments));
  }
}
