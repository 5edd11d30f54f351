package dev.handoff.conformance;

import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.tlc.TlcException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Random behaviours of an implementation: at each step one of those that the specification allows
 * is chosen, taken by the implementation, and judged.
 */
public final class Behaviour {
  private final String name;
  private final SpecOracle oracle;
  private final Supplier<Subject> subjects;
  private final Run.Extent extent;
  private final ToIntFunction<String> weights;
  private final Coverage.Of coverage;

  private Behaviour(
      String name,
      SpecOracle oracle,
      Supplier<Subject> subjects,
      Run.Extent extent,
      ToIntFunction<String> weights,
      Coverage.Of coverage) {
    this.name = name;
    this.oracle = oracle;
    this.subjects = subjects;
    this.extent = extent;
    this.weights = weights;
    this.coverage = coverage;
  }

  /**
   * Behaviours of a reference's implementation.
   *
   * @param oracle of the reference's module, with the constants of the scale
   */
  public static Behaviour of(
      Reference reference, Scale scale, SpecOracle oracle, Coverage.Of coverage) {
    return new Behaviour(
        reference.module() + ", " + scale.name(),
        oracle,
        () -> reference.start(scale.constants()),
        Run.Extent.ALL,
        reference::weight,
        coverage);
  }

  /**
   * Behaviours of a flawed design.
   *
   * @param oracle whom it is held against
   * @param constants those of the oracle
   * @param weights as {@link Reference#weight}
   */
  public static Behaviour ofFlawed(
      Flawed flawed,
      SpecOracle oracle,
      Map<String, Object> constants,
      ToIntFunction<String> weights) {
    return new Behaviour(
        flawed.protocol() + "/" + flawed.design() + " held against " + oracle.module(),
        oracle,
        () -> flawed.start(constants),
        Run.Extent.COMMON,
        weights,
        Coverage.Of.NOBODY);
  }

  /**
   * Takes as many steps as there are choices, or until none is left to take.
   *
   * @param choices each decides a step; any number will do
   * @return how many steps were taken
   * @throws Divergence if the implementation parts from the specification, or a property is
   *     violated
   */
  public int run(int length, IntSupplier choices) throws TlcException {
    SpecState state = oracle.initialStates().get(0);
    check(state);
    try (Run run = new Run(name, subjects.get(), state, extent)) {
      for (int i = 0; i < length; i++) {
        List<SpecStep> enabled = oracle.steps(state);
        if (enabled.isEmpty()) {
          return i;
        }
        SpecStep step = choose(enabled, choices.getAsInt() & Integer.MAX_VALUE);
        take(run, state, step);
        state = step.to();
      }
      return length;
    }
  }

  private void take(Run run, SpecState from, SpecStep step) throws TlcException {
    run.take(step);
    coverage.took(from, step);
    List<String> violated = oracle.violated(from, step.to());
    if (!violated.isEmpty()) {
      throw Divergence.ofProperties(name, run.initial(), run.steps(), violated);
    }
  }

  private void check(SpecState initial) throws TlcException {
    List<String> violated = oracle.violated(initial);
    if (!violated.isEmpty()) {
      throw Divergence.ofProperties(name, initial, List.of(), violated);
    }
  }

  /** An action by its weight, then one of its steps. */
  private SpecStep choose(List<SpecStep> enabled, int choice) {
    Map<String, List<SpecStep>> actions = new LinkedHashMap<>();
    for (SpecStep step : enabled) {
      actions.computeIfAbsent(step.action(), action -> new ArrayList<>()).add(step);
    }
    int total = actions.keySet().stream().mapToInt(weights).sum();
    if (total <= 0) {
      throw new IllegalArgumentException("no weight among " + actions.keySet());
    }
    int rest = choice % total;
    for (Map.Entry<String, List<SpecStep>> action : actions.entrySet()) {
      rest -= weights.applyAsInt(action.getKey());
      if (rest < 0) {
        return action.getValue().get(choice / total % action.getValue().size());
      }
    }
    throw new IllegalStateException("the weights changed");
  }

  /**
   * Takes those of the steps that are enabled when their turn comes.
   *
   * @return how it parted from the specification, if it did
   */
  Optional<Divergence> attempt(List<SpecStep> steps) throws TlcException {
    SpecState state = oracle.initialStates().get(0);
    try (Run run = new Run(name, subjects.get(), state, extent)) {
      for (SpecStep wanted : steps) {
        List<SpecState> to = oracle.step(state, wanted.action(), wanted.arguments());
        if (!to.isEmpty()) {
          SpecStep step = new SpecStep(wanted.action(), wanted.arguments(), to.get(0));
          take(run, state, step);
          state = step.to();
        }
      }
      return Optional.empty();
    } catch (Divergence divergence) {
      return Optional.of(divergence);
    }
  }
}
