package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import dev.handoff.check.Scorecard.Summary;
import dev.handoff.report.Ink;
import dev.handoff.report.ScorecardMarkdown;
import dev.handoff.report.ScorecardText;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Specifications;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorecardTest {
  @TempDir Path folder;
  private Scorecard scorecard;

  @BeforeEach
  void open() throws Exception {
    Manifest manifest =
        Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST)).manifest();
    scorecard = Scorecard.of(manifest, manifest.protocols().get(0));
  }

  @Test
  void itHasACellForEachDesignScenarioAndProperty() {
    assertThat(scorecard.cells())
        .extracting(Scorecard.Cell::name)
        .containsExactly(
            "AsFound/Crash/TypeOK",
            "AsFound/Crash/NoLoss",
            "Reference/Crash/TypeOK",
            "Reference/Crash/NoLoss");
    Scorecard.Cell lost = scorecard.cell("AsFound/Crash/NoLoss").orElseThrow();
    assertThat(lost.result()).isEqualTo(Result.VIOLATED);
    assertThat(lost.traceLength()).isEqualTo(3);
    assertThat(lost.deep()).isEqualTo(Optional.of(Result.VIOLATED));
  }

  @Test
  void aSummaryCountsScenarios() {
    assertThat(scorecard.summary("AsFound", "NoLoss")).isEqualTo(new Summary(1, 1, 3, false));
    assertThat(scorecard.summary("Reference", "NoLoss")).isEqualTo(new Summary(1, 0, 0, false));
  }

  @Test
  void theTablesSayWhatTheCellsSay() {
    assertThat(ScorecardText.ofProtocol(scorecard, Ink.PLAIN))
        .contains("  A  AsFound\n  B  Reference\n")
        .contains("PROPERTY      A   B\n")
        .contains("NoLoss    1/1 3  ok\n");
    assertThat(ScorecardText.ofDesign(scorecard, scorecard.protocol().designs().get(0), Ink.PLAIN))
        .contains("  A  Crash\n")
        .contains("NoLoss     3\n");
    assertThat(ScorecardMarkdown.ofProtocol(scorecard))
        .contains("| `NoLoss` | **1 of 1** (3) | holds |\n");
    assertThat(ScorecardMarkdown.overview(List.of(scorecard)))
        .contains("| toy | `AsFound` | 1 of 2 | NoLoss 3 |\n")
        .contains("| toy | `Reference` | 2 of 2 | nothing |\n");
  }
}
