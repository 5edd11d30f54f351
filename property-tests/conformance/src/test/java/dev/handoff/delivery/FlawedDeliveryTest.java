package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.conformance.Divergence;
import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Replay;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.spec.Tier;
import dev.handoff.trace.EventSink;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flawed designs are caught where the model checker's counterexamples have them go wrong. */
class FlawedDeliveryTest {
  private static final Map<String, Object> CONSTANTS =
      Map.of(
          "Messages",
          Set.of(1L, 2L),
          "Capacity",
          2L,
          "HighWater",
          1L,
          "SocketRoom",
          1L,
          "FaultKinds",
          Set.of("stall"),
          "MaxFaults",
          1L,
          "Byzantine",
          false,
          "Lingers",
          false);

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"AsFound", "RetrySameConnection"})
  void isCaughtByReplayWhenItGoesOnWithAConnectionThatHasFailed(String design) throws Exception {
    Flawed flawed =
        design.equals("AsFound") ? FlawedDelivery.AS_FOUND : FlawedDelivery.RETRY_SAME_CONNECTION;
    try (Oracles oracles = Oracles.open()) {
      SpecOracle oracle = oracles.model(Tier.STANDARD, "delivery/Reference/Stall");
      StateGraph graph = StateGraph.explore(oracle, 100_000);
      Map<String, Object> constants = oracle.constants();
      Divergence caught =
          catchThrowableOfType(
              Divergence.class,
              () -> Replay.flawed(design, graph, () -> flawed.startAgainstReference(constants)));
      assertThat(caught.steps().get(caught.steps().size() - 1).action()).isEqualTo("TimeOutWrite");
      assertThat(caught.problem()).contains("conn", "specified: \"down\"", "actual:    \"up\"");
    }
  }

  /** The story of {@code NoSilentDrop}: the second message waits for room until it is dropped. */
  @Test
  void asFoundsTraceIsNotExplainedFromTheSecondTimeoutOfOneConnection() throws Exception {
    assertUnexplained(
        FlawedDelivery::asFound,
        "TimeOutWrite",
        "Send 1, Encode, Flush, Stall, TimeOutWrite, Send 2, BeginSend, TimeOutWrite");
  }

  /** The story of {@code ExactlyOnce}: what the sink still has is put there once more. */
  @Test
  void retrysTraceIsNotExplainedFromTheSecondFrameOfOneConnection() throws Exception {
    assertUnexplained(
        FlawedDelivery::retrySameConnection,
        "Encode",
        "Send 1, Encode, Flush, Stall, TimeOutWrite, Resume, Read, BeginSend, Flush, Read, Encode,"
            + " Take 1, Flush, Read, Flush, Read, Take 1");
  }

  private void assertUnexplained(
      BiFunction<Map<String, Object>, EventSink, FlawedDelivery> design, String event, String story)
      throws Exception {
    TraceLog log = new TraceLog();
    FlawedDelivery subject = design.apply(CONSTANTS, log);
    log.start();
    for (String step : story.split(", ", -1)) {
      String[] words = step.split(" ", -1);
      if (words[0].equals("Stall") || words[0].equals("Resume")) {
        log.environment(words[0]);
      }
      subject.apply(words[0], words.length > 1 ? Map.of("m", Long.valueOf(words[1])) : Map.of());
    }
    Path file = folder.resolve("flawed.ndjson");
    log.write(file, 2, 1);
    try (Oracles oracles = Oracles.open()) {
      Validation validation = TraceValidator.validate(oracles, TraceFile.read(file));
      assertThat(validation)
          .isInstanceOfSatisfying(
              Validation.Unexplained.class,
              unexplained -> {
                assertThat(unexplained.event().actions()).containsExactly(event);
                assertThat(unexplained.behaviour().toString()).contains("TimeOutWrite");
              });
    }
  }
}
