package dev.handoff.report;

import static dev.handoff.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {
  private static List<String> changes(String from, String to) {
    return Changes.between(state("", Map.of(), "v", from), state("", Map.of(), "v", to)).stream()
        .map(Change::text)
        .toList();
  }

  @Test
  void whatDoesNotChangeIsNotShown() {
    assertThat(
            Changes.between(
                state("", Map.of(), "a", "1", "b", "<<>>"),
                state("", Map.of(), "a", "1", "b", "<<2>>")))
        .extracting(Change::text)
        .containsExactly("b: <<>> → <<2>>");
  }

  @Test
  void aRecordShowsItsChangedFieldsOnly() {
    assertThat(
            changes(
                "[a |-> 1, b |-> [c |-> \"x\", d |-> {}]]",
                "[a |-> 1, b |-> [c |-> \"y\", d |-> {}]]"))
        .containsExactly("v.b.c: \"x\" → \"y\"");
  }

  @Test
  void aFunctionShowsItsChangedPointsAndTellsStringsFromModelValues() {
    assertThat(changes("(\"pm\" :> 0 @@ bg :> 1)", "(\"pm\" :> 2 @@ bg :> 3)"))
        .containsExactly("v[\"pm\"]: 0 → 2", "v[bg]: 1 → 3");
  }

  @Test
  void aFunctionShowsPointsThatComeAndGo() {
    assertThat(changes("(a :> 0 @@ b :> 1)", "(b :> 1 @@ <<1, 2>> :> 5)"))
        .containsExactly("v[a]: - 0", "v[<<1, 2>>]: + 5");
  }

  @Test
  void aLongQueueShowsWhatIsTakenAndWhatIsAppended() {
    String one = "[id |-> 1, body |-> \"first\"]";
    String two = "[id |-> 2, body |-> \"second\"]";
    assertThat(changes("<<" + one + ">>", "<<" + one + ", " + two + ">>"))
        .containsExactly("v[2]: + " + two);
    assertThat(changes("<<" + one + ", " + two + ">>", "<<" + two + ">>"))
        .containsExactly("v[1]: - " + one);
  }

  @Test
  void aLongSetShowsElementsThatComeAndGo() {
    assertThat(
            changes(
                "{\"alpha\", \"beta\", \"gamma\", \"delta\"}",
                "{\"beta\", \"gamma\", \"delta\", \"epsilon\"}"))
        .containsExactly("v: - \"alpha\"", "v: + \"epsilon\"");
  }

  @Test
  void aShortValueIsShownWhole() {
    assertThat(changes("{1, 2}", "{2, 3}")).containsExactly("v: {1, 2} → {2, 3}");
  }

  @Test
  void aValueOfAnotherKindIsShownWhole() {
    assertThat(changes("<<>>", "[type |-> \"ack\", number |-> 12345678901234567890]"))
        .containsExactly("v: <<>> → [type |-> \"ack\", number |-> 12345678901234567890]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-1",
        "TRUE",
        "m1",
        "\"\"",
        "\"a \\\" >> b\"",
        "[a |-> 1",
        "{1,",
        "",
        "[1..3 -> Nat]",
        "a b",
        "\"open",
        "(1 :> 2"
      })
  void whatIsNoValueIsShownAsItIs(String text) {
    assertThat(changes(text, "<<7>>")).containsExactly("v: " + text + " → <<7>>");
  }
}
