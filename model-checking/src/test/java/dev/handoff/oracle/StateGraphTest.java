package dev.handoff.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spec.Model;
import dev.handoff.spec.ModelId;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Engines;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.Watch;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateGraphTest {
  private static Oracles oracles;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
  }

  @AfterAll
  static void close() {
    oracles.close();
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
    agrees(
        oracles
            .specifications()
            .manifest()
            .model(ModelId.parse(id).orElseThrow(), Tier.STANDARD)
            .orElseThrow());
  }

  @Test
  @Tag("full")
  void hasTheStatesAndEdgesThatTlcCountsInEveryStandardModel() throws Exception {
    List<Model> models = oracles.specifications().manifest().models(Tier.STANDARD);
    for (Model model : models) {
      agrees(model);
    }
    assertThat(models).hasSizeGreaterThan(300);
  }

  private static void agrees(Model model) throws Exception {
    String id = model.id().toString();
    StateGraph graph = StateGraph.explore(oracles.model(model), 1_000_000);
    ModelResult result;
    try (Scratch scratch = Scratch.open()) {
      result = Engines.inProcess(scratch).run(oracles.request(model), Watch.NONE);
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
