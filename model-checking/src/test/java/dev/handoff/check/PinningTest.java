package dev.handoff.check;

import static dev.handoff.Fixtures.holds;
import static dev.handoff.Fixtures.result;
import static dev.handoff.Fixtures.violated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import dev.handoff.check.Outcome.Failed;
import dev.handoff.check.Outcome.Judged;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.TlcException.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinningTest {
  @TempDir Path folder;
  private Manifest manifest;

  @BeforeEach
  void open() throws Exception {
    manifest = Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST)).manifest();
  }

  private CheckedModel checked(int model, Outcome outcome) {
    return CheckedModel.ofModel(
        manifest.protocols().get(0), manifest.models().get(model), outcome, Detail.FULL);
  }

  @Test
  void figuresAndTraceLengthsAreWritten() {
    ModelResult grown =
        result(
            15,
            5,
            List.of("Send", "Recover"),
            List.of(),
            List.of(holds("TypeOK"), violated("NoLoss", 4)));
    Manifest pinned = Pinning.pin(manifest, List.of(checked(0, new Judged(grown))));
    Model model = pinned.models().get(0);
    assertThat(model.pins().distinct()).isEqualTo(15);
    assertThat(model.pins().depth()).isEqualTo(5);
    assertThat(model.pins().actions()).containsExactly("Recover", "Send");
    assertThat(model.pins().witnesses()).isEmpty();
    assertThat(model.expectation("NoLoss").orElseThrow().traceLength()).isEqualTo(4);
    assertThat(Comparison.compare(model, grown, Detail.FULL)).isEmpty();
    assertThat(pinned.models().subList(1, 4)).isEqualTo(manifest.models().subList(1, 4));
  }

  @Test
  void aVerdictIsNeverWritten() {
    ModelResult otherwise =
        result(
            12,
            4,
            List.of("Crash", "Send"),
            List.of("WitnessNoLoss"),
            List.of(violated("TypeOK", 2), holds("NoLoss")));
    Manifest pinned = Pinning.pin(manifest, List.of(checked(0, new Judged(otherwise))));
    assertThat(pinned).isEqualTo(manifest);
    assertThat(pinned.models().get(0).expectation("TypeOK").orElseThrow().result())
        .isEqualTo(Result.HOLDS);
    assertThat(Comparison.compare(pinned.models().get(0), otherwise, Detail.FULL)).hasSize(2);
  }

  @Test
  void aModelThatWasNotJudgedKeepsItsPins() {
    CheckedModel failed = checked(0, new Failed(Kind.TIMEOUT, "too long"));
    assertThat(Pinning.pin(manifest, List.of(failed))).isEqualTo(manifest);
  }

  @Test
  void aModelThatWasEditedMeanwhileKeepsItsPins() throws Exception {
    CheckedModel before = checked(0, new Judged(result(15, 5, List.of(), List.of(), List.of())));
    Manifest edited =
        Specifications.open(
                Fixtures.specifications(
                    folder, Fixtures.manifestWith("\"depth\": 4", "\"depth\": 3")))
            .manifest();
    assertThat(Pinning.pin(edited, List.of(before))).isEqualTo(edited);
  }
}
