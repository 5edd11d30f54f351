package dev.handoff.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spec.Model;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.Engines;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.Watch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateGraphTest {
  /** Enough for all of a module's actions in most scenarios, and few for the time. */
  private static final long USUAL_STATES = 300;

  private static Oracles oracles;
  private static Scratch scratch;
  private static Engine engine;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
    scratch = Scratch.open();
    engine = Engines.workers(scratch);
  }

  @AfterAll
  static void close() {
    oracles.close();
    scratch.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fanout/AsFound/Shutdown",
        "persistence/Reference/Resubmit",
        "shutdown/JoinBoth/Reading",
        "delivery/Reference/VoteQuorum"
      })
  void hasTheStatesAndEdgesThatTlcCounts(String id) throws Exception {
    agrees(oracles.find(Tier.STANDARD, id));
  }

  /** Each module has expressions of its own; its models differ in their constants. */
  @Test
  @Tag("full")
  void hasTheStatesAndEdgesThatTlcCountsInAModelOfEachModule() throws Exception {
    Map<String, Model> models = new TreeMap<>();
    for (Model model : oracles.specifications().manifest().models(Tier.STANDARD)) {
      models.merge(model.module(), model, StateGraphTest::nearer);
    }
    for (Model model : models.values()) {
      agrees(model);
    }
    assertThat(models).hasSizeGreaterThan(30);
  }

  @Test
  @Tag("campaign")
  void hasTheStatesAndEdgesThatTlcCountsInEveryStandardModel() throws Exception {
    List<Model> models = oracles.specifications().manifest().models(Tier.STANDARD);
    for (Model model : models) {
      agrees(model);
    }
    assertThat(models).hasSizeGreaterThan(300);
  }

  private static Model nearer(Model one, Model other) {
    return distance(other) < distance(one) ? other : one;
  }

  private static long distance(Model model) {
    return Math.abs(model.pins().distinct() - USUAL_STATES);
  }

  private static void agrees(Model model) throws Exception {
    String id = model.id().toString();
    ModelResult result = engine.run(oracles.request(model), Watch.NONE);
    StateGraph graph;
    // Closed, so that the next model of the module finds TLC's classes compiled.
    try (SpecOracle oracle = oracles.model(model)) {
      graph = StateGraph.explore(oracle, 1_000_000);
    }
    assertThat(graph.size()).as(id + ": states").isEqualTo((int) result.distinct());
    assertThat(graph.generated()).as(id + ": generated").isEqualTo(result.generated());
    TreeMap<String, Long> actions = new TreeMap<>();
    for (int from = 0; from < graph.size(); from++) {
      graph.edges(from).forEach(edge -> actions.merge(edge.step().action(), 1L, Long::sum));
    }
    assertThat(actions.keySet()).as(id + ": actions").isEqualTo(model.pins().actions());
  }

  @Test
  void tooManyStatesAreAnErrorAndNotAPartOfAGraph() throws Exception {
    SpecOracle oracle = oracles.model(Tier.STANDARD, "shutdown/Reference/Reading");
    assertThatThrownBy(() -> StateGraph.explore(oracle, 100))
        .isInstanceOf(TlcException.class)
        .hasMessageContaining("more than 100 states");
  }
}
