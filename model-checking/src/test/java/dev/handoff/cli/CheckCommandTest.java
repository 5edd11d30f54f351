package dev.handoff.cli;

import static dev.handoff.Fixtures.holds;
import static dev.handoff.Fixtures.objects;
import static dev.handoff.Fixtures.violated;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.Fixtures;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.TlcException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir Path folder;
  private String spec = "";

  @BeforeEach
  void specifications() throws Exception {
    spec = Fixtures.specifications(folder, Fixtures.MANIFEST).toString();
  }

  @Test
  void everythingAsPinnedEndsWithZero() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("check", "--spec", spec)).isEqualTo(Exit.OK);
    assertThat(cli.out())
        .contains("toy/AsFound/Crash        12      4  1.5 s     2  NoLoss 3")
        .containsPattern("\n2 models, 6 verdicts, 32 distinct states in .* s: all as pinned\n$");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.runs)
        .containsExactlyInAnyOrder(
            "in-process AsFound_Crash.cfg", "in-process Reference_Crash.cfg");
  }

  @Test
  void aModelsRequestHasItsFilesTheManifestsFolderAndTheProtocolsWitnesses() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("check", "--spec", spec, "toy/AsFound", "--timeout", "7"))
        .isEqualTo(Exit.OK);
    assertThat(cli.requests)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.module()).isEqualTo(folder + "/toy/MCAsFound.tla");
              assertThat(request.config()).isEqualTo(folder + "/toy/AsFound_Crash.cfg");
              assertThat(request.libraries()).containsExactly(folder.toString());
              assertThat(request.witnesses()).containsExactly("WitnessNoLoss");
              assertThat(request.timeoutMillis()).isEqualTo(7_000);
            });
  }

  @Test
  void aDifferenceEndsWithOneAndIsNamed() {
    Cli cli = Cli.asPinned().on("AsFound_Crash.cfg", Fixtures::reference);
    assertThat(cli.run("check", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out())
        .contains("toy/AsFound/Crash is not as pinned:\n  distinct: pinned 12, found 20\n")
        .contains("  NoLoss: pinned violated in 3 states, found holds\n")
        .endsWith("1 model not as pinned\n");
  }

  @Test
  void aWrongCountInTheManifestEndsWithOne() throws Exception {
    Fixtures.specifications(folder, Fixtures.manifestWith("\"distinct\": 20", "\"distinct\": 21"));
    Cli cli = Cli.asPinned();
    assertThat(cli.run("check", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out())
        .contains("toy/Reference/Crash is not as pinned:\n  distinct: pinned 21, found 20\n");
  }

  @Test
  void aGapInTheManifestEndsWithOneIfTheWholeIsChecked() throws Exception {
    int mutants = Fixtures.MANIFEST.indexOf("  \"mutants\"");
    Fixtures.specifications(
        folder, Fixtures.MANIFEST.substring(0, mutants) + "\"mutants\": [], \"claims\": [] }");
    Cli whole = Cli.asPinned();
    assertThat(whole.run("check", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(whole.out())
        .contains("The manifest has gaps:\n  toy: no model and no mutant violates TypeOK\n");
    assertThat(Cli.asPinned().run("check", "--spec", spec, "toy")).isEqualTo(Exit.OK);
  }

  @Test
  void aModelThatCannotBeJudgedEndsWithThreeAndTheOthersAreJudged() {
    Cli cli =
        Cli.asPinned()
            .on(
                "AsFound_Crash.cfg",
                () -> {
                  throw new TlcException(Kind.PARSE, "MCAsFound.tla: line 3, column 7: no such");
                });
    assertThat(cli.run("check", "--spec", spec)).isEqualTo(Exit.TOOL);
    assertThat(cli.err())
        .isEqualTo("handoff: toy/AsFound/Crash: MCAsFound.tla: line 3, column 7: no such\n");
    assertThat(cli.out()).contains("toy/Reference/Crash").endsWith("1 model not judged\n");
  }

  @Test
  void aManifestWithoutModelsFails() throws Exception {
    Fixtures.specifications(
        folder,
        "{\"schema\": 1, \"protocols\": [], \"models\": [], \"mutants\": [], \"claims\": []}");
    Cli cli = new Cli();
    assertThat(cli.run("check", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out()).endsWith("nothing was checked\n");
  }

  @Test
  void theDeepTierRunsTheDeepModels() {
    Cli cli = new Cli().on("AsFound_Crash_deep.cfg", Fixtures::asFound);
    assertThat(cli.run("check", "--spec", spec, "--tier", "deep", "toy/AsFound"))
        .isEqualTo(Exit.DIFFERENT);
    assertThat(cli.runs).containsExactly("in-process AsFound_Crash_deep.cfg");
    assertThat(cli.out()).contains("toy/AsFound/Crash (deep) is not as pinned");
  }

  @Test
  void largeModelsRunInChildProcessesUnlessToldOtherwise() throws Exception {
    Fixtures.specifications(
        folder, Fixtures.manifestWith("\"distinct\": 12", "\"distinct\": 100001"));
    Cli auto = Cli.asPinned();
    auto.run("check", "--spec", spec, "toy");
    assertThat(auto.runs)
        .containsExactlyInAnyOrder("process AsFound_Crash.cfg", "in-process Reference_Crash.cfg");
    Cli inProcess = Cli.asPinned();
    inProcess.run("check", "--spec", spec, "--engine", "in-process", "toy/AsFound");
    assertThat(inProcess.runs).containsExactly("in-process AsFound_Crash.cfg");
    Cli process = Cli.asPinned();
    process.run("check", "--spec", spec, "--engine", "process", "toy/Reference");
    assertThat(process.runs).containsExactly("process Reference_Crash.cfg");
  }

  @Test
  void manySmallModelsShareChildProcesses() throws Exception {
    // Four standard models, of which one is large.
    String four =
        Fixtures.MANIFEST
            .replace("\"tier\": \"deep\"", "\"tier\": \"standard\"")
            .replace(
                "{\"name\": \"Crash\", \"title\": \"the receiver crashes\"}",
                "{\"name\": \"Crash\", \"title\": \"the receiver crashes\"},"
                    + " {\"name\": \"Twice\", \"title\": \"it crashes twice\"}")
            .replaceAll("/Crash(\", \"tier\": \"standard\", [^\n]*_deep)", "/Twice$1")
            .replace("\"distinct\": 120", "\"distinct\": 120000");
    Fixtures.specifications(folder, four);
    Cli cli =
        Cli.asPinned()
            .on("AsFound_Crash_deep.cfg", Fixtures::asFound)
            .on("Reference_Crash_deep.cfg", Fixtures::reference);
    assertThat(cli.run("check", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.runs)
        .containsExactlyInAnyOrder(
            "workers AsFound_Crash.cfg",
            "workers Reference_Crash.cfg",
            "process AsFound_Crash_deep.cfg",
            "workers Reference_Crash_deep.cfg");
  }

  @Test
  void aToolsJarJudgesEverythingAndMayBeSilentAboutActions() throws Exception {
    Path jar = Files.writeString(folder.resolve("tla2tools.jar"), "");
    Cli cli =
        new Cli()
            .on(
                "AsFound_Crash.cfg",
                () ->
                    Fixtures.result(
                        12,
                        4,
                        List.of(),
                        List.of(),
                        List.of(holds("TypeOK"), violated("NoLoss", 3))));
    assertThat(cli.run("check", "--spec", spec, "--tla2tools", jar.toString(), "toy/AsFound"))
        .isEqualTo(Exit.OK);
    assertThat(cli.runs).containsExactly("jar AsFound_Crash.cfg");
  }

  @Test
  void aJarThatIsMissingOrNoTlcIsAUsageError() throws Exception {
    Cli missing = Cli.asPinned();
    assertThat(missing.run("check", "--spec", spec, "--tla2tools", folder + "/none.jar"))
        .isEqualTo(Exit.USAGE);
    assertThat(missing.err())
        .isEqualTo("handoff: --tla2tools " + folder + "/none.jar: no such file\n");
    Path jar = Files.writeString(folder.resolve("no-tlc.jar"), "");
    Cli other = Cli.asPinned();
    assertThat(other.run("check", "--spec", spec, "--tla2tools", jar.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(other.err()).isEqualTo("handoff: " + jar + ": is no TLC\n");
    // An engine may also find out only when it runs; one line tells, not one for each model.
    Path late = Files.writeString(folder.resolve("late.jar"), "");
    Cli.Answer noTlc =
        () -> {
          throw new TlcException(Kind.TOOLS, late + ": is no TLC");
        };
    Cli each = new Cli().on("AsFound_Crash.cfg", noTlc).on("Reference_Crash.cfg", noTlc);
    assertThat(each.run("check", "--spec", spec, "--tla2tools", late.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(each.err()).isEqualTo("handoff: toy/AsFound/Crash: " + late + ": is no TLC\n");
  }

  @Test
  void jsonIsWrittenToItsFile() throws Exception {
    Path json = folder.resolve("verdicts.json");
    assertThat(Cli.asPinned().run("check", "--spec", spec, "--json", json.toString()))
        .isEqualTo(Exit.OK);
    assertThat(objects(JSON.std.mapFrom(Files.readString(json)), "models"))
        .extracting(model -> String.valueOf(model.get("id")))
        .containsExactly("toy/AsFound/Crash", "toy/Reference/Crash");
  }

  @Test
  void aJsonFileThatCannotBeWrittenIsRefusedBeforeAnythingRuns() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("check", "--spec", spec, "--json", folder + "/none/verdicts.json"))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("there is no folder " + folder + "/none");
    Cli other = Cli.asPinned();
    assertThat(other.run("check", "--spec", spec, "--json", folder.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.runs).isEmpty();
    assertThat(other.runs).isEmpty();
  }

  @Test
  void aPatternThatMatchesNothingIsAUsageErrorWithCloseIds() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("check", "--spec", spec, "toy/AsFund")).isEqualTo(Exit.USAGE);
    assertThat(cli.err())
        .isEqualTo("handoff: nothing matches \"toy/AsFund\"; did you mean toy/AsFound?\n");
    assertThat(cli.runs).isEmpty();
  }

  @Test
  void aManifestThatIsNotWellFormedIsAUsageErrorWithThePlace() throws Exception {
    Fixtures.specifications(folder, Fixtures.manifestWith("\"depth\": 4,", ""));
    Cli cli = Cli.asPinned();
    assertThat(cli.run("check", "--spec", spec)).isEqualTo(Exit.USAGE);
    assertThat(cli.err())
        .isEqualTo(
            "handoff: " + folder + "/manifest.json: models[0]: field \"depth\" is missing\n");
  }

  @Test
  void aModuleWithoutViolationEndsWithZeroAndRunsInAChildProcess() throws Exception {
    Files.writeString(folder.resolve("Queue.tla"), "");
    Files.writeString(folder.resolve("Queue.cfg"), "");
    Cli cli = new Cli().on("Queue.cfg", Fixtures::reference);
    assertThat(cli.run("check", "--module", folder + "/Queue.tla", "--library", folder + "/toy"))
        .isEqualTo(Exit.OK);
    assertThat(cli.runs).containsExactly("process Queue.cfg");
    assertThat(cli.requests.get(0).libraries()).containsExactly(folder + "/toy");
    assertThat(cli.out()).contains("NoLoss    safety  holds").contains("no property is violated");
  }

  @Test
  void aModuleWithAViolationEndsWithOne() throws Exception {
    Files.writeString(folder.resolve("Queue.tla"), "");
    Files.writeString(folder.resolve("Other.cfg"), "");
    Path json = folder.resolve("v.json");
    Cli cli = new Cli().on("Other.cfg", Fixtures::asFound);
    assertThat(
            cli.run(
                "check",
                "--module",
                folder + "/Queue.tla",
                "--config",
                folder + "/Other.cfg",
                "--json",
                json.toString()))
        .isEqualTo(Exit.DIFFERENT);
    assertThat(objects(JSON.std.mapFrom(Files.readString(json)), "models"))
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.get("id")).isEqualTo("Queue");
              assertThat(model.get("asPinned")).isEqualTo(true);
            });
  }

  @Test
  void aModuleThatIsMissingOrWithoutConfigurationIsAUsageError() throws Exception {
    Cli missing = new Cli();
    assertThat(missing.run("check", "--module", folder + "/Queue.tla")).isEqualTo(Exit.USAGE);
    assertThat(missing.err())
        .isEqualTo("handoff: --module " + folder + "/Queue.tla: no such file\n");
    Files.writeString(folder.resolve("Queue.tla"), "");
    Cli alone = new Cli();
    assertThat(alone.run("check", "--module", folder + "/Queue.tla")).isEqualTo(Exit.USAGE);
    assertThat(alone.err()).isEqualTo("handoff: --config " + folder + "/Queue.cfg: no such file\n");
    Cli directory = new Cli();
    assertThat(directory.run("check", "--module", folder.toString())).isEqualTo(Exit.USAGE);
    assertThat(directory.err()).endsWith(": is no file\n");
  }
}
