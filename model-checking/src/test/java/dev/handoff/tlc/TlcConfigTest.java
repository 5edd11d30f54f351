package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.tlc.TlcConfig.Check;
import dev.handoff.tlc.TlcConfig.Keyword;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlcConfigTest {
  private static final String ALL =
      """
      \\* a comment with INVARIANT Fake
      (* another, (* nested *) with PROPERTY Fake *)
      SPECIFICATION Spec
      CONSTANTS
        N = 3   Neg = -1  Name = "a string, INVARIANT"
        Proc = {p1, p2, {3, "x"}}
        Nat <- MCNat   I!Max <- [Inner] MCMax
        f(1, 2) = [Inner] {a}
      CONSTRAINT Small
      CONSTRAINTS Smaller Smallest
      ACTION_CONSTRAINTS Close
      INVARIANT TypeOK
      PROPERTIES Live Lively
      INVARIANTS Safe Safe TypeOK
      PROPERTY I!Spec
      VIEW Seen
      SYMMETRY Perms
      CHECK_DEADLOCK FALSE
      ALIAS Shown
      POSTCONDITION After
      """;

  @Test
  void everySectionIsRead() throws Exception {
    TlcConfig config = TlcConfig.parse(ALL, "M.cfg");
    assertThat(config.name(Keyword.SPECIFICATION)).contains("Spec");
    assertThat(config.names(Keyword.CONSTANT))
        .containsExactly(
            "N = 3",
            "Neg = -1",
            "Name = \"a string, INVARIANT\"",
            "Proc = {p1, p2, {3, \"x\"}}",
            "Nat <- MCNat",
            "I!Max <- [Inner] MCMax",
            "f(1, 2) = [Inner] {a}");
    assertThat(config.names(Keyword.CONSTRAINT)).containsExactly("Small", "Smaller", "Smallest");
    assertThat(config.names(Keyword.ACTION_CONSTRAINT)).containsExactly("Close");
    assertThat(config.checks())
        .containsExactly(
            new Check("TypeOK", true),
            new Check("Safe", true),
            new Check("Live", false),
            new Check("Lively", false),
            new Check("I!Spec", false));
    assertThat(config.name(Keyword.VIEW)).contains("Seen");
    assertThat(config.name(Keyword.SYMMETRY)).contains("Perms");
    assertThat(config.name(Keyword.ALIAS)).contains("Shown");
    assertThat(config.name(Keyword.POSTCONDITION)).contains("After");
    assertThat(config.name(Keyword.INIT)).isEmpty();
    assertThat(config.checksDeadlock()).isFalse();
  }

  @Test
  void deadlockIsCheckedUnlessTheFileSaysFalse() throws Exception {
    assertThat(TlcConfig.parse("INIT I NEXT N", "M.cfg").checksDeadlock()).isTrue();
    assertThat(TlcConfig.parse("CHECK_DEADLOCK TRUE", "M.cfg").checksDeadlock()).isTrue();
  }

  @Test
  void whatIsTakenOutLeavesEveryOtherCharacterInItsPlace() throws Exception {
    TlcConfig config = TlcConfig.parse(ALL, "M.cfg");
    TlcConfig less =
        config.withChecks(check -> check.name().equals("Lively")).without(Keyword.ALIAS);
    assertThat(less.checks()).containsExactly(new Check("Lively", false));
    assertThat(less.name(Keyword.ALIAS)).isEmpty();
    assertThat(less.text()).hasSameSizeAs(ALL);
    assertThat(less.text().lines().count()).isEqualTo(ALL.lines().count());
    assertThat(less.text())
        .contains("PROPERTIES      Lively")
        .contains("(* another, (* nested *) with PROPERTY Fake *)")
        .doesNotContain("INVARIANTS")
        .doesNotContain("INVARIANT TypeOK");
    assertThat(TlcConfig.parse(less.text(), "M.cfg").checks()).isEqualTo(less.checks());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPEC Spec | M.cfg:1: expected a keyword such as SPECIFICATION, INVARIANT or CONSTANT,"
            + " found SPEC",
        "INIT | M.cfg:1: INIT is not followed by a name",
        "INIT NEXT Next | M.cfg:1: INIT is not followed by a name",
        "INIT A INIT B | M.cfg:1: the keyword INIT appears twice",
        "CHECK_DEADLOCK no | M.cfg:1: CHECK_DEADLOCK is TRUE or FALSE, not no",
        "CONSTANT N 3 | M.cfg:1: expected = or <- after the constant N",
        "CONSTANT N = | M.cfg:1: the constant N is given no value",
        "CONSTANT N = {1, 2 | M.cfg:1: the bracket { is not closed",
        "INVARIANT = | M.cfg:1: expected a name after INVARIANT, found =",
        "(* open | M.cfg:1: the comment is not closed",
      })
  void aMistakeIsToldWithItsLine(String text, String message) {
    assertThatThrownBy(() -> TlcConfig.parse(text, "M.cfg"))
        .isInstanceOf(TlcException.class)
        .hasMessage(message)
        .extracting(e -> ((TlcException) e).kind())
        .isEqualTo(TlcException.Kind.CONFIG);
  }

  @Test
  void theLineIsThatOfTheMistake() {
    assertThatThrownBy(() -> TlcConfig.parse("INIT I\n\\* x\nNEXT N\n  NEXT M\n", "M.cfg"))
        .hasMessage("M.cfg:4: the keyword NEXT appears twice");
  }

  @Test
  void aFileThatIsNotThereIsToldByItsName() {
    Path missing = Path.of("/nowhere/M.cfg");
    assertThatThrownBy(() -> TlcConfig.read(missing)).hasMessage(missing + ": no such file");
  }
}
