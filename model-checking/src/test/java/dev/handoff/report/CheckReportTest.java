package dev.handoff.report;

import static dev.handoff.Fixtures.holds;
import static dev.handoff.Fixtures.objects;
import static dev.handoff.Fixtures.violated;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.Fixtures;
import dev.handoff.check.CheckReport;
import dev.handoff.check.CheckedModel;
import dev.handoff.check.Detail;
import dev.handoff.check.Outcome;
import dev.handoff.check.Outcome.Failed;
import dev.handoff.check.Outcome.Judged;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.TlcException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check as text and as JSON. */
class CheckReportTest {
  @TempDir Path folder;
  private Manifest manifest;

  @BeforeEach
  void open() throws Exception {
    manifest = Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST)).manifest();
  }

  private CheckReport report(Outcome... outcomes) {
    List<CheckedModel> models = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      models.add(
          CheckedModel.ofModel(
              manifest.protocols().get(0),
              manifest.models().get(models.size()),
              outcome,
              Detail.FULL));
    }
    return new CheckReport(models, List.of(), 31_240);
  }

  private static final ModelResult AS_FOUND_GROWN =
      Fixtures.result(
          13,
          4,
          List.of("Crash", "Send"),
          List.of("WitnessNoLoss"),
          List.of(holds("TypeOK"), violated("NoLoss", 3)));

  @Test
  void theLastLineSumsUpWhatWasDoneAndWhatCameOfIt() {
    assertThat(
            CheckText.summary(
                report(new Judged(Fixtures.asFound()), new Judged(Fixtures.reference())),
                Ink.PLAIN))
        .isEqualTo("2 models, 6 verdicts, 32 distinct states in 31.2 s: all as pinned");
    assertThat(
            CheckText.summary(
                report(new Judged(AS_FOUND_GROWN), new Failed(Kind.TIMEOUT, "too long")),
                Ink.PLAIN))
        .isEqualTo(
            "2 models, 2 verdicts, 13 distinct states in 31.2 s: 1 model not as pinned, 1 model not"
                + " judged");
    assertThat(CheckText.summary(report(), Ink.PLAIN)).endsWith(": nothing was checked");
    assertThat(
            CheckText.summary(
                new CheckReport(
                    report(new Judged(Fixtures.asFound())).models(), List.of("a gap"), 1_000),
                Ink.PLAIN))
        .endsWith(": 1 gap in the manifest");
  }

  @Test
  void theTableHasARowForEachModelAndTheDifferencesBelow() {
    assertThat(
            CheckText.ofModels(
                report(new Judged(AS_FOUND_GROWN), new Failed(Kind.TIMEOUT, "too long")),
                100,
                Ink.PLAIN))
        .isEqualTo(
            """
            MODEL                STATES  DEPTH   TIME  HOLD  VIOLATED (states of the trace)
            toy/AsFound/Crash        13      4  1.5 s     1  NoLoss 3, NOT AS PINNED
            toy/Reference/Crash       -      -      -     -  not judged

            toy/AsFound/Crash is not as pinned:
              distinct: pinned 12, found 13

            2 models, 2 verdicts, 13 distinct states in 31.2 s: 1 model not as pinned, 1 model not judged
            """);
  }

  @Test
  void plainTextHasNoEscapes() {
    CheckReport report = report(new Judged(AS_FOUND_GROWN));
    assertThat(CheckText.ofModels(report, 100, Ink.PLAIN)).doesNotContain("\u001b");
    assertThat(CheckText.ofModels(report, 100, Ink.COLOURED)).contains("\u001b[31m");
  }

  @Test
  void aModulesTableHasARowForEachProperty() {
    CheckedModel model = CheckedModel.ofModule("Queue", new Judged(Fixtures.asFound()));
    assertThat(CheckText.ofModule(model, Fixtures.asFound(), 100, Ink.PLAIN))
        .isEqualTo(
            """
            PROPERTY  KIND    VERDICT
            TypeOK    safety  holds
            NoLoss    safety  violated in 3 states
            Deadlock  safety  holds

            Queue: 24 states generated, 12 distinct, depth 4 in 1.5 s: 1 of 3 violated
            """);
  }

  @Test
  void jsonHasExactlyTheDocumentedFields() throws Exception {
    Map<String, Object> json =
        JSON.std.mapFrom(CheckJson.text(report(new Judged(Fixtures.asFound()))));
    assertThat(json).containsOnlyKeys("tla2tools", "models");
    assertThat(json).containsEntry("tla2tools", "TLC of the fixtures");
    Map<?, ?> model = objects(json, "models").get(0);
    assertThat(model.keySet().stream().map(String::valueOf))
        .containsExactly(
            "id",
            "protocol",
            "design",
            "scenario",
            "generated",
            "distinct",
            "depth",
            "millis",
            "asPinned",
            "properties");
    assertThat(model.get("id")).isEqualTo("toy/AsFound/Crash");
    assertThat(model.get("protocol")).isEqualTo("toy");
    assertThat(model.get("design")).isEqualTo("AsFound");
    assertThat(model.get("scenario")).isEqualTo("Crash");
    assertThat(model.get("generated")).isEqualTo(24);
    assertThat(model.get("distinct")).isEqualTo(12);
    assertThat(model.get("depth")).isEqualTo(4);
    assertThat(model.get("millis")).isEqualTo(1500);
    assertThat(model.get("asPinned")).isEqualTo(true);
    Map<?, ?> noLoss = objects(model, "properties").get(1);
    assertThat(noLoss)
        .isEqualTo(
            Map.of("name", "NoLoss", "kind", "safety", "result", "violated", "traceLength", 3));
    Map<?, ?> typeOk = objects(model, "properties").get(0);
    assertThat(typeOk.keySet().stream().map(String::valueOf))
        .containsExactly("name", "kind", "result", "traceLength");
    assertThat(typeOk.get("traceLength")).isNull();
  }

  @Test
  void jsonOfAModuleIsOneModelAsPinned() throws Exception {
    CheckReport report =
        new CheckReport(
            List.of(CheckedModel.ofModule("Queue", new Judged(Fixtures.asFound()))), List.of(), 0);
    Map<?, ?> model = objects(JSON.std.mapFrom(CheckJson.text(report)), "models").get(0);
    assertThat(model.get("id")).isEqualTo("Queue");
    assertThat(model.get("asPinned")).isEqualTo(true);
    assertThat(model.get("protocol")).isNull();
  }

  @Test
  void jsonSaysWhyAModelWasNotJudged() throws Exception {
    CheckReport report = report(new Failed(Kind.TIMEOUT, "toy/AsFound/Crash: too long"));
    Map<String, Object> json = JSON.std.mapFrom(CheckJson.text(report));
    assertThat(json).containsEntry("tla2tools", null);
    Map<?, ?> model = objects(json, "models").get(0);
    assertThat(model.get("asPinned")).isEqualTo(false);
    assertThat(objects(model, "properties")).isEmpty();
    assertThat(model.get("error")).isEqualTo("toy/AsFound/Crash: too long");
  }

  @Test
  void aLongCellIsWrappedUnderItsColumn() {
    Table table = new Table(40, Table.Align.LEFT, Table.Align.LEFT).row("id", "one, two, three");
    assertThat(table.lines()).containsExactly("id  one, two, three");
    Table narrow =
        new Table(0, Table.Align.RIGHT, Table.Align.LEFT)
            .row("7", "FirstPropertyOfAll 12, SecondPropertyOfAll 8, Third 1")
            .row("12", "-");
    // The last column never gets narrower than 30 characters.
    assertThat(narrow.lines())
        .containsExactly(
            " 7  FirstPropertyOfAll 12,", "    SecondPropertyOfAll 8, Third 1", "12  -");
  }
}
