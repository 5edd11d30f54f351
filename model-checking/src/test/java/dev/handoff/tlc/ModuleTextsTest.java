package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.tlc.PropertyResult.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModuleTextsTest {
  @TempDir private Path folder;

  @Test
  void theKindOfAPropertyIsSeenThroughInstancesAndDefinitions() {
    ModuleTexts digits =
        ModuleTexts.read(List.of(Corpus.file("Digits.tla"), Corpus.file("Counting.tla")));
    assertThat(digits.kind("Digits", "Refines")).isEqualTo(Kind.REFINEMENT);
    assertThat(digits.kind("Digits", "Safely")).isEqualTo(Kind.REFINEMENT);
    assertThat(digits.kind("Digits", "Reaches")).isEqualTo(Kind.LIVENESS);
    assertThat(digits.kind("Digits", "C!Spec")).isEqualTo(Kind.REFINEMENT);
    ModuleTexts starts = ModuleTexts.read(List.of(Corpus.file("Starts.tla")));
    assertThat(starts.kind("Starts", "NeverLess")).isEqualTo(Kind.SAFETY);
    assertThat(starts.kind("Starts", "AlwaysBelow")).isEqualTo(Kind.SAFETY);
    assertThat(starts.kind("Starts", "NoSuchThing")).isEqualTo(Kind.SAFETY);
  }

  @Test
  void symbolsAndCommentsAreRead() throws Exception {
    Path module =
        Files.writeString(
            folder.resolve("U.tla"),
            """
            ---- MODULE U ----
            VARIABLE x
            (* ASSUME (* x *) *) \\* ASSUME y
            Live ≜ □◇(x = "(*")
            Step(a, b) == LET c == a IN x' = c + b
            Moves == \\A i \\in 1..2 : [][Step(i, 1)]_x
            ====
            """);
    ModuleTexts texts = ModuleTexts.read(List.of(module));
    assertThat(texts.kind("U", "Live")).isEqualTo(Kind.LIVENESS);
    assertThat(texts.kind("U", "Moves")).isEqualTo(Kind.SAFETY);
    assertThat(texts.parameters("U", "Step")).containsExactly("a", "b");
    assertThat(texts.assumes("U")).isFalse();
  }

  @Test
  void anAssumptionOfAnExtendedModuleCounts() {
    ModuleTexts ballots =
        ModuleTexts.read(List.of(Corpus.file("MCBallots.tla"), Corpus.file("Ballots.tla")));
    assertThat(ballots.assumes("MCBallots")).isTrue();
    assertThat(ballots.parameters("Ballots", "VoteFor")).containsExactly("a", "b", "v");
  }
}
