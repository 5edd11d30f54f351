package dev.handoff.shutdown.flawed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import dev.handoff.conformance.TraceRecorder;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.spec.Tier;
import dev.handoff.trace.EventSink;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A flawed design lives through the model checker's story, and the specification of the reference
 * stops at the step that loses something, in the state in which it is lost.
 */
class FlawedTraceTest {
  private static final Map<String, String> CONSTANTS =
      Map.of(
          "Messages", "1 .. 3",
          "Fragments", "<<2, 0, 0>>",
          "RequestCapacity", "1",
          "WriteCapacity", "1",
          "ChannelCapacity", "1",
          "MayStall", "FALSE");

  @TempDir private Path folder;

  /** Starts a flawed design that records what it does. */
  private interface Start {
    Subject with(Map<String, Object> constants, EventSink events);
  }

  private Validation.Unexplained caught(Flawed flawed, Start start) throws Exception {
    Path file = folder.resolve("trace.ndjson");
    try (Oracles oracles = Oracles.open()) {
      SpecOracle oracle = oracles.model(Tier.STANDARD, flawed.model().toString());
      List<SpecStep> story = counterexample(oracle, flawed.property());
      try (TraceRecorder recorder =
              TraceRecorder.open(file, "shutdown", "PeerShutdown", CONSTANTS, List.of());
          Subject subject = start.with(oracle.constants(), recorder)) {
        for (SpecStep step : story) {
          subject.apply(step.action(), step.arguments());
          assertThat(subject.state()).isEqualTo(step.to().variables());
        }
      }
      Validation validation = TraceValidator.validate(oracles, TraceFile.read(file));
      assertThat(validation).isInstanceOf(Validation.Unexplained.class);
      return (Validation.Unexplained) validation;
    }
  }

  /** The shortest behaviour to a state that violates the property. */
  private static List<SpecStep> counterexample(SpecOracle oracle, String property)
      throws Exception {
    Map<SpecState, List<SpecStep>> paths = new HashMap<>();
    Deque<SpecState> reached = new ArrayDeque<>(oracle.initialStates());
    reached.forEach(state -> paths.put(state, List.of()));
    for (SpecState from = reached.poll(); from != null; from = reached.poll()) {
      List<SpecStep> path = paths.getOrDefault(from, List.of());
      for (SpecStep step : oracle.steps(from)) {
        List<SpecStep> longer = new ArrayList<>(path);
        longer.add(step);
        if (paths.putIfAbsent(step.to(), longer) == null) {
          if (oracle.violated(from, step.to()).contains(property)) {
            return longer;
          }
          reached.add(step.to());
        }
      }
    }
    throw new AssertionError("no state violates " + property);
  }

  @Test
  void connectionAsFoundEndsWithAMessageInItsRequestQueue() throws Exception {
    Validation.Unexplained caught = caught(FlawedShutdown.AS_FOUND, FlawedShutdown::asFound);
    assertThat(caught.event().actions()).isSubsetOf("Finish", "Announce");
    assertThat(caught.considered().get(0).state().variables())
        .containsEntry("requests", List.of(1L));
  }

  @Test
  void writerEndsWithAFragmentInItsChannelAlthoughTheMultiplexerWasAwaited() throws Exception {
    Validation.Unexplained caught =
        caught(FlawedShutdown.JOIN_MULTIPLEXER, FlawedShutdown::joinMultiplexer);
    assertThat(caught.event().actions()).isSubsetOf("Finish", "Announce");
    assertThat(caught.considered().get(0).state().variables())
        .containsEntry("channel", Map.of("message", List.of(), "stream", List.of(List.of(1L, 2L))));
  }
}
