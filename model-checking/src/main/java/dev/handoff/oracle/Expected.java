package dev.handoff.oracle;

import dev.handoff.oracle.TraceEvent.ByName;
import dev.handoff.oracle.TraceEvent.InOrder;
import dev.handoff.tlc.Evaluator.ActionSignature;
import dev.handoff.tlc.TlaText;
import dev.handoff.tlc.TlcException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An event as the specification would have it: actions that it knows, arguments by its names.
 *
 * @param event the event
 * @param alternatives the steps that it may have been
 */
record Expected(TraceEvent event, List<Alternative> alternatives) {
  /** A step, and whether all of its arguments are known. */
  record Alternative(String action, Map<String, Object> arguments, boolean whole) {}

  /**
   * All events of a trace.
   *
   * @throws TraceException if the specification has no such action, parameter or variable
   */
  static List<Expected> all(TraceFile trace, SpecOracle oracle) throws TraceException {
    for (String hidden : trace.header().hidden()) {
      if (oracle.action(hidden).isEmpty()) {
        throw new TraceException(trace.path(), 1, "\"hidden\": " + unknown(oracle, hidden));
      }
    }
    List<Expected> all = new ArrayList<>(trace.events().size());
    for (TraceEvent event : trace.events()) {
      all.add(of(trace, event, oracle));
    }
    return all;
  }

  private static Expected of(TraceFile trace, TraceEvent event, SpecOracle oracle)
      throws TraceException {
    List<Alternative> alternatives = new ArrayList<>(event.actions().size());
    Set<String> parameters = new LinkedHashSet<>();
    for (String action : event.actions()) {
      Optional<ActionSignature> known = oracle.action(action);
      if (known.isEmpty()) {
        throw new TraceException(trace.path(), event.line(), unknown(oracle, action));
      }
      List<String> names = known.get().parameters();
      if (event.arguments() instanceof InOrder given && given.values().size() > names.size()) {
        throw new TraceException(
            trace.path(),
            event.line(),
            given.values().size() + " arguments, but " + signature(known.get()));
      }
      Map<String, Object> arguments = event.arguments().of(names);
      parameters.addAll(names);
      alternatives.add(
          new Alternative(action, Map.copyOf(arguments), arguments.size() == names.size()));
    }
    if (event.arguments() instanceof ByName given) {
      for (String name : given.values().keySet()) {
        if (!parameters.contains(name)) {
          throw new TraceException(
              trace.path(),
              event.line(),
              "argument \""
                  + name
                  + "\" is of no parameter; "
                  + signature(oracle.action(event.actions().get(0)).orElseThrow()));
        }
      }
    }
    for (Observation observation : event.observations()) {
      if (!oracle.variables().contains(observation.variable())) {
        throw new TraceException(
            trace.path(),
            event.line(),
            oracle.module()
                + " has no variable \""
                + observation.variable()
                + "\"; it has "
                + String.join(", ", oracle.variables()));
      }
    }
    return new Expected(event, alternatives);
  }

  private static String unknown(SpecOracle oracle, String action) {
    return oracle.module()
        + " has no action \""
        + action
        + "\"; it has "
        + String.join(", ", oracle.actions().stream().map(ActionSignature::name).toList());
  }

  private static String signature(ActionSignature action) {
    return action.parameters().isEmpty()
        ? action.name() + " has no parameters"
        : action.name() + " has " + String.join(", ", action.parameters());
  }

  /** Whether a state is as it was observed after the event. */
  boolean fits(SpecState after) {
    return event.observations().isEmpty()
        || event.observations().stream().allMatch(each -> each.fits(after.variables()));
  }

  /** Where the event's step is possible in a state, but does not lead to what was observed. */
  List<String> differences(SpecOracle oracle, SpecState from) throws TlcException {
    Set<String> differences = new LinkedHashSet<>();
    for (Alternative each : alternatives) {
      for (SpecState to : oracle.step(from, each.action(), each.arguments())) {
        Map<Observation, String> wrong = new LinkedHashMap<>();
        for (Observation observation : event.observations()) {
          if (!observation.fits(to.variables())) {
            wrong.put(
                observation,
                "after "
                    + SpecStep.label(each.action(), each.arguments())
                    + " "
                    + observation.path()
                    + " is "
                    + observation.in(to.variables()).map(TlaText::of).orElse("not there")
                    + ", observed was "
                    + TlaText.of(observation.value()));
          }
        }
        differences.addAll(wrong.values());
      }
    }
    return List.copyOf(differences);
  }
}
