package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.conformance.Coverage.Of;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.StateGraph;
import dev.handoff.spec.Tier;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * That a guard which is too weak is found, though all that the specification allows is done right.
 */
class RefusalsTest {
  private static final Reference REFERENCE = Kit.reference("PeerIsolation");

  private static Oracles oracles;
  private static StateGraph graph;
  private static Map<String, Object> constants;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
    SpecOracle oracle = oracles.model(Tier.STANDARD, "delivery/Reference/StuckPeer");
    constants = oracle.constants();
    graph = StateGraph.explore(oracle, 20_000);
  }

  @AfterAll
  static void close() {
    oracles.close();
  }

  /** The implementation, but for what it does with a step that is not enabled. */
  private static class Weak implements Subject {
    private final Subject subject = REFERENCE.start(constants);

    @Override
    public void apply(String action, Map<String, Object> arguments) {
      subject.apply(action, arguments);
    }

    @Override
    public Map<String, Object> state() {
      return subject.state();
    }
  }

  @Test
  void stepThatIsTakenIsNamed() {
    Divergence divergence =
        replay(
            () ->
                new Weak() {
                  @Override
                  public Answer attempt(String action, Map<String, Object> arguments) {
                    return action.equals("TellUnknown") ? Answer.TAKEN : Answer.REFUSED;
                  }
                });
    assertThat(divergence.problem())
        .isEqualTo("here the implementation also takes TellUnknown(p = 2), which is not enabled");
  }

  @Test
  void traceOfARefusalIsFoundAndTheStepNamedAlone() {
    Divergence divergence =
        replay(
            () ->
                new Weak() {
                  private boolean isTouched;

                  @Override
                  public Answer attempt(String action, Map<String, Object> arguments) {
                    isTouched |= action.equals("TimeOutWrite");
                    return Answer.REFUSED;
                  }

                  @Override
                  public Map<String, Object> state() {
                    Map<String, Object> state = new HashMap<>(super.state());
                    if (isTouched) {
                      state.put("closed", "touched");
                    }
                    return state;
                  }
                });
    assertThat(divergence.problem())
        .startsWith("here the implementation refuses TimeOutWrite(p = 2), and its state is another")
        .contains("closed", "actual:    \"touched\"");
  }

  @Test
  void failureToAnswerIsReported() {
    Divergence divergence =
        replay(
            () ->
                new Weak() {
                  @Override
                  public Answer attempt(String action, Map<String, Object> arguments) {
                    throw new IllegalStateException("half of the step is done");
                  }
                });
    assertThat(divergence.problem()).contains("is not refused in order", "half of the step");
  }

  private static Divergence replay(Supplier<Subject> weak) {
    return catchThrowableOfType(
        Divergence.class,
        () ->
            Replay.reference(
                "a weak one", graph, weak, Refusals.few(graph, REFERENCE.decisions()), Of.NOBODY));
  }
}
