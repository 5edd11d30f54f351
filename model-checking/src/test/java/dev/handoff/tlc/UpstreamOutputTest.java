package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.tlc.Trace.Ending;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Understands what tools newer than the bundled ones print; see upstream/README.md. */
final class UpstreamOutputTest {
  @TempDir private Path folder;

  static ToolsReport report(String name) throws Exception {
    ToolsOutput output = new ToolsOutput();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    UpstreamOutputTest.class.getResourceAsStream("upstream/" + name)),
                StandardCharsets.UTF_8))) {
      reader.lines().forEach(output::line);
    }
    output.end();
    return new ToolsReport(
        output.messages(), output.loose(), List.of(), output.progress(), 0, false);
  }

  private static Trace trace(ToolsReport report) {
    return TraceText.of(report.messages(), ModuleTexts.read(List.of()));
  }

  @Test
  void aNamedTemporalPropertyIsAVerdictAndTheWarningBehindItAWarning() throws Exception {
    ToolsReport report = report("named-stuttering.txt");
    assertThat(report.succeeded()).isFalse();
    assertThat(report.failure()).isEmpty();
    assertThat(report.verdict().map(ToolsMessage::code))
        .contains(ToolsMessage.TEMPORAL_PROPERTY_VIOLATED);
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .startsWith("The stuttering counterexample above")
        .contains("specification Spec defined");
    Trace trace = trace(report);
    assertThat(trace.ending()).isEqualTo(Ending.STUTTERING);
    assertThat(trace.length()).isEqualTo(1);
    assertThat(trace.states().get(0).action()).isEmpty();
    assertThat(trace.states().get(0).values()).isEqualTo(Map.of("left", 3L, "state", "idle"));
    assertThat(report.modules()).contains(Path.of("/specs/Downloader.tla"));
  }

  @Test
  void argumentsInAStatesHeaderGetTheirParametersNames() throws Exception {
    ToolsReport report = report("named-lasso.txt");
    Path module =
        Files.writeString(
            folder.resolve("Downloader.tla"),
            """
            ---- MODULE Downloader ----
            Start(who, what, how) == TRUE
            ====
            """);
    Trace trace = TraceText.of(report.messages(), ModuleTexts.read(List.of(module)));
    assertThat(trace.ending()).isEqualTo(Ending.LOOP);
    assertThat(trace.loopStart()).isEqualTo(1);
    assertThat(trace.loopAction()).isEqualTo("Start(c2, \"x\", <<>>)");
    assertThat(trace.states().get(1).action()).isEqualTo("Start");
    assertThat(trace.states().get(1).arguments())
        .isEqualTo(Map.of("who", "c1", "what", "\"a,b\"", "how", "<<1, {2, 3}>>"));
    assertThat(trace.states().get(2).arguments()).isEqualTo(Map.of("_1", "c1"));
  }

  @Test
  void aFinitePrefixThatViolatesATemporalPropertyIsATraceThatEnds() throws Exception {
    ToolsReport report = report("finite-prefix.txt");
    assertThat(report.verdict()).isPresent();
    assertThat(report.succeeded()).isFalse();
    assertThat(trace(report).ending()).isEqualTo(Ending.END);
    assertThat(trace(report).length()).isEqualTo(2);
  }

  @Test
  void successCountsAndWarningsAreReadWhateverElseIsPrinted() throws Exception {
    ToolsReport report = report("success.txt");
    assertThat(report.succeeded()).isTrue();
    assertThat(report.version()).isEqualTo("Version 2.20 of Day Month 20?? (rev: 1a2b3c4)");
    assertThat(report.counts()).isEqualTo(new Watch.Progress(1_234_567, 6, 0, 6));
    assertThat(report.warnings()).hasSize(1);
  }

  @Test
  void anInitialStateThatViolatesIsATraceOfOneStateWithItsValues() throws Exception {
    ToolsReport report = report("initial.txt");
    assertThat(report.verdict().flatMap(ToolsReport::nameIn)).contains("Idle");
    Trace trace = trace(report);
    assertThat(trace.length()).isEqualTo(1);
    assertThat(trace.states().get(0).text())
        .isEqualTo(
            Map.of(
                "left",
                "3",
                "state",
                "[name |-> \"a long name\", parts |-> <<<<1, 2>>, {}>>,"
                    + " table |-> (1 :> TRUE @@ \"b\" :> c1)]"));
    assertThat(trace.states().get(0).values())
        .containsEntry(
            "state",
            Map.of(
                "name",
                "a long name",
                "parts",
                List.of(List.of(1L, 2L), Set.of()),
                "table",
                Map.of(1L, true, "b", new ModelValue("c1"))));
  }
}
