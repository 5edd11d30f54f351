package dev.handoff.oracle;

import dev.handoff.tlc.TlcException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The reachable states of a model and the named steps between them, breadth first: what TLC
 * explores, with the configuration's constraints honoured.
 *
 * <p>States are numbered from 0 in the order in which they were found. Immutable once explored, as
 * long as one thread at a time asks the states for their values.
 */
public final class StateGraph {
  private final List<SpecState> states = new ArrayList<>();
  private final List<List<Edge>> edges = new ArrayList<>();
  private final Map<SpecState, Integer> numbers = new HashMap<>();
  private final BitSet cut = new BitSet();
  private int initial;
  private long generated;
  private long count;

  private StateGraph() {}

  /**
   * A step between two states.
   *
   * @param number counted from 0 over all edges
   * @param from a state's number
   * @param step the step
   * @param to the number of the state that it leads to
   */
  public record Edge(int number, int from, SpecStep step, int to) {}

  /**
   * Explores a model.
   *
   * @param limit so many states, at most
   * @throws TlcException of kind {@code RESOURCE} if there are more
   */
  public static StateGraph explore(SpecOracle oracle, int limit) throws TlcException {
    StateGraph graph = new StateGraph();
    for (SpecState state : oracle.initialStates()) {
      graph.generated++;
      if (oracle.inModel(state)) {
        graph.number(state);
      }
    }
    graph.initial = graph.states.size();
    for (int from = 0; from < graph.states.size(); from++) {
      SpecState state = graph.states.get(from);
      List<Edge> out = new ArrayList<>();
      for (SpecStep step : oracle.steps(state)) {
        graph.generated++;
        if (oracle.inModel(state, step.to())) {
          int to = graph.number(step.to());
          // The state that was found first, so that its values are converted once.
          out.add(
              new Edge(
                  Math.toIntExact(graph.count++),
                  from,
                  new SpecStep(step.action(), step.arguments(), graph.states.get(to)),
                  to));
        } else {
          graph.cut.set(from);
        }
      }
      graph.edges.set(from, Collections.unmodifiableList(out));
      if (graph.states.size() > limit) {
        throw new TlcException(
            TlcException.Kind.RESOURCE,
            oracle.module() + " has more than " + limit + " states; give it smaller constants");
      }
    }
    return graph;
  }

  private int number(SpecState state) {
    Integer known = numbers.putIfAbsent(state, states.size());
    if (known != null) {
      return known;
    }
    states.add(state);
    edges.add(List.of());
    return states.size() - 1;
  }

  /** How many states there are. */
  public int size() {
    return states.size();
  }

  /** The state of that number. */
  public SpecState state(int number) {
    return states.get(number);
  }

  /** The initial states have the numbers below this one. */
  public int initialStates() {
    return initial;
  }

  /** The steps from that state, in the specification's order. */
  public List<Edge> edges(int from) {
    return edges.get(from);
  }

  /** Whether these are all its steps; not if the configuration's constraints leave some out. */
  public boolean hasAllSteps(int from) {
    return !cut.get(from);
  }

  /** How many edges there are. */
  public long edges() {
    return count;
  }

  /**
   * TLC's count of states generated: initial states and edges, also those out of the constraints.
   */
  public long generated() {
    return generated;
  }
}
