package dev.handoff.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GapsTest {
  @TempDir Path folder;

  private List<String> gaps(String manifest) throws Exception {
    return Gaps.of(Specifications.open(Fixtures.specifications(folder, manifest)).manifest());
  }

  @Test
  void aFinishedManifestHasNone() throws Exception {
    assertThat(gaps(Fixtures.MANIFEST)).isEmpty();
  }

  @Test
  void aManifestWithoutModelsIsAGap() throws Exception {
    assertThat(
            gaps(
                "{\"schema\": 1, \"protocols\": [], \"models\": [], \"mutants\": [], \"claims\": []}"))
        .containsExactly("the manifest has no models");
  }

  @Test
  void aPropertyThatNothingViolatesIsAGap() throws Exception {
    String manifest =
        Fixtures.MANIFEST.replace(
            "\"result\": \"violated\", \"traceLength\": 3, \"why\": \"sent to a receiver that is gone\"",
            "\"result\": \"holds\"");
    int claims = manifest.indexOf("  \"claims\"");
    assertThat(gaps(manifest.substring(0, claims) + "\"claims\": [] }"))
        .containsExactly("toy: no model and no mutant violates NoLoss");
  }

  @Test
  void aPropertyThatOnlyAMutantViolatedIsAGapWithoutIt() throws Exception {
    int mutants = Fixtures.MANIFEST.indexOf("  \"mutants\"");
    assertThat(gaps(Fixtures.MANIFEST.substring(0, mutants) + "\"mutants\": [], \"claims\": [] }"))
        .containsExactly("toy: no model and no mutant violates TypeOK");
  }

  @Test
  void aWitnessThatNoModelReachesIsAGap() throws Exception {
    assertThat(gaps(Fixtures.MANIFEST.replace("[\"WitnessNoLoss\"]", "[]")))
        .containsExactly("toy: no model reaches WitnessNoLoss of NoLoss");
  }

  @Test
  void aDeepTierThatSaysOtherwiseIsAGap() throws Exception {
    int deep = Fixtures.MANIFEST.lastIndexOf("\"NoLoss\", \"result\": \"holds\"");
    String manifest =
        Fixtures.MANIFEST.substring(0, deep)
            + "\"NoLoss\", \"result\": \"notApplicable\", \"why\": \"too deep\""
            + Fixtures.MANIFEST.substring(deep + "\"NoLoss\", \"result\": \"holds\"".length());
    assertThat(gaps(manifest))
        .containsExactly(
            "toy/Reference/Crash: NoLoss has another verdict in the deep tier than in the standard"
                + " one; if it stops holding there, say so in \"stopsHolding\"");
  }

  @Test
  void aVerdictThatStopsHoldingNeedsADeepTierThatShowsIt() throws Exception {
    String holds = "\"NoLoss\", \"result\": \"holds\"";
    String stops = holds + ", \"stopsHolding\": \"three faults\"";
    String said = Fixtures.MANIFEST.replaceFirst(holds, stops);
    assertThat(gaps(said))
        .singleElement()
        .asString()
        .startsWith("toy/Reference/Crash: NoLoss has another verdict in the deep tier");
    int deep = said.lastIndexOf(holds);
    assertThat(
            gaps(
                said.substring(0, deep)
                    + "\"NoLoss\", \"result\": \"violated\", \"why\": \"a third fault\""
                    + said.substring(deep + holds.length())))
        .isEmpty();
  }

  @Test
  void aDesignWithoutAModelInSomeScenarioIsAGap() throws Exception {
    assertThat(
            gaps(
                Fixtures.manifestWith(
                    "{\"name\": \"Crash\", \"title\": \"the receiver crashes\"}",
                    "{\"name\": \"Crash\", \"title\": \"the receiver crashes\"},"
                        + " {\"name\": \"Hang\", \"title\": \"it hangs\"}")))
        .containsExactly(
            "toy/AsFound/Hang: there is no model", "toy/Reference/Hang: there is no model");
  }

  @Test
  void aModelWithoutItsDeepTwinIsAGap() throws Exception {
    int from = Fixtures.MANIFEST.lastIndexOf(",\n    { \"id\": \"toy/Reference/Crash\"");
    int to = Fixtures.MANIFEST.indexOf("\n  ],\n  \"mutants\"");
    assertThat(from).isPositive();
    assertThat(gaps(Fixtures.MANIFEST.substring(0, from) + Fixtures.MANIFEST.substring(to)))
        .containsExactly("toy/Reference/Crash: there is no deep tier");
  }
}
