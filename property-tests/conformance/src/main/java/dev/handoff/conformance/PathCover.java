package dev.handoff.conformance;

import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.StateGraph.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Paths from initial states that together take every edge of a graph.
 *
 * <p>Greedy: a shortest path to a state that has an edge not taken yet, then on over such edges,
 * through a short detour if need be, until there is none near. Not a least cover; to find one costs
 * more than it saves, since most paths of these models are short.
 */
final class PathCover implements Iterator<List<Edge>> {
  /** How many states a detour may look at. */
  private static final int DETOUR = 256;

  private final StateGraph graph;
  private final Edge[] towards;
  private final BitSet taken = new BitSet();
  private final int[] next;
  private int start;
  private long edgesTaken;

  PathCover(StateGraph graph) {
    this.graph = graph;
    this.towards = new Edge[graph.size()];
    this.next = new int[graph.size()];
    for (int state = 0; state < graph.size(); state++) {
      for (Edge edge : graph.edges(state)) {
        // States are numbered breadth first: the first edge to a state is on a shortest path.
        if (edge.to() >= graph.initialStates() && towards[edge.to()] == null) {
          towards[edge.to()] = edge;
        }
      }
    }
  }

  /** How many different edges the paths so far take. */
  long edgesTaken() {
    return edgesTaken;
  }

  @Override
  public boolean hasNext() {
    while (start < graph.size() && untaken(start).isEmpty()) {
      start++;
    }
    return start < graph.size();
  }

  @Override
  public List<Edge> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Deque<Edge> path = new ArrayDeque<>();
    for (Edge edge = towards[start]; edge != null; edge = towards[edge.from()]) {
      path.addFirst(edge);
    }
    List<Edge> whole = new ArrayList<>(path);
    path.forEach(this::take);
    int at = start;
    for (List<Edge> on = onward(at); !on.isEmpty(); on = onward(at)) {
      for (Edge edge : on) {
        whole.add(edge);
        take(edge);
        at = edge.to();
      }
    }
    return whole;
  }

  private void take(Edge edge) {
    if (!taken.get(edge.number())) {
      taken.set(edge.number());
      edgesTaken++;
    }
  }

  private Optional<Edge> untaken(int state) {
    List<Edge> edges = graph.edges(state);
    while (next[state] < edges.size() && taken.get(edges.get(next[state]).number())) {
      next[state]++;
    }
    return next[state] < edges.size() ? Optional.of(edges.get(next[state])) : Optional.empty();
  }

  /** The shortest way over an edge not taken yet; empty if there is none near. */
  private List<Edge> onward(int from) {
    Optional<Edge> here = untaken(from);
    if (here.isPresent()) {
      return List.of(here.get());
    }
    Map<Integer, Edge> way = new HashMap<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(from));
    for (int looked = 0; looked < DETOUR && !open.isEmpty(); looked++) {
      int state = open.poll();
      for (Edge edge : graph.edges(state)) {
        if (edge.to() == from || way.putIfAbsent(edge.to(), edge) != null) {
          continue;
        }
        Optional<Edge> found = untaken(edge.to());
        if (found.isPresent()) {
          Deque<Edge> back = new ArrayDeque<>(List.of(found.get()));
          for (Edge step = edge; step != null; step = way.get(step.from())) {
            back.addFirst(step);
          }
          return List.copyOf(back);
        }
        open.add(edge.to());
      }
    }
    return List.of();
  }
}
