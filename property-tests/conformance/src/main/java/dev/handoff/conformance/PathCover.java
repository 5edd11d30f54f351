package dev.handoff.conformance;

import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.StateGraph.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Paths from initial states that together take every edge of a graph.
 *
 * <p>Planned as a {@link Flow}, which says how often each edge is to be taken; then walked. A state
 * is left as often as it was planned, back edges first, so that a cycle is not left behind; what is
 * left behind all the same is walked to on a shortest path.
 */
final class PathCover implements Iterator<List<Edge>> {
  private final StateGraph graph;
  private final Edge[] towards;
  private final int[] left;
  private final BitSet taken = new BitSet();
  private int start;
  private long edgesTaken;

  PathCover(StateGraph graph) {
    this.graph = graph;
    this.towards = new Edge[graph.size()];
    for (int state = 0; state < graph.size(); state++) {
      for (Edge edge : graph.edges(state)) {
        // States are numbered breadth first: the first edge to a state is on a shortest path.
        if (edge.to() >= graph.initialStates() && towards[edge.to()] == null) {
          towards[edge.to()] = edge;
        }
      }
    }
    this.left = Flow.plan(graph);
  }

  /** How many different edges the paths so far take. */
  long edgesTaken() {
    return edgesTaken;
  }

  @Override
  public boolean hasNext() {
    return edgesTaken < graph.edges();
  }

  @Override
  public List<Edge> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    while (true) {
      List<Edge> path = walk();
      int last = path.size() - 1;
      while (last >= 0 && taken.get(path.get(last).number())) {
        last--; // what leads only to edges that earlier paths took is of no use
      }
      if (last >= 0) {
        path.forEach(this::take);
        return path.subList(0, last + 1);
      }
    }
  }

  private void take(Edge edge) {
    if (!taken.get(edge.number())) {
      taken.set(edge.number());
      edgesTaken++;
    }
  }

  /** Walks on until the plan has no way on. */
  private List<Edge> walk() {
    while (!isStart(start)) {
      start++;
    }
    Deque<Edge> prefix = new ArrayDeque<>();
    for (Edge edge = towards[start]; edge != null; edge = towards[edge.from()]) {
      prefix.addFirst(edge);
    }
    List<Edge> path = new ArrayList<>(prefix);
    for (Edge edge = planned(start); edge != null; edge = planned(edge.to())) {
      left[edge.number()]--;
      path.add(edge);
    }
    return path;
  }

  /** An initial state that the plan leaves again, or another with an edge that was left behind. */
  private boolean isStart(int state) {
    for (Edge edge : graph.edges(state)) {
      boolean ahead = state < graph.initialStates() || !taken.get(edge.number());
      if (ahead && left[edge.number()] > 0) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Edge planned(int state) {
    Edge forward = null;
    for (Edge edge : graph.edges(state)) {
      if (left[edge.number()] > 0) {
        if (edge.to() <= state) {
          return edge;
        }
        forward = forward == null ? edge : forward;
      }
    }
    return forward;
  }

  /**
   * How often each edge is to be taken: at least once, and so that no state but the initial ones is
   * left more often than it is entered.
   *
   * <p>Where a state has more edges out than in, it has to be entered more often: from the nearest
   * state that has more in than out, for there a path would end, or from an initial state, where
   * one may begin. To take the nearest first is not the least in all, but close.
   */
  private static final class Flow {
    /** After so many rounds the rest comes from the initial states. */
    private static final int ROUNDS = 64;

    private final StateGraph graph;
    private final int[] flow;

    /** How much more often each state is entered than left. */
    private final int[] balance;

    private final @Nullable Edge[] towards;
    private int missing;

    private Flow(StateGraph graph) {
      this.graph = graph;
      flow = new int[Math.toIntExact(graph.edges())];
      balance = new int[graph.size()];
      towards = new Edge[graph.size()];
      for (int state = 0; state < graph.size(); state++) {
        for (Edge edge : graph.edges(state)) {
          flow[edge.number()] = 1;
          balance[state]--;
          balance[edge.to()]++;
        }
      }
      for (int state = graph.initialStates(); state < graph.size(); state++) {
        missing += Math.max(0, -balance[state]);
      }
    }

    static int[] plan(StateGraph graph) {
      Flow flow = new Flow(graph);
      for (int round = 0; flow.missing > 0; round++) {
        flow.fill(round < ROUNDS);
      }
      return flow.flow;
    }

    /** Searches forward from all sources at once, and fills what is missing on the way. */
    private void fill(boolean fromSurplus) {
      BitSet seen = new BitSet(graph.size());
      Deque<Integer> open = new ArrayDeque<>();
      for (int state = 0; state < graph.size(); state++) {
        if (state < graph.initialStates() || (fromSurplus && balance[state] > 0)) {
          seen.set(state);
          open.add(state);
          towards[state] = null;
        }
      }
      while (!open.isEmpty() && missing > 0) {
        int state = open.remove();
        if (state >= graph.initialStates() && balance[state] < 0) {
          enter(state);
        }
        for (Edge edge : graph.edges(state)) {
          if (!seen.get(edge.to())) {
            seen.set(edge.to());
            towards[edge.to()] = edge;
            open.add(edge.to());
          }
        }
      }
    }

    private void enter(int state) {
      int source = state;
      for (Edge edge = towards[state]; edge != null; edge = towards[source]) {
        source = edge.from();
      }
      boolean endless = source < graph.initialStates();
      int more = endless ? -balance[state] : Math.min(-balance[state], balance[source]);
      if (more <= 0) {
        return; // others were nearer; the next round finds another source
      }
      for (Edge edge = towards[state]; edge != null; edge = towards[edge.from()]) {
        flow[edge.number()] += more;
      }
      balance[state] += more;
      missing -= more;
      if (!endless) {
        balance[source] -= more;
      }
    }
  }
}
