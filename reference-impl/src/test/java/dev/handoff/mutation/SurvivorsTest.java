package dev.handoff.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of the mutants that survive is that of the mutants that survived. */
class SurvivorsTest {
  private static final List<String> PROTOCOLS =
      List.of("fanout", "persistence", "shutdown", "delivery");

  private static final String ROW = "| `p.A` | `f` | Math | Replaced integer addition | 1 |";

  @TempDir private Path folder;

  /** Runs after PIT, in the profile {@code mutation}. */
  @Test
  @Tag("mutation")
  void survivorsAreThoseOfTheList() throws Exception {
    Path markdown = Path.of("mutation", "SURVIVORS.md");
    SurvivorList list = SurvivorList.read(markdown);
    List<String> summary = new ArrayList<>();
    List<MutationReport> reports = new ArrayList<>();
    for (String protocol : PROTOCOLS) {
      MutationReport report =
          MutationReport.read(Path.of("target", "mutation", protocol, "mutations.xml"));
      assertThat(report.outcomes()).as(protocol).hasSizeGreaterThan(100);
      System.out.printf(
          "%s: %d mutants, %d timed out, mutation score %.1f %%%n",
          protocol, report.outcomes().size(), report.timedOut(), report.score());
      assertThat(report.score()).as(protocol).isGreaterThanOrEqualTo(95);
      summary.add(list.summary(protocol, report.outcomes().size()));
      reports.add(report);
    }
    assertThat(String.join("\n", list.differencesFrom(reports))).isEmpty();
    assertThat(Files.readAllLines(markdown)).as("the summary").containsSubsequence(summary);
  }

  private static String mutation(String method, String status, int line, int index) {
    return """
        <mutation detected='%s' status='%s' numberOfTestsRun='1'><sourceFile>A.java</sourceFile>\
        <mutatedClass>dev.handoff.p.A</mutatedClass><mutatedMethod>%s</mutatedMethod>\
        <methodDescription>()V</methodDescription><lineNumber>%d</lineNumber>\
        <mutator>org.pitest.mutationtest.engine.gregor.mutators.MathMutator</mutator>\
        <indexes><index>%d</index></indexes><blocks><block>1</block></blocks><killingTest/>\
        <description>Replaced integer addition for dev/handoff/p/A::lambda$f$12</description></mutation>
        """
        .formatted(
            !status.equals("SURVIVED") && !status.equals("NO_COVERAGE"),
            status,
            method,
            line,
            index);
  }

  private MutationReport report(String... mutations) throws IOException {
    return MutationReport.read(
        Files.writeString(
            folder.resolve("mutations.xml"),
            "<?xml version='1.0' encoding='UTF-8'?><mutations>"
                + String.join("", mutations)
                + "</mutations>"));
  }

  private SurvivorList list(String... rows) throws IOException {
    return SurvivorList.read(
        Files.writeString(
            folder.resolve("SURVIVORS.md"), "# Survivors\n\n" + String.join("\n", rows) + "\n"));
  }

  @Test
  void survivorThatIsListedIsNoDifference() throws Exception {
    MutationReport report = report(mutation("f", "SURVIVED", 7, 3));
    assertThat(list(ROW + " equivalent |").differencesFrom(List.of(report))).isEmpty();
    assertThat(report.score()).isZero();
  }

  @Test
  void survivorThatIsNotListedIsADifference() throws Exception {
    for (String status : List.of("SURVIVED", "NO_COVERAGE")) {
      assertThat(list().differencesFrom(List.of(report(mutation("f", status, 7, 3)))))
          .containsExactly("not in the list: " + ROW + " " + status + " |");
    }
  }

  @Test
  void mutantsThatAreAlikeAreToldApartByTheirOrder() throws Exception {
    MutationReport report =
        report(
            mutation("f", "SURVIVED", 9, 1),
            mutation("f", "KILLED", 7, 8),
            mutation("f", "TIMED_OUT", 9, 0));
    assertThat(list(ROW + " equivalent |").differencesFrom(List.of(report)))
        .containsExactly(
            "not in the list: " + ROW.replace("| 1 |", "| 3 |") + " SURVIVED |",
            "in the list, and a test kills it: " + ROW);
  }

  @Test
  void lambdaIsNamedByTheMethodThatItIsIn() throws Exception {
    MutationReport report = report(mutation("lambda$f$12", "SURVIVED", 9, 1));
    assertThat(
            list(ROW.replace("`f`", "`f (lambda)`") + " equivalent |")
                .differencesFrom(List.of(report)))
        .isEmpty();
  }

  @Test
  void summaryCountsAsKilledWhatIsNotListed() throws Exception {
    assertThat(list(ROW + " equivalent |", ROW.replace("p.A", "pq.A") + " equivalent |"))
        .satisfies(list -> assertThat(list.summary("p", 8)).isEqualTo("| p | 8 | 7 | 87.5 % |"));
  }

  @Test
  void listedMutantThatTimedOutIsNoDifference() throws Exception {
    MutationReport report = report(mutation("f", "TIMED_OUT", 9, 1));
    assertThat(report.timedOut()).isOne();
    assertThat(list(ROW + " only performance |").differencesFrom(List.of(report))).isEmpty();
    assertThat(report.score()).isEqualTo(100);
  }

  @Test
  void rowOfNoMutantOrWithoutAReasonIsADifference() throws Exception {
    MutationReport report = report(mutation("g", "KILLED", 9, 1));
    assertThat(list(ROW + " equivalent |").differencesFrom(List.of(report)))
        .containsExactly("in the list, and no mutant: " + ROW);
    assertThat(list(ROW + "  |").differencesFrom(List.of(report(mutation("f", "SURVIVED", 1, 1)))))
        .containsExactly("in the list without a reason: " + ROW);
  }

  @Test
  void rowThatCannotBeReadOrComesTwiceIsAnError() {
    assertThatIOException().isThrownBy(() -> list("| `p.A` | `f` | Math |"));
    assertThatIOException().isThrownBy(() -> list(ROW + " once |", ROW + " twice |"));
  }
}
