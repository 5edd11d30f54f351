package dev.handoff.oracle;

import dev.handoff.tlc.Evaluator;
import dev.handoff.tlc.Evaluator.ActionSignature;
import dev.handoff.tlc.Evaluators;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The judge of a program's steps: one specification, with constants, evaluated by TLC.
 *
 * <p>Every step that it names was taken from the next-state relation, and its arguments from the
 * sets that the relation quantifies over. Not thread-safe. A {@link TlcException} of kind {@code
 * EVALUATION} says that the specification has no value there, with the place.
 *
 * <p>Need not be closed. To close it when it is used no more, nor any of its states, makes the next
 * one of the same module much cheaper.
 */
public final class SpecOracle implements AutoCloseable {
  private final String module;
  private final Evaluators.Opened opened;
  private final Evaluator evaluator;
  private final Map<String, ActionSignature> actions = new LinkedHashMap<>();

  SpecOracle(String module, Evaluators.Opened opened) {
    this.module = module;
    this.opened = opened;
    this.evaluator = opened.evaluator();
    evaluator.actions().forEach(action -> actions.put(action.name(), action));
  }

  /** The module's name. */
  public String module() {
    return module;
  }

  /** The variables, in TLC's order. */
  public List<String> variables() {
    return evaluator.variables();
  }

  /** The values of the constants. */
  public Map<String, Object> constants() throws TlcException {
    return evaluator.constants();
  }

  /** The actions that the next-state relation is made of, in the specification's order. */
  public List<ActionSignature> actions() {
    return List.copyOf(actions.values());
  }

  /** The action of that name. */
  public Optional<ActionSignature> action(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  /** The safety properties that {@link #violated} judges. */
  public List<String> properties() {
    return evaluator.properties();
  }

  /** The initial states. */
  public List<SpecState> initialStates() throws TlcException {
    return evaluator.initialStates().stream().map(this::state).toList();
  }

  /** Every step from a state, in the specification's order, whatever the constraints say. */
  public List<SpecStep> steps(SpecState state) throws TlcException {
    List<SpecStep> steps = new ArrayList<>();
    evaluator.steps(
        state.handle(),
        (action, arguments, to) -> steps.add(new SpecStep(action, arguments, state(to))));
    return steps;
  }

  /**
   * The states to which one named step leads; none if it is not enabled, or an argument is not one
   * that the specification quantifies over.
   *
   * @param arguments by parameter name; one that is missing may be anything
   */
  public List<SpecState> step(SpecState state, String action, Map<String, ?> arguments)
      throws TlcException {
    List<Object> successors = evaluator.step(state.handle(), action, arguments);
    if (successors.size() == 1) {
      return List.of(state(successors.get(0)));
    }
    return successors.stream().map(this::state).toList();
  }

  /** Whether the configuration's constraints admit a state. */
  public boolean inModel(SpecState state) throws TlcException {
    return evaluator.inModel(state.handle());
  }

  /** Whether the configuration's constraints admit a step and the state that it leads to. */
  public boolean inModel(SpecState from, SpecState to) throws TlcException {
    return evaluator.inModel(to.handle()) && evaluator.inModel(from.handle(), to.handle());
  }

  /** The safety properties that an initial state violates. */
  public List<String> violated(SpecState initial) throws TlcException {
    return evaluator.violated(Optional.empty(), initial.handle());
  }

  /** The safety properties that a step violates, or the state that it leads to. */
  public List<String> violated(SpecState from, SpecState to) throws TlcException {
    return evaluator.violated(Optional.of(from.handle()), to.handle());
  }

  /**
   * The state in which the variables have those values.
   *
   * @throws TlcException if a variable is missing or unknown, or TLA+ has no such value
   */
  public SpecState state(Map<String, ?> values) throws TlcException {
    return state(evaluator.state(values));
  }

  /** The value of an operator without parameters in a state. */
  public Object evaluate(String operator, SpecState state) throws TlcException {
    return evaluator.evaluate(operator, state.handle());
  }

  /** A behaviour in the form in which counterexamples are printed. */
  public static Trace trace(SpecState initial, List<SpecStep> steps) {
    List<Trace.State> states = new ArrayList<>();
    states.add(new Trace.State("", Map.of(), initial.variables(), initial.text()));
    for (SpecStep step : steps) {
      states.add(
          new Trace.State(
              step.action(),
              SpecStep.texts(step.arguments()),
              step.to().variables(),
              step.to().text()));
    }
    return new Trace(List.copyOf(states), Trace.Ending.END, -1, "");
  }

  @Override
  public void close() {
    opened.close();
  }

  private SpecState state(Object handle) {
    return new SpecState(evaluator, handle);
  }
}
