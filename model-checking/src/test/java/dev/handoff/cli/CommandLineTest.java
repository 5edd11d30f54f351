package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import dev.handoff.check.Board.Reading;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.TlcException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands besides check, and what is wrong with a command line. */
class CommandLineTest {
  @TempDir Path folder;
  private String spec = "";

  @BeforeEach
  void specifications() throws Exception {
    spec = Fixtures.specifications(folder, Fixtures.MANIFEST).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | name a command",
        "chekc | Unmatched argument at index 0: 'chekc'",
        "check --tiers deep | Unknown option: '--tiers'",
        "check --tier deeper | \"deeper\" is no tier; allowed: standard, deep",
        "check --engine fast | \"fast\" is no engine; allowed: auto, in-process, process",
        "check --jobs many | Invalid value for option '--jobs'",
        "check --jobs 0 | --jobs is 0, must be at least 1",
        "check --timeout 0 | --timeout is 0, must be at least 1 second",
        "check --json | Missing required parameter for option '--json'",
        "check --config M.cfg | --config and --library need --module F.tla",
        "check --module M.tla toy | give --module or an id of the manifest, not both (\"toy\")",
        "check --tla2tools t.jar --engine in-process | --tla2tools runs in child processes only",
        "check --spec /no/such/folder | manifest.json: cannot be read; no such file",
        "explain | name a model; 'handoff list' shows them",
        "explain a b c | Unmatched argument at index 3",
        "explain toy --format svg | \"svg\" is no format; allowed: text, mermaid, json",
        "pin | pin needs --spec DIR; the manifest in this jar cannot be written"
      })
  void aCommandLineOfNoUseIsOneLineAndTwo(String args, String message) {
    Cli cli = new Cli();
    assertThat(cli.run(args.isEmpty() ? new String[0] : args.split(" ", -1))).isEqualTo(Exit.USAGE);
    assertThat(cli.err()).startsWith("handoff: ").contains(message);
    assertThat(cli.err().lines()).hasSize(1);
    assertThat(cli.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "check",
        "list",
        "explain",
        "pin",
        "mutants",
        "scorecard",
        "claims",
        "validate",
        "graph"
      })
  void helpTeachesWithExamples(String command) {
    Cli cli = new Cli();
    assertThat(cli.run((command + " --help").strip().split(" ", -1))).isEqualTo(Exit.OK);
    assertThat(cli.out()).contains("Usage: handoff").contains("Examples:").contains("  handoff ");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void aDefectOfAnEngineIsOneLineAndThree() {
    Cli cli = new Cli(); // knows no answer, and throws
    assertThat(cli.run("check", "--spec", spec, "toy/AsFound")).isEqualTo(Exit.TOOL);
    assertThat(cli.err().lines()).hasSize(1);
    assertThat(cli.err()).contains("the engine failed").doesNotContain("\tat ");
  }

  @Test
  void listShowsThePinsAndRunsNothing() {
    Cli cli = new Cli();
    assertThat(cli.run("list", "--spec", spec)).isEqualTo(Exit.OK);
    assertThat(cli.out())
        .isEqualTo(
            """
            toy: A toy handoff
              MODEL                STATES  DEPTH  HOLD  VIOLATED (states of the trace)
              toy/AsFound/Crash        12      4     1  NoLoss 3
              toy/Reference/Crash      20      6     2  -

            2 models, 4 verdicts
            """);
    assertThat(cli.runs).isEmpty();
  }

  @Test
  void listShowsTheMutants() {
    Cli cli = new Cli();
    assertThat(cli.run("list", "--spec", spec, "--mutants")).isEqualTo(Exit.OK);
    assertThat(cli.out())
        .contains("toy/type-of-counter  toy/Reference/Crash  TypeOK")
        .endsWith("1 mutant\n");
  }

  @Test
  void explainWithoutAPropertyExplainsTheFirstViolatedOne() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("explain", "--spec", spec, "toy/AsFound/Crash")).isEqualTo(Exit.OK);
    assertThat(cli.out())
        .isEqualTo(
            """
            toy/AsFound/Crash violates NoLoss (safety): nothing is lost
            sent to a receiver that is gone
            Counterexample of 3 states:

             1  initial state
                  n = 0

             2  Send(item = 1)
                  n: 0 → 1

             3  Send(item = 2)
                  n: 1 → 2
            """);
  }

  @Test
  void explainNamesTheOtherViolatedProperties() {
    Cli cli =
        new Cli()
            .on(
                "AsFound_Crash.cfg",
                () ->
                    Fixtures.result(
                        12,
                        4,
                        List.of("Send"),
                        List.of(),
                        List.of(Fixtures.violated("TypeOK", 1), Fixtures.violated("NoLoss", 2))));
    assertThat(cli.run("explain", "--spec", spec, "toy/AsFound")).isEqualTo(Exit.OK);
    assertThat(cli.out()).startsWith("toy/AsFound/Crash violates TypeOK");
    assertThat(cli.out()).endsWith("\nAlso violated: NoLoss\n");
  }

  @Test
  void explainOfWhatHoldsSaysSo() {
    Cli all = Cli.asPinned();
    assertThat(all.run("explain", "--spec", spec, "toy/Reference")).isEqualTo(Exit.OK);
    assertThat(all.out())
        .isEqualTo("toy/Reference/Crash: nothing to explain, none of 3 properties is violated\n");
    Cli one = Cli.asPinned();
    assertThat(one.run("explain", "--spec", spec, "toy/AsFound", "TypeOK")).isEqualTo(Exit.OK);
    assertThat(one.out())
        .isEqualTo("toy/AsFound/Crash: TypeOK is not violated, in 12 distinct states\n");
  }

  @Test
  void explainOfWhatDoesNotApplyGivesTheReason() throws Exception {
    Fixtures.specifications(
        folder,
        Fixtures.manifestWith(
            "\"TypeOK\", \"result\": \"holds\"",
            "\"TypeOK\", \"result\": \"notApplicable\", \"why\": \"no types\""));
    Cli cli = Cli.asPinned();
    assertThat(cli.run("explain", "--spec", spec, "toy/AsFound", "TypeOK")).isEqualTo(Exit.OK);
    assertThat(cli.out()).isEqualTo("TypeOK does not apply to toy/AsFound/Crash: no types\n");
    assertThat(cli.runs).isEmpty();
  }

  @Test
  void explainOfNoSuchPropertyOrOfManyModelsIsAUsageError() {
    Cli property = Cli.asPinned();
    assertThat(property.run("explain", "--spec", spec, "toy/AsFound/Crash", "NoLos"))
        .isEqualTo(Exit.USAGE);
    assertThat(property.err())
        .isEqualTo("handoff: toy/AsFound/Crash has no property \"NoLos\"; did you mean NoLoss?\n");
    Cli many = Cli.asPinned();
    assertThat(many.run("explain", "--spec", spec, "toy")).isEqualTo(Exit.USAGE);
    assertThat(many.err())
        .isEqualTo(
            "handoff: \"toy\" matches 2 models, name one: toy/AsFound/Crash,"
                + " toy/Reference/Crash\n");
  }

  @Test
  void explainOfAModelThatCannotBeJudgedEndsWithThree() {
    Cli cli =
        new Cli()
            .on(
                "AsFound_Crash.cfg",
                () -> {
                  throw new TlcException(Kind.TIMEOUT, "took longer than 900 s");
                });
    assertThat(cli.run("explain", "--spec", spec, "toy/AsFound")).isEqualTo(Exit.TOOL);
    assertThat(cli.err()).isEqualTo("handoff: toy/AsFound/Crash: took longer than 900 s\n");
  }

  @Test
  void explainOfAModuleTakesThePropertyAsItsFirstWord() throws Exception {
    Files.writeString(folder.resolve("Queue.tla"), "");
    Files.writeString(folder.resolve("Queue.cfg"), "");
    Cli cli = new Cli().on("Queue.cfg", Fixtures::asFound);
    assertThat(
            cli.run("explain", "--module", folder + "/Queue.tla", "NoLoss", "--format", "mermaid"))
        .isEqualTo(Exit.OK);
    assertThat(cli.out()).startsWith("flowchart TD\n  %% Queue violates NoLoss\n");
  }

  @Test
  void pinWritesFiguresAndEndsWithZeroIfNoVerdictDiffers() throws Exception {
    Fixtures.specifications(
        folder,
        Fixtures.manifestWith("\"distinct\": 12, \"depth\": 4", "\"distinct\": 0, \"depth\": 0"));
    Cli cli = Cli.asPinned();
    assertThat(cli.run("pin", "--spec", spec)).isEqualTo(Exit.OK);
    assertThat(cli.out())
        .contains("all as pinned")
        .endsWith("written: " + folder + "/manifest.json\n");
    assertThat(Specifications.open(folder).manifest().models().get(0).pins().distinct())
        .isEqualTo(12);
    assertThat(Cli.asPinned().run("check", "--spec", spec)).isEqualTo(Exit.OK);
  }

  @Test
  void pinLeavesAVerdictThatDiffersAndEndsWithOne() throws Exception {
    Cli cli = Cli.asPinned().on("AsFound_Crash.cfg", Fixtures::reference);
    assertThat(cli.run("pin", "--spec", spec, "toy/AsFound")).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out()).contains("NoLoss: pinned violated in 3 states, found holds");
    assertThat(Specifications.open(folder).manifest().models().get(0).expectation("NoLoss"))
        .hasValueSatisfying(
            expectation -> assertThat(expectation.result().toString()).isEqualTo("violated"));
  }

  @Test
  void pinOfAModelThatCannotBeJudgedLeavesItsPins() throws Exception {
    Cli cli =
        new Cli()
            .on(
                "AsFound_Crash.cfg",
                () -> {
                  throw new TlcException(Kind.TIMEOUT, "took longer than 900 s");
                });
    assertThat(cli.run("pin", "--spec", spec, "toy/AsFound")).isEqualTo(Exit.TOOL);
    assertThat(Specifications.open(folder).manifest().models().get(0).pins().distinct())
        .isEqualTo(12);
  }

  @Test
  void mutantsThatAreNoticedEndWithZero() {
    Cli cli =
        new Cli()
            .on(
                "Reference_Crash.cfg",
                () ->
                    Fixtures.result(
                        1, 1, List.of(), List.of(), List.of(Fixtures.violated("TypeOK", 1))));
    assertThat(cli.run("mutants", "--spec", spec)).isEqualTo(Exit.OK);
    assertThat(cli.out())
        .contains("toy/type-of-counter  toy/Reference/Crash  TypeOK 1\n")
        .contains("1 mutant in ")
        .endsWith(": all noticed\n");
    // It ran on a copy that is gone now, not on the folder itself.
    assertThat(cli.requests.get(0).module()).doesNotStartWith(spec);
    assertThat(Path.of(cli.requests.get(0).module())).doesNotExist();
  }

  @Test
  void aMutantThatIsNotNoticedEndsWithOne() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("mutants", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out()).contains("NOT NOTICED BY TypeOK").endsWith(": 1 not as expected\n");
  }

  @Test
  void aMutantWhoseTextIsGoneIsAUsageError() throws Exception {
    Files.writeString(folder.resolve("toy").resolve("Toy.tla"), "");
    Cli cli = Cli.asPinned();
    assertThat(cli.run("mutants", "--spec", spec)).isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("mutants[0].replace: occurs 0 times in toy/Toy.tla");
  }

  @Test
  void mutantsOfNoSuchPatternIsAUsageError() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("mutants", "--spec", spec, "toy/type-of-countre")).isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("did you mean toy/type-of-counter?");
  }

  @Test
  void theLiveLineSaysHowFarARunIs() {
    assertThat(LiveLine.text(new Reading(12, 128, 2, 3_000_000, 1_234, 23), 6_000))
        .isEqualTo("12/128 models, 500,000 states/s, depth 23, queue 1,234");
    assertThat(LiveLine.text(new Reading(0, 1, 0, 0, 0, 0), 0))
        .isEqualTo("0/1 models, 0 states/s, depth 0, queue 0");
  }
}
