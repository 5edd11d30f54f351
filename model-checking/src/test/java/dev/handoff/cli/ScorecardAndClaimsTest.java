package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.Fixtures;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.TlcException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorecardAndClaimsTest {
  @TempDir Path folder;
  @TempDir Path results;
  private String spec = "";

  @BeforeEach
  void specifications() throws Exception {
    spec = Fixtures.specifications(folder, Fixtures.MANIFEST).toString();
  }

  private static List<Map<String, Object>> objects(Path json) throws IOException {
    return JSON.std.listFrom(Files.readString(json)).stream()
        .map(ScorecardAndClaimsTest::object)
        .toList();
  }

  @SuppressWarnings("unchecked") // the names of a JSON object's fields are strings
  private static Map<String, Object> object(Object raw) {
    return (Map<String, Object>) raw;
  }

  private static Cli answering(int lengthOfLate) {
    return new Cli()
        .on(
            "Claims.cfg",
            () ->
                Fixtures.result(
                    12,
                    4,
                    List.of("Send"),
                    List.of(),
                    List.of(
                        Fixtures.violated("NoLoss", 3),
                        Fixtures.violated("ClaimLate", lengthOfLate))));
  }

  @Test
  void theScorecardRunsEveryModelAndShowsTheTable() throws Exception {
    Cli cli = Cli.asPinned();
    Path json = results.resolve("scorecard.json");
    assertThat(cli.run("scorecard", "--spec", spec, "--json", json.toString())).isEqualTo(Exit.OK);
    assertThat(cli.runs).hasSize(2);
    assertThat(cli.out()).contains("toy: A toy handoff").contains("NoLoss    1/1 3  ok");
    List<Map<String, Object>> rows = objects(json);
    assertThat(rows).hasSize(4);
    assertThat(rows.get(1))
        .containsEntry("protocol", "toy")
        .containsEntry("design", "AsFound")
        .containsEntry("scenario", "Crash")
        .containsEntry("property", "NoLoss")
        .containsEntry("result", "violated")
        .containsEntry("traceLength", 3)
        .containsEntry("deep", "violated");
  }

  @Test
  void aScorecardThatIsNotAsPinnedIsNotShown() {
    Cli cli = Cli.asPinned().on("Reference_Crash.cfg", Fixtures::asFound);
    assertThat(cli.run("scorecard", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out()).contains("toy/Reference/Crash is not as pinned").doesNotContain("1/1 3");
  }

  @Test
  void aModelThatCannotBeJudgedEndsTheScorecardWithThree() {
    Cli cli =
        Cli.asPinned()
            .on(
                "Reference_Crash.cfg",
                () -> {
                  throw new TlcException(Kind.PARSE, "line 3");
                });
    assertThat(cli.run("scorecard", "--spec", spec)).isEqualTo(Exit.TOOL);
    assertThat(cli.err()).contains("toy/Reference/Crash: line 3");
  }

  @Test
  void aDesignIsShownByScenario() {
    Cli cli = Cli.asPinned();
    assertThat(cli.run("scorecard", "toy/AsFound", "--spec", spec)).isEqualTo(Exit.OK);
    assertThat(cli.runs).hasSize(1);
    assertThat(cli.out()).contains("toy/AsFound: as found").contains("NoLoss     3\n");
  }

  @Test
  void pinnedRunsNothing() {
    Cli cli = new Cli();
    assertThat(cli.run("scorecard", "--pinned", "--spec", spec)).isEqualTo(Exit.OK);
    assertThat(cli.runs).isEmpty();
  }

  @Test
  void namesThatAreNotThereAreUsageErrors() {
    Cli cli = new Cli();
    assertThat(cli.run("scorecard", "top", "--spec", spec)).isEqualTo(Exit.USAGE);
    assertThat(cli.run("scorecard", "toy/AsFond", "--spec", spec)).isEqualTo(Exit.USAGE);
    assertThat(cli.err())
        .contains("no protocol \"top\"; did you mean toy?")
        .contains("no design of toy \"AsFond\"; did you mean AsFound?");
  }

  @Test
  void onlyThePartsBetweenTheLinesOfAPageAreWrittenAnew() throws Exception {
    Path page = results.resolve("page.md");
    Files.writeString(
        page,
        """
        before
        <!-- scorecard toy -->
        stale
        <!-- end -->
        between
        <!-- claims 007 -->
        <!-- end -->
        behind
        """);
    assertThat(
            new Cli().run("scorecard", "--pinned", "--spec", spec, "--markdown", page.toString()))
        .isEqualTo(Exit.OK);
    assertThat(Files.readString(page))
        .startsWith("before\n<!-- scorecard toy -->\n| property |")
        .doesNotContain("stale")
        .contains("<!-- end -->\nbetween\n<!-- claims 007 -->\n| claim |")
        .contains("`AsFound/Crash/NoLoss: violated 3`; `AsFound/Crash/ClaimLate: violated 5`")
        .endsWith("<!-- end -->\nbehind\n");
  }

  @Test
  void aPageWithoutAPlaceForTablesIsLeftAsItIs() throws Exception {
    Path page = results.resolve("page.md");
    Files.writeString(page, "nothing here\n");
    Cli cli = new Cli();
    assertThat(cli.run("scorecard", "--pinned", "--spec", spec, "--markdown", page.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("has no lines '<!-- scorecard PROTOCOL -->'");
    Files.writeString(page, "<!-- scorecard top -->\n<!-- end -->\n");
    assertThat(cli.run("scorecard", "--pinned", "--spec", spec, "--markdown", page.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("there is no scorecard top");
    assertThat(page).hasContent("<!-- scorecard top -->\n<!-- end -->\n");
    String missing = results.resolve("none.md").toString();
    assertThat(cli.run("scorecard", "--pinned", "--spec", spec, "--markdown", missing))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("none.md: no such file");
  }

  @Test
  void claimsAreAskedOfTheirModelInOneRunAndShownWithTheirTraces() throws Exception {
    Cli cli = answering(5);
    Path json = results.resolve("claims.json");
    assertThat(cli.run("claims", "--spec", spec, "--json", json.toString())).isEqualTo(Exit.OK);
    assertThat(cli.runs).containsExactly("in-process Claims.cfg");
    assertThat(cli.out())
        .contains("007/it-loses  confirmed\n")
        .contains("toy/AsFound/Crash NoLoss: violated in 3 states")
        .contains("Send(1), Send(2)\n")
        .contains("007/likely  out of reach\n")
        .contains("2 claims: 1 confirmed, 1 out of reach; 2 questions in ")
        .endsWith(": all answered as the verdicts need it\n");
    assertThat(objects(json).get(0))
        .containsEntry("verdict", "confirmed")
        .containsEntry("asExpected", true);
  }

  @Test
  void anAnswerOfAnotherLengthIsADifference() {
    Cli cli = answering(4);
    assertThat(cli.run("claims", "--spec", spec)).isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out())
        .contains("the verdict needs: violated in 5 states")
        .endsWith(": 1 answered otherwise\n");
  }

  @Test
  void claimsWithoutAnyQuestionAskedFail() {
    Cli cli = new Cli();
    assertThat(cli.run("claims", "007/likely", "--spec", spec)).isEqualTo(Exit.OK);
    assertThat(cli.out()).endsWith(": nothing was asked\n");
    assertThat(cli.run("claims", "008", "--spec", spec)).isEqualTo(Exit.USAGE);
  }

  @Test
  void aModelThatCannotBeAskedEndsWithThree() {
    Cli cli =
        new Cli()
            .on(
                "Claims.cfg",
                () -> {
                  throw new TlcException(Kind.CONFIG, "ClaimLate is not defined");
                });
    assertThat(cli.run("claims", "--spec", spec)).isEqualTo(Exit.TOOL);
    assertThat(cli.err()).containsOnlyOnce("ClaimLate is not defined");
  }

  @Test
  void whatOnlyAClaimAsksCanBeExplained() {
    Cli cli = answering(5);
    assertThat(cli.run("explain", "toy/AsFound/Crash", "ClaimLate", "--spec", spec))
        .isEqualTo(Exit.OK);
    assertThat(cli.out()).contains("violates ClaimLate").contains("Counterexample of 5 states");
  }
}
