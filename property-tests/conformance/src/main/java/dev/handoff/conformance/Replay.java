package dev.handoff.conformance;

import dev.handoff.oracle.SpecStep;
import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.StateGraph.Edge;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Replays a model's graph on an implementation: paths that together take every edge, each on a
 * fresh implementation, whose state is compared after every step.
 */
public final class Replay {
  private Replay() {}

  /**
   * What was done.
   *
   * @param model the model's name
   * @param states the graph's states
   * @param edges the graph's edges
   * @param taken those of them that were taken
   * @param paths fresh implementations
   * @param steps steps taken
   * @param nanos how long it took, without exploring the graph
   */
  public record Report(
      String model, int states, long edges, long taken, long paths, long steps, long nanos) {
    /** One line for people. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "%-55s %,9d states %,9d edges, %5.1f %% taken on %,8d paths with %,10d steps, %,9.0f/s",
          model,
          states,
          edges,
          edges == 0 ? 0 : 100.0 * taken / edges,
          paths,
          steps,
          steps / Math.max(1e-9, nanos / 1e9));
    }
  }

  /**
   * Replays the reference's implementation.
   *
   * @param subjects gives fresh ones
   * @throws Divergence at the first step after which they disagree
   */
  public static Report reference(
      String model, StateGraph graph, Supplier<Subject> subjects, Coverage.Of coverage) {
    return replay(model, graph, subjects, Run.Extent.ALL, coverage);
  }

  /**
   * Replays a flawed design, of which only the variables that it has are compared.
   *
   * @throws Divergence at the first step after which they disagree
   */
  public static Report flawed(String model, StateGraph graph, Supplier<Subject> subjects) {
    return replay(model, graph, subjects, Run.Extent.COMMON, Coverage.Of.NOBODY);
  }

  private static Report replay(
      String model,
      StateGraph graph,
      Supplier<Subject> subjects,
      Run.Extent extent,
      Coverage.Of coverage) {
    PathCover cover = new PathCover(graph);
    long started = System.nanoTime();
    long paths = 0;
    long steps = 0;
    while (cover.hasNext()) {
      List<Edge> path = cover.next();
      int from = path.get(0).from();
      try (Run run = new Run(model, subjects.get(), graph.state(from), extent)) {
        for (Edge edge : path) {
          SpecStep step = edge.step();
          run.take(step);
          coverage.took(graph.state(edge.from()), step);
        }
      }
      paths++;
      steps += path.size();
    }
    return new Report(
        model,
        graph.size(),
        graph.edges(),
        cover.edgesTaken(),
        paths,
        steps,
        System.nanoTime() - started);
  }
}
