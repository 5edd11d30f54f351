package dev.handoff.tlc;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One specification, parsed, and TLC's evaluator at its service: what its states are, which steps
 * lead on from them, and what holds there.
 *
 * <p>A state is an opaque object that means something to the evaluator that gave it, and to no
 * other; it may be kept for as long as one likes. Values are those of {@link Trace}. Not
 * thread-safe. Evaluation recurses as deeply as the specification does: give the calling thread a
 * stack to match.
 *
 * <p>It is implemented in a class loader of its own, with which it shares this interface; see
 * {@link IsolatedRuns}.
 */
public interface Evaluator {
  /** The root module's name. */
  String module();

  /** The variables, in TLC's order. */
  List<String> variables();

  /** The root module's constants. */
  Map<String, Object> constants() throws TlcException;

  /** The actions that the next-state relation is made of, in the specification's order. */
  List<ActionSignature> actions();

  /** The names of the safety properties that the configuration lists, or the safe halves of. */
  List<String> properties();

  List<Object> initialStates() throws TlcException;

  /** Gives every step from a state, in the specification's order. */
  void steps(Object state, StepConsumer consumer) throws TlcException;

  /**
   * The successors of one named step; none if it is not enabled, or an argument is not one that the
   * specification quantifies over.
   *
   * @param arguments values by parameter name; a parameter that is missing may be anything
   */
  List<Object> step(Object state, String action, Map<String, ?> arguments) throws TlcException;

  /** Whether the configuration's constraints admit a state. */
  boolean inModel(Object state) throws TlcException;

  /** Whether the configuration's action constraints admit a step. */
  boolean inModel(Object from, Object to) throws TlcException;

  /**
   * The properties that a state violates, or the step to it.
   *
   * @param from the state before; none for an initial state
   */
  List<String> violated(Optional<Object> from, Object to) throws TlcException;

  /** TLC's fingerprint: states that differ have, in all likelihood, different ones. */
  long fingerprint(Object state);

  /** The value of each variable, in TLC's order. */
  Map<String, Object> values(Object state);

  /** The value of each variable as TLA+ text, in TLC's order. */
  Map<String, String> text(Object state);

  /**
   * The state in which the variables have those values.
   *
   * @throws TlcException of kind {@code EVALUATION} if a variable is missing or unknown, or a value
   *     is of no type that TLA+ has
   */
  Object state(Map<String, ?> values) throws TlcException;

  /**
   * The value of an operator without parameters in a state.
   *
   * @throws TlcException of kind {@code EVALUATION} if the module has none of that name, or it
   *     speaks of more than one state
   */
  Object evaluate(String operator, Object state) throws TlcException;

  /**
   * An action.
   *
   * @param name its operator's name
   * @param parameters its operator's parameters, then the variables quantified right inside it; if
   *     it is a disjunction, not every step has an argument for each of the latter
   * @param place where it is defined, {@code Module.tla:line:column}
   */
  record ActionSignature(String name, List<String> parameters, String place) {
    public ActionSignature {
      parameters = List.copyOf(parameters);
    }
  }

  /** Takes steps. */
  @FunctionalInterface
  interface StepConsumer {
    /**
     * Takes one.
     *
     * @param arguments the action's arguments by parameter name, in the order of its parameters
     * @param to the state that the step leads to
     */
    void step(String action, Map<String, Object> arguments, Object to);
  }
}
