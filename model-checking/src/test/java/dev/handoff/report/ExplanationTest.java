package dev.handoff.report;

import static dev.handoff.Fixtures.objects;
import static dev.handoff.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.report.Explanation.Format;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Kind;
import dev.handoff.tlc.PropertyResult.Outcome;
import dev.handoff.tlc.Trace;
import dev.handoff.tlc.Trace.Ending;
import dev.handoff.tlc.Trace.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The golden texts are the documented formats: what a reader, a page and a program rely on. */
class ExplanationTest {
  private static final List<State> STATES =
      List.of(
          state("", Map.of(), "queue", "<<>>", "applied", "(pm :> {} @@ bg :> {})"),
          state("Notify", Map.of("n", "1"), "queue", "<<1>>", "applied", "(pm :> {} @@ bg :> {})"),
          state("Crash", Map.of(), "queue", "<<1>>", "applied", "(pm :> {} @@ bg :> {})"),
          state(
              "Apply", Map.of("c", "pm"), "queue", "<<1>>", "applied", "(pm :> {1} @@ bg :> {})"));

  private static Explanation explanation(Ending ending, int loopStart, String loopAction) {
    return new Explanation(
        "fanout/AsFound/Crash",
        new PropertyResult(
            "AllOrNone",
            Kind.LIVENESS,
            Outcome.VIOLATED,
            new Trace(STATES, ending, loopStart, loopAction)),
        "liveness",
        "all components apply a commit, or none",
        "bg never hears of commit 1");
  }

  @Test
  void textShowsEachStepWithItsArgumentsAndOnlyWhatChanged() {
    assertThat(explanation(Ending.STUTTERING, -1, "").render(Format.TEXT, Ink.PLAIN))
        .isEqualTo(
            """
            fanout/AsFound/Crash violates AllOrNone (liveness): all components apply a commit, or none
            bg never hears of commit 1
            Counterexample of 4 states:

             1  initial state
                  queue = <<>>
                  applied = (pm :> {} @@ bg :> {})

             2  Notify(n = 1)
                  queue: <<>> → <<1>>

             3  Crash
                  nothing changes

             4  Apply(c = pm)
                  applied[pm]: {} → {1}

                nothing happens any more (stuttering)
            """);
  }

  @Test
  void textNamesTheStateToWhichALassoReturns() {
    assertThat(explanation(Ending.LOOP, 1, "Restart").render(Format.TEXT, Ink.PLAIN))
        .endsWith("\n    back to state 2 by Restart, and so on for ever (lasso)\n");
  }

  @Test
  void textOfASafetyPropertyEndsWithItsLastState() {
    assertThat(explanation(Ending.END, -1, "").render(Format.TEXT, Ink.PLAIN))
        .endsWith("applied[pm]: {} → {1}\n");
  }

  @Test
  void mermaidDrawsTheStatesTheStepsAndTheLasso() {
    assertThat(explanation(Ending.LOOP, 1, "Restart").render(Format.MERMAID, Ink.COLOURED))
        .isEqualTo(
            """
            flowchart TD
              %% fanout/AsFound/Crash violates AllOrNone
              s1["state 1<br/>queue = #60;#60;#62;#62;<br/>applied = (pm :#62; {} @@ bg :#62; {})"]
              s2["state 2<br/>queue: #60;#60;#62;#62; → #60;#60;1#62;#62;"]
              s1 -->|"Notify(n = 1)"| s2
              s3["state 3"]
              s2 -->|"Crash"| s3
              s4["state 4<br/>applied[pm]: {} → {1}"]
              s3 -->|"Apply(c = pm)"| s4
              s4 -.->|"Restart, for ever"| s2
            """);
  }

  @Test
  void mermaidDrawsStutteringAsALoopOnTheLastState() {
    assertThat(explanation(Ending.STUTTERING, -1, "").render(Format.MERMAID, Ink.PLAIN))
        .endsWith("  s4 -.->|\"nothing happens any more\"| s4\n");
  }

  @Test
  void jsonHasTheStepsWithChangesAndTheValuesOfChangedVariables() throws Exception {
    Map<String, Object> json =
        JSON.std.mapFrom(explanation(Ending.LOOP, 1, "Restart").render(Format.JSON, Ink.PLAIN));
    assertThat(json)
        .containsEntry("id", "fanout/AsFound/Crash")
        .containsEntry("property", "AllOrNone")
        .containsEntry("kind", "liveness")
        .containsEntry("result", "violated")
        .containsEntry("traceLength", 4)
        .containsEntry("ending", "loop")
        .containsEntry("loopTo", 2)
        .containsEntry("loopAction", "Restart");
    assertThat(objects(json, "steps")).hasSize(4);
    assertThat((Object) objects(json, "steps").get(1))
        .isEqualTo(
            Map.of(
                "state", 2,
                "action", "Notify",
                "arguments", Map.of("n", "1"),
                "changes", List.of(Map.of("path", "queue", "from", "<<>>", "to", "<<1>>")),
                "values", Map.of("queue", List.of(1))));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aViolationWithoutATraceIsExplainedAsFarAsItGoes(Format format) {
    Explanation explanation =
        new Explanation(
            "M",
            new PropertyResult("Assumption", Kind.SAFETY, Outcome.VIOLATED, Trace.NONE),
            "safety",
            "",
            "");
    assertThat(explanation.render(format, Ink.PLAIN)).contains("Assumption").endsWith("\n");
  }

  @Test
  void mermaidLabelsHaveNothingThatEndsALabel() {
    assertThat(MermaidExplanation.escape("[a |-> \"x;y\"] # <b> & `c` \\d"))
        .isEqualTo("[a #124;-#62; #34;x#59;y#34;] #35; #60;b#62; #38; #96;c#96; #92;d");
  }
}
