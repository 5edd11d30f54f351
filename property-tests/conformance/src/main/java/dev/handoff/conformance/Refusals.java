package dev.handoff.conformance;

import dev.handoff.conformance.Subject.Answer;
import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.StateGraph.Edge;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The steps that an implementation must refuse, on a replay of one graph: in each state, when it is
 * first there, steps that are enabled in other states and not in this one. What was refused must
 * have left the state as it was, and the path goes on with the same implementation.
 *
 * <p>Which are tried takes turns over all that the graph has, so that where not all are tried in
 * each state each is in many.
 *
 * <p>For one replay. Not thread-safe.
 */
public final class Refusals {
  private static final int FEW = 6;

  private final StateGraph graph;
  private final Decisions decisions;
  private final int most;
  private final Map<Request, Integer> numbers = new HashMap<>();
  private final List<Request> universe = new ArrayList<>();
  private final BitSet visited = new BitSet();
  private final Map<String, Long> refused = new TreeMap<>();
  private int turn;

  private Refusals(StateGraph graph, Decisions decisions, int most) {
    this.graph = graph;
    this.decisions = decisions;
    this.most = most;
    for (int state = 0; state < graph.size(); state++) {
      for (Edge edge : graph.edges(state)) {
        decisions.request(edge.step()).ifPresent(this::number);
      }
    }
  }

  private void number(Request request) {
    if (numbers.putIfAbsent(request, universe.size()) == null) {
      universe.add(request);
    }
  }

  /** A few in each state. */
  public static Refusals few(StateGraph graph, Decisions decisions) {
    return new Refusals(graph, decisions, FEW);
  }

  /** All in each state. */
  public static Refusals all(StateGraph graph, Decisions decisions) {
    return new Refusals(graph, decisions, Integer.MAX_VALUE);
  }

  /** How many steps were refused, by action. */
  Map<String, Long> refused() {
    return Map.copyOf(refused);
  }

  /**
   * Tries what is not enabled here, unless that was done before.
   *
   * @param run arrived at the state
   * @param again gives another run that has
   * @throws Divergence if the implementation takes a step, or its state is another one
   */
  void check(Run run, int state, Supplier<Run> again) {
    // Where the model's constraint cut a step off, the graph does not say what is enabled.
    if (visited.get(state) || universe.isEmpty() || !graph.hasAllSteps(state)) {
      return;
    }
    visited.set(state);
    List<Request> tried = attempt(run, enabled(state));
    try {
      run.requireUntouched(tried);
    } catch (Divergence divergence) {
      for (Request one : tried) {
        try (Run alone = again.get()) {
          alone.attempt(one);
          alone.requireUntouched(List.of(one));
        }
      }
      throw divergence; // it takes several of them
    }
  }

  private List<Request> attempt(Run run, BitSet enabled) {
    List<Request> tried = new ArrayList<>();
    for (int i = 0; i < universe.size() && tried.size() < most; i++) {
      int number = turn;
      turn = (turn + 1) % universe.size();
      if (!enabled.get(number) && run.attempt(universe.get(number)) == Answer.REFUSED) {
        tried.add(universe.get(number));
        refused.merge(universe.get(number).action(), 1L, Long::sum);
      }
    }
    return tried;
  }

  private BitSet enabled(int state) {
    BitSet enabled = new BitSet(universe.size());
    for (Edge edge : graph.edges(state)) {
      decisions.request(edge.step()).map(numbers::get).ifPresent(enabled::set);
    }
    return enabled;
  }
}
