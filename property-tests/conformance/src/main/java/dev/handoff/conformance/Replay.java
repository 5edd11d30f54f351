package dev.handoff.conformance;

import dev.handoff.oracle.SpecStep;
import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.StateGraph.Edge;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
   * @param refused steps that are not enabled, and were tried and refused, by action
   * @param nanos how long it took, without exploring the graph
   */
  public record Report(
      String model,
      int states,
      long edges,
      long taken,
      long paths,
      long steps,
      Map<String, Long> refused,
      long nanos) {
    /** How many steps that are not enabled were tried and refused. */
    public long refusals() {
      return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /** One line for people. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "%-55s %,9d states %,9d edges, %5.1f %% taken on %,8d paths with %,10d steps, %,9.0f/s, %,10d refusals",
          model,
          states,
          edges,
          edges == 0 ? 0 : 100.0 * taken / edges,
          paths,
          steps,
          steps / Math.max(1e-9, nanos / 1e9),
          refusals());
    }
  }

  /**
   * Replays the reference's implementation.
   *
   * @param subjects gives fresh ones
   * @param refusals which of the steps that are not enabled are tried
   * @throws Divergence at the first step after which they disagree
   */
  public static Report reference(
      String model,
      StateGraph graph,
      Supplier<Subject> subjects,
      Refusals refusals,
      Coverage.Of coverage) {
    return replay(model, graph, subjects, Run.Extent.ALL, refusals, coverage);
  }

  /**
   * Replays a flawed design, of which only the variables that it has are compared.
   *
   * @throws Divergence at the first step after which they disagree
   */
  public static Report flawed(String model, StateGraph graph, Supplier<Subject> subjects) {
    return replay(
        model,
        graph,
        subjects,
        Run.Extent.COMMON,
        Refusals.few(graph, Decisions.NONE),
        Coverage.Of.NOBODY);
  }

  private static Report replay(
      String model,
      StateGraph graph,
      Supplier<Subject> subjects,
      Run.Extent extent,
      Refusals refusals,
      Coverage.Of coverage) {
    PathCover cover = new PathCover(graph);
    long started = System.nanoTime();
    long paths = 0;
    long steps = 0;
    while (cover.hasNext()) {
      List<Edge> path = cover.next();
      int from = path.get(0).from();
      try (Run run = new Run(model, subjects.get(), graph.state(from), extent)) {
        Supplier<Run> again =
            () -> {
              Run another = new Run(model, subjects.get(), run.initial(), extent);
              run.steps().forEach(another::take);
              return another;
            };
        refusals.check(run, from, again);
        for (Edge edge : path) {
          SpecStep step = edge.step();
          run.take(step);
          coverage.took(graph.state(edge.from()), step);
          refusals.check(run, edge.to(), again);
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
        refusals.refused(),
        System.nanoTime() - started);
  }
}
