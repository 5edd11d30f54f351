package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.report.Ink;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Mutant;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the models that the kit ships, on real engines, through the command line.
 *
 * <p>The results stay in {@code target/handoff}, where {@code .ci/run} counts them.
 */
class ShippedModelsTest {
  private static final Path SPEC = Path.of("..", "..", "spec");
  private static final Path RESULTS = Path.of("target", "handoff");

  /** The mutants of larger models are left to the full profile. */
  private static final long SMALL_STATES = 1_000;

  /**
   * Mutants of larger ones are one in seven, with a third of all states: the campaign tries them.
   */
  private static final long LARGE_STATES = 8_000;

  private record Run(int exit, String out, String err) {
    static Run of(String... args) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      Console console =
          new Console(
              new PrintWriter(out, true),
              new PrintWriter(err, true),
              Ink.PLAIN,
              Console.Progress.NONE,
              120);
      int exit = Main.run(console, EngineFactory.REAL, args);
      System.out.println(out);
      System.out.println(err);
      return new Run(exit, out.toString(), err.toString());
    }
  }

  private static final Set<String> MAIN = Set.of("AsFound", "Reference");

  /** As in .ci/run, which counts them. */
  private static final long DEEP_STATES_IN_FULL = 5_000;

  /** The README's first command runs these too. */
  @Test
  @Tag("full")
  void everyModelOfTheStandardTierIsAsPinned() throws Exception {
    check(Tier.STANDARD, "standard", model -> true);
  }

  /** Larger ones take most of the time of the deep tier: they are the campaign's. */
  @Test
  @Tag("full")
  void everyModelOfTheDesignsAsFoundAndOfTheReferencesIsAsPinnedInTheDeepTier() throws Exception {
    check(
        Tier.DEEP,
        "deep",
        model ->
            MAIN.contains(model.id().design()) && model.pins().distinct() <= DEEP_STATES_IN_FULL);
  }

  /** The sensitivity of the scorecard: what holds of a remedy holds at a larger bound. */
  @Test
  @Tag("campaign")
  void everyModelOfTheDeepTierIsAsPinned() throws Exception {
    check(Tier.DEEP, "campaign", model -> true);
  }

  private static void check(Tier tier, String name, Predicate<Model> chosen) throws Exception {
    List<Model> models =
        Specifications.open(SPEC).manifest().models().stream()
            .filter(model -> model.tier() == tier)
            .filter(chosen)
            .toList();
    assertThat(models).as("models of the %s tier", tier).isNotEmpty();
    Files.createDirectories(RESULTS);
    Path json = RESULTS.resolve("check-" + name + ".json");
    List<String> arguments =
        new ArrayList<>(
            List.of("check", "--tier", tier.toString(), "--spec", SPEC.toString(), "--json"));
    arguments.add(json.toString());
    models.stream().map(model -> model.id().toString()).forEach(arguments::add);
    Run run = Run.of(arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).as("exit code").isZero();
    String judged = Files.readString(json);
    assertThat(models)
        .allSatisfy(model -> assertThat(judged).contains('"' + model.id().toString() + '"'));
  }

  /** Checks that are checked: every seeded error is noticed by the properties that should. */
  @Test
  void everyMutantOfASmallModelIsAsExpected() throws Exception {
    tryMutants(states -> states <= SMALL_STATES);
  }

  @Test
  @Tag("full")
  void everyMutantOfALargerModelIsAsExpected() throws Exception {
    tryMutants(states -> states > SMALL_STATES && states <= LARGE_STATES);
  }

  @Test
  @Tag("campaign")
  void everyMutantOfTheLargestModelsIsAsExpected() throws Exception {
    tryMutants(states -> states > LARGE_STATES);
  }

  private static void tryMutants(LongPredicate size) throws Exception {
    Manifest manifest = Specifications.open(SPEC).manifest();
    List<String> chosen =
        manifest.mutants().stream()
            .filter(
                mutant ->
                    size.test(
                        manifest
                            .model(mutant.model(), Tier.STANDARD)
                            .orElseThrow()
                            .pins()
                            .distinct()))
            .map(Mutant::id)
            .toList();
    assertThat(chosen).as("seeded errors").isNotEmpty();
    List<String> arguments = new ArrayList<>(List.of("mutants", "--spec", SPEC.toString()));
    arguments.addAll(chosen);
    Run run = Run.of(arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).as("exit code").isZero();
    assertThat(run.out()).contains(chosen.size() + " mutants");
  }

  /** What the reports say is judged by the models, and each claim that can be judged is. */
  @Test
  void everyClaimIsAnsweredAsItsVerdictNeedsIt() throws Exception {
    int claims = Specifications.open(SPEC).manifest().claims().size();
    assertThat(claims).as("claims").isPositive();
    Run run = Run.of("claims", "--spec", SPEC.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).as("exit code").isZero();
    assertThat(run.out()).contains(claims + " claims: ");
  }

  /** The contract itself: 3 items, 8 states each, independent, hence 8 * 8 * 8. */
  @Test
  void theContractHoldsOfItself() {
    Run run =
        Run.of(
            "check",
            "--module",
            SPEC.resolve("MCHandoff.tla").toString(),
            "--config",
            SPEC.resolve("Handoff.cfg").toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("512");
  }
}
