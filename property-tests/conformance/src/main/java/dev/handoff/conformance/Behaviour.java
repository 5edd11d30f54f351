package dev.handoff.conformance;

import dev.handoff.conformance.Subject.Answer;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.tlc.TlcException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Random behaviours of an implementation: at each step one of those that the specification allows
 * is chosen, taken by the implementation, and judged.
 */
public final class Behaviour {
  /** A step that is not enabled is tried before one in eight that are. */
  private static final int RARELY = 7;

  private final String name;
  private final SpecOracle oracle;
  private final Supplier<Subject> subjects;
  private final Run.Extent extent;
  private final ToIntFunction<String> weights;
  private final Decisions decisions;
  private final Coverage.Of coverage;
  private long refusals;

  private Behaviour(
      String name,
      SpecOracle oracle,
      Supplier<Subject> subjects,
      Run.Extent extent,
      ToIntFunction<String> weights,
      Decisions decisions,
      Coverage.Of coverage) {
    this.name = name;
    this.oracle = oracle;
    this.subjects = subjects;
    this.extent = extent;
    this.weights = weights;
    this.decisions = decisions;
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
        reference.decisions(),
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
        flawed.model().protocol()
            + "/"
            + flawed.model().design()
            + " held against "
            + oracle.module(),
        oracle,
        () -> flawed.startAgainstReference(constants),
        Run.Extent.COMMON,
        weights,
        Decisions.NONE,
        Coverage.Of.NOBODY);
  }

  /**
   * Takes so many steps, or until none is left to take. Now and then it also tries one that was
   * enabled before and is not now.
   *
   * @param choices they decide the steps; any numbers will do
   * @return how many steps were taken
   * @throws Divergence if the implementation parts from the specification, or a property is
   *     violated
   */
  public int run(int length, IntSupplier choices) throws TlcException {
    SpecState state = oracle.initialStates().get(0);
    check(state);
    try (Run run = new Run(name, subjects.get(), state, extent)) {
      Set<Request> seen = new LinkedHashSet<>();
      for (int i = 0; i < length; i++) {
        List<SpecStep> enabled = oracle.steps(state);
        if ((choices.getAsInt() & RARELY) == 0) {
          attempt(run, enabled, seen, choices.getAsInt() & Integer.MAX_VALUE);
        }
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

  /** How many steps that are not enabled were tried and refused. */
  public long refusals() {
    return refusals;
  }

  private void attempt(Run run, List<SpecStep> enabled, Set<Request> seen, int choice) {
    Set<Request> now = requests(enabled);
    List<Request> others = seen.stream().filter(request -> !now.contains(request)).toList();
    seen.addAll(now);
    if (!others.isEmpty()) {
      attempt(run, others.get(choice % others.size()));
    }
  }

  private void attempt(Run run, Request request) {
    if (run.attempt(request) == Answer.REFUSED) {
      run.requireUntouched(List.of(request));
      refusals++;
    }
  }

  private Set<Request> requests(List<SpecStep> steps) {
    Set<Request> requests = new LinkedHashSet<>();
    steps.forEach(step -> decisions.request(step).ifPresent(requests::add));
    return requests;
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
   * @param last to be tried after them, if it is not enabled there
   * @return how it parted from the specification, if it did
   */
  Optional<Divergence> attempt(List<SpecStep> steps, Optional<Request> last) throws TlcException {
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
      if (last.isPresent() && !requests(oracle.steps(state)).contains(last.get())) {
        attempt(run, last.get());
      }
      return Optional.empty();
    } catch (Divergence divergence) {
      return Optional.of(divergence);
    }
  }
}
