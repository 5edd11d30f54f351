package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Fixtures;
import dev.handoff.check.Outcome.Failed;
import dev.handoff.check.Outcome.Judged;
import dev.handoff.check.Seeding.StaleMutantException;
import dev.handoff.spec.Mutant;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.TlcException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedingTest {
  @TempDir Path folder;
  @TempDir Path copy;
  private Specifications specifications;
  private Mutant mutant;

  @BeforeEach
  void open() throws Exception {
    specifications = Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST));
    mutant = specifications.manifest().mutants().get(0);
  }

  @Test
  void theEditIsInTheCopyAndNotInTheOriginal() throws Exception {
    Path original = folder.resolve("toy").resolve("Toy.tla");
    String before = Files.readString(original);
    Specifications seeded = Seeding.seed(specifications, mutant, copy);
    assertThat(seeded.folder()).isEqualTo(copy);
    assertThat(copy.resolve("toy").resolve("Toy.tla"))
        .hasContent("Init ==\n  /\\ n = \"none\"\n  /\\ lost = FALSE\n");
    assertThat(original).hasContent(before);
    assertThat(copy.resolve("toy").resolve("MCReference.tla")).exists();
  }

  @Test
  void linesThatAreNotThereAreRefused() throws Exception {
    Files.writeString(folder.resolve("toy").resolve("Toy.tla"), "Init ==\n  /\\ n = 00\n");
    assertThatThrownBy(() -> Seeding.seed(specifications, mutant, copy))
        .isInstanceOf(StaleMutantException.class)
        .hasMessage(
            folder.resolve("manifest.json")
                + ": mutants[0].replace: occurs 0 times in toy/Toy.tla, must occur exactly once"
                + " (toy/type-of-counter)");
  }

  @Test
  void linesThatAreThereTwiceAreRefused() throws Exception {
    Files.writeString(folder.resolve("toy").resolve("Toy.tla"), "  /\\ n = 0\n  /\\ n = 0\n");
    assertThatThrownBy(() -> Seeding.seed(specifications, mutant, copy))
        .hasMessageContaining("occurs 2 times");
  }

  @Test
  void aMutantIsNoticedOnlyIfEveryNamedPropertyIsViolated() {
    Outcome noticed =
        new Judged(
            Fixtures.result(1, 1, List.of(), List.of(), List.of(Fixtures.violated("TypeOK", 1))));
    assertThat(trial(mutant, noticed).asExpected()).isTrue();
    assertThat(trial(mutant, noticed).missed()).isEmpty();
    // The fixture violates NoLoss, but it is TypeOK that was to notice.
    MutantTrial another = trial(mutant, new Judged(Fixtures.asFound()));
    assertThat(another.asExpected()).isFalse();
    assertThat(another.missed()).containsExactly("TypeOK");
    MutantTrial failed = trial(mutant, new Failed(Kind.PARSE, "line 1"));
    assertThat(failed.asExpected()).isFalse();
    assertThat(failed.failure()).hasValue(new Failed(Kind.PARSE, "line 1"));
  }

  @Test
  void anEquivalentMutantMustShowJustWhatItsModelShows() {
    Mutant equivalent =
        new Mutant(
            mutant.id(),
            mutant.file(),
            mutant.replace(),
            mutant.with(),
            mutant.model(),
            List.of(),
            Optional.of("nobody reads it"),
            mutant.why());
    assertThat(trial(equivalent, new Judged(Fixtures.reference())).asExpected()).isTrue();
    Outcome oneStateMore =
        new Judged(
            Fixtures.result(
                21,
                6,
                List.of("Crash", "Retry", "Send"),
                List.of("WitnessNoLoss"),
                List.of(Fixtures.holds("TypeOK"), Fixtures.holds("NoLoss"))));
    assertThat(trial(equivalent, oneStateMore).asExpected()).isFalse();
  }

  private MutantTrial trial(Mutant seeded, Outcome outcome) {
    return new MutantTrial(
        seeded,
        specifications.manifest().model(seeded.model(), Tier.STANDARD).orElseThrow(),
        outcome);
  }
}
