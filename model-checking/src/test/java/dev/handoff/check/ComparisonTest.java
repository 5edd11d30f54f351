package dev.handoff.check;

import static dev.handoff.Fixtures.holds;
import static dev.handoff.Fixtures.result;
import static dev.handoff.Fixtures.undecided;
import static dev.handoff.Fixtures.violated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.Trace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;
  private Specifications specifications;

  @BeforeEach
  void open() throws Exception {
    specifications = Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST));
  }

  /** Differences of {@code toy/AsFound/Crash}, which is pinned as {@link Fixtures#asFound}. */
  private List<String> differences(ModelResult result) {
    return differences(result, Detail.FULL);
  }

  private List<String> differences(ModelResult result, Detail detail) {
    Model model = specifications.manifest().models().get(0);
    return Comparison.compare(model, result, detail).stream().map(Difference::toString).toList();
  }

  private static ModelResult with(PropertyResult... properties) {
    return result(12, 4, List.of("Crash", "Send"), List.of("WitnessNoLoss"), List.of(properties));
  }

  @Test
  void aRunAsPinnedDiffersInNothing() {
    assertThat(differences(Fixtures.asFound())).isEmpty();
  }

  @Test
  void moreAndFewerStatesDiffer() {
    List<PropertyResult> properties = Fixtures.asFound().properties();
    List<String> actions = List.of("Crash", "Send");
    List<String> witnesses = List.of("WitnessNoLoss");
    assertThat(differences(result(1_013, 4, actions, witnesses, properties)))
        .containsExactly("distinct: pinned 12, found 1,013");
    assertThat(differences(result(11, 3, actions, witnesses, properties)))
        .containsExactly("distinct: pinned 12, found 11", "depth: pinned 4, found 3");
  }

  @Test
  void aRunOfNoStatesDiffersEvenFromPinsOfNone() throws Exception {
    String unpinned =
        Fixtures.manifestWith("\"distinct\": 12, \"depth\": 4", "\"distinct\": 0, \"depth\": 0");
    specifications = Specifications.open(Fixtures.specifications(folder, unpinned));
    ModelResult nothing =
        result(
            0,
            0,
            List.of("Crash", "Send"),
            List.of("WitnessNoLoss"),
            Fixtures.asFound().properties());
    assertThat(differences(nothing))
        .containsExactly("distinct: pinned 0, found 0", "depth: pinned 0, found 0");
  }

  @Test
  void anActionThatIsNotTakenAndOneThatIsNewDiffer() {
    ModelResult other =
        result(
            12,
            4,
            List.of("Crash", "Recover"),
            List.of("WitnessNoLoss"),
            Fixtures.asFound().properties());
    assertThat(differences(other))
        .containsExactly(
            "actions: pinned Send, found none of these",
            "actions: pinned none of these, found Recover");
  }

  @Test
  void aWitnessThatIsNotReachedDiffers() {
    ModelResult other =
        result(12, 4, List.of("Crash", "Send"), List.of(), Fixtures.asFound().properties());
    assertThat(differences(other))
        .containsExactly("witnesses: pinned WitnessNoLoss, found none of these");
  }

  @Test
  void toolsThatTellNoActionsAndWitnessesAreNotAskedForThem() {
    ModelResult silent = result(12, 4, List.of(), List.of(), Fixtures.asFound().properties());
    assertThat(differences(silent, Detail.VERDICTS_ONLY)).isEmpty();
    assertThat(differences(silent, Detail.FULL)).hasSize(2);
    ModelResult talkative =
        result(12, 4, List.of("Recover"), List.of(), Fixtures.asFound().properties());
    assertThat(differences(talkative, Detail.VERDICTS_ONLY)).hasSize(2);
  }

  @Test
  void aViolationThatIsGoneDiffers() {
    assertThat(differences(with(holds("TypeOK"), holds("NoLoss"))))
        .containsExactly("NoLoss: pinned violated in 3 states, found holds");
  }

  @Test
  void aViolationThatIsNewDiffers() {
    assertThat(differences(with(violated("TypeOK", 2), violated("NoLoss", 3))))
        .containsExactly("TypeOK: pinned holds, found violated in 2 states");
  }

  @Test
  void aTraceOfAnotherLengthDiffersInEitherDirection() {
    assertThat(differences(with(holds("TypeOK"), violated("NoLoss", 2))))
        .containsExactly("NoLoss: pinned violated in 3 states, found violated in 2 states");
    assertThat(differences(with(holds("TypeOK"), violated("NoLoss", 4))))
        .containsExactly("NoLoss: pinned violated in 3 states, found violated in 4 states");
  }

  @Test
  void anUndecidedPropertyDiffers() {
    assertThat(differences(with(undecided("TypeOK"), violated("NoLoss", 3))))
        .containsExactly("TypeOK: pinned holds, found undecided");
  }

  @Test
  void aPropertyTakenOutOfTheConfigurationDiffers() {
    assertThat(differences(with(violated("NoLoss", 3))))
        .containsExactly("TypeOK: pinned holds, found not judged; the cfg does not name it");
  }

  @Test
  void aPropertyThatTheModelDoesNotListDiffers() {
    assertThat(differences(with(holds("TypeOK"), violated("NoLoss", 3), holds("Extra"))))
        .containsExactly("Extra: pinned nothing; the model does not list it, found holds");
  }

  @Test
  void aPropertyThatDoesNotApplyAndIsJudgedAllTheSameDiffers() throws Exception {
    String manifest =
        Fixtures.manifestWith(
            "\"TypeOK\", \"result\": \"holds\"",
            "\"TypeOK\", \"result\": \"notApplicable\", \"why\": \"no types\"");
    specifications = Specifications.open(Fixtures.specifications(folder, manifest));
    assertThat(differences(with(violated("NoLoss", 3)))).isEmpty();
    assertThat(differences(with(holds("TypeOK"), violated("NoLoss", 3))))
        .containsExactly("TypeOK: pinned not applicable, found holds; the cfg names it");
  }

  @Test
  void aDeadlockOrAFalseAssumptionThatNobodyListedDiffers() {
    assertThat(
            differences(
                with(
                    holds("TypeOK"),
                    violated("NoLoss", 3),
                    violated("Deadlock", 5),
                    violated("Assumption", 0))))
        .containsExactly(
            "Deadlock: pinned holds, found violated in 5 states",
            "Assumption: pinned holds, found violated");
  }

  @Test
  void aGraphThatWasCutOffDiffers() {
    ModelResult all = Fixtures.asFound();
    ModelResult cut =
        new ModelResult(
            all.tools(),
            all.generated(),
            all.distinct(),
            all.depth(),
            all.millis(),
            false,
            all.properties(),
            all.actions(),
            all.witnesses(),
            all.warnings());
    assertThat(differences(cut))
        .containsExactly("state graph: pinned explored to the end, found cut off");
  }

  @Test
  void onlyToolsThatFindAnyLassoMayFindOneOfAnotherLength() {
    Trace five = violated("NoLoss", 5).trace();
    PropertyResult lasso =
        new PropertyResult(
            "NoLoss",
            PropertyResult.Kind.LIVENESS,
            PropertyResult.Outcome.VIOLATED,
            new Trace(five.states(), Trace.Ending.LOOP, 2, "Send"));
    assertThat(differences(with(holds("TypeOK"), lasso), Detail.VERDICTS_ONLY)).isEmpty();
    assertThat(differences(with(holds("TypeOK"), lasso), Detail.FULL))
        .containsExactly("NoLoss: pinned violated in 3 states, found violated in 5 states");
    assertThat(differences(with(holds("TypeOK"), violated("NoLoss", 5)), Detail.VERDICTS_ONLY))
        .hasSize(1);
  }

  @Test
  void aLengthThatWasNeverPinnedDiffers() throws Exception {
    String unpinned = Fixtures.manifestWith("\"traceLength\": 3, ", "");
    specifications = Specifications.open(Fixtures.specifications(folder, unpinned));
    assertThat(differences(Fixtures.asFound()))
        .containsExactly("NoLoss: pinned violated, found violated in 3 states");
  }
}
