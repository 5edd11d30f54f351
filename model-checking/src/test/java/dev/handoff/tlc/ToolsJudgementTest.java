package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.tlc.PropertyResult.Outcome;
import dev.handoff.tlc.TlcConfig.Check;
import dev.handoff.tlc.Watch.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Comes to a verdict on every property whatever the tools choose to say first. */
final class ToolsJudgementTest {
  private final List<String> runs = new ArrayList<>();

  private static ToolsReport says(Progress counts, ToolsMessage... messages) {
    return new ToolsReport(List.of(messages), List.of(), List.of(), counts, 0, false);
  }

  private static ToolsMessage error(int code, String text) {
    return new ToolsMessage(code, ToolsMessage.ERROR, text);
  }

  private static ToolsReport success() {
    return says(
        new Progress(7, 6, 0, 6),
        new ToolsMessage(ToolsMessage.SUCCESS, 0, "ok"),
        new ToolsMessage(ToolsMessage.STATISTICS, 0, ""));
  }

  private ToolsReport notingTheRun(TlcConfig config, boolean deadlock, ToolsReport report) {
    runs.add(
        config.checks().stream().map(Check::name).collect(Collectors.joining(" "))
            + (deadlock ? " Deadlock" : ""));
    return report;
  }

  private static Map<String, Outcome> outcomes(ModelResult result) {
    return result.properties().stream()
        .collect(Collectors.toMap(PropertyResult::name, PropertyResult::outcome));
  }

  @Test
  void aViolationWithoutANameIsFoundOnePropertyAtATime() throws Exception {
    ToolsJudgement.Tools tools =
        (config, deadlock, enough) ->
            notingTheRun(
                config,
                deadlock,
                config.checks().contains(new Check("Finishes", false))
                    ? Upstream.stuttering()
                    : success());
    ModelResult result = new ToolsJudgement(Corpus.request("Downloader", 0), tools).judge();
    assertThat(outcomes(result))
        .isEqualTo(
            Map.of(
                "Finishes", Outcome.VIOLATED,
                "StartedFinishes", Outcome.HOLDS,
                "StaysDone", Outcome.HOLDS,
                "Deadlock", Outcome.HOLDS));
    assertThat(runs)
        .containsExactly(
            "Finishes StartedFinishes StaysDone Deadlock",
            "Finishes",
            "StartedFinishes",
            "StaysDone",
            " Deadlock");
    assertThat(result.distinct()).isEqualTo(6);
    assertThat(result.complete()).isTrue();
  }

  @Test
  void aNameOfAnInnerOperatorIsNotTakenForAProperty() throws Exception {
    ToolsJudgement.Tools tools =
        (config, deadlock, enough) ->
            notingTheRun(
                config,
                deadlock,
                config.checks().contains(new Check("StartsWrong", false))
                    ? says(
                        new Progress(1, 1, 0, 1),
                        error(
                            ToolsMessage.PROPERTY_VIOLATED_INITIAL,
                            "Property Init is violated by the initial state:\n/\\ lo = 0"))
                    : success());
    ModelResult result = new ToolsJudgement(Corpus.request("Digits_Start", 0), tools).judge();
    assertThat(outcomes(result))
        .containsEntry("StartsWrong", Outcome.VIOLATED)
        .containsEntry("Refines", Outcome.HOLDS)
        .containsEntry("Safely", Outcome.HOLDS);
  }

  @Test
  void aTautologyHoldsThoughTheToolsRefuseIt() throws Exception {
    ToolsJudgement.Tools tools =
        (config, deadlock, enough) ->
            config.checks().isEmpty()
                ? success()
                : says(
                    new Progress(0, 0, 0, 0),
                    error(ToolsMessage.TAUTOLOGY, "Temporal formula is a tautology"));
    ModelResult result = new ToolsJudgement(Corpus.request("Downloader", 0), tools).judge();
    assertThat(outcomes(result)).hasSize(4).containsValue(Outcome.HOLDS);
    assertThat(outcomes(result).values()).containsOnly(Outcome.HOLDS);
    assertThat(result.distinct()).isEqualTo(6);
  }

  @Test
  void whatFailsBeyondAViolationDoesNotTakeItBack() throws Exception {
    ToolsJudgement.Tools tools =
        (config, deadlock, enough) -> {
          if (config.checks().contains(new Check("NotEight", true))) {
            return says(
                new Progress(10, 10, 3, 5),
                error(ToolsMessage.INVARIANT_VIOLATED, "Invariant NotEight is violated."));
          }
          throw new TlcException(TlcException.Kind.EVALUATION, "Endless.tla:6:9: too far");
        };
    ModelResult result = new ToolsJudgement(Corpus.request("Endless", 0), tools).judge();
    assertThat(outcomes(result))
        .isEqualTo(Map.of("NotEight", Outcome.VIOLATED, "Deadlock", Outcome.UNDECIDED));
    assertThat(result.complete()).isFalse();
    assertThat(result.warnings())
        .containsExactly("not explored to the end: Endless.tla:6:9: too far");
  }

  @Test
  void anEndlessGraphIsCutOffBeyondTheViolation() throws Exception {
    ToolsJudgement.Tools tools =
        (config, deadlock, enough) ->
            enough == Long.MAX_VALUE
                ? says(
                    new Progress(10, 10, 3, 5),
                    error(ToolsMessage.INVARIANT_VIOLATED, "Invariant NotEight is violated."))
                : new ToolsReport(
                    List.of(), List.of(), List.of(), new Progress(9, enough, 8, 7), 0, true);
    ModelResult result = new ToolsJudgement(Corpus.request("Endless", 0), tools).judge();
    assertThat(outcomes(result))
        .isEqualTo(Map.of("NotEight", Outcome.VIOLATED, "Deadlock", Outcome.UNDECIDED));
    assertThat(result.complete()).isFalse();
    assertThat(result.distinct()).isEqualTo(2_000_010);
  }

  /** A report of the upstream fixtures, without its checked exception. */
  private static final class Upstream {
    static ToolsReport stuttering() {
      try {
        return UpstreamOutputTest.report("named-stuttering.txt");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
