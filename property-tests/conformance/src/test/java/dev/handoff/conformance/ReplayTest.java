package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.conformance.Coverage.Technique;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.StateGraph;
import dev.handoff.spec.Model;
import dev.handoff.spec.Tier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every edge of every model of a reference, taken by its implementation. */
class ReplayTest {
  /** The larger ones, four of the fan-out and two of the delivery, take longer than all others. */
  private static final int STATES_IN_FULL = 50_000;

  /** {@code -Dhandoff.protocol=NAME}: the modules of one protocol alone. */
  private static final String PROTOCOL = System.getProperty("handoff.protocol", "");

  private static Oracles oracles;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
  }

  @AfterAll
  static void close() throws Exception {
    oracles.close();
    CoverageFile.write(Kit.COVERAGE);
  }

  static Stream<Arguments> references() {
    return Kit.REFERENCES.stream()
        .filter(each -> PROTOCOL.isEmpty() || each.protocol().equals(PROTOCOL))
        .map(each -> Arguments.argumentSet(each.module(), each));
  }

  @ParameterizedTest
  @MethodSource("references")
  void takesEveryEdgeOfTheStandardModels(Reference reference) throws Exception {
    replay(reference, Tier.STANDARD, Integer.MAX_VALUE, Refusals::few);
  }

  @ParameterizedTest
  @Tag("full")
  @MethodSource("references")
  void takesEveryEdgeOfTheDeepModels(Reference reference) throws Exception {
    replay(reference, Tier.DEEP, STATES_IN_FULL, Refusals::few);
  }

  @ParameterizedTest
  @Tag("campaign")
  @MethodSource("references")
  void takesEveryEdgeOfAllDeepModels(Reference reference) throws Exception {
    replay(reference, Tier.DEEP, Integer.MAX_VALUE, Refusals::few);
  }

  @ParameterizedTest
  @Tag("full")
  @MethodSource("references")
  void refusesAllThatIsNotEnabledInTheStandardModels(Reference reference) throws Exception {
    replay(reference, Tier.STANDARD, Integer.MAX_VALUE, Refusals::all);
  }

  private static void replay(
      Reference reference,
      Tier tier,
      int maxStates,
      BiFunction<StateGraph, Decisions, Refusals> refusals)
      throws Exception {
    List<Model> models =
        Kit.models(oracles, reference, tier).stream()
            .filter(model -> model.pins().distinct() <= maxStates)
            .toList();
    assertThat(models).as("models of " + reference.module()).isNotEmpty();
    Coverage.Of coverage = Kit.COVERAGE.of(reference.module(), Technique.REPLAY);
    Map<String, Long> refused = new TreeMap<>();
    for (Model model : models) {
      Replay.Report report;
      try (SpecOracle oracle = oracles.model(model)) {
        Map<String, Object> constants = oracle.constants();
        StateGraph graph = StateGraph.explore(oracle, 1_000_000);
        report =
            Replay.reference(
                model.label(),
                graph,
                () -> reference.start(constants),
                refusals.apply(graph, reference.decisions()),
                coverage);
      }
      System.out.println(report.line());
      assertThat(report.states()).as(model.label()).isEqualTo((int) model.pins().distinct());
      assertThat(report.taken()).as(model.label()).isEqualTo(report.edges()).isPositive();
      assertThat(report.refusals()).as(model.label()).isPositive();
      report.refused().forEach((action, count) -> refused.merge(action, count, Long::sum));
    }
    System.out.println("  refused: " + refused);
    if (maxStates == Integer.MAX_VALUE) {
      assertThat(refused.keySet()).isEqualTo(reference.decisions().actions());
    } else {
      // Which faults a model has decides what it can refuse: all of them only in all models.
      assertThat(reference.decisions().actions()).containsAll(refused.keySet());
    }
  }
}
