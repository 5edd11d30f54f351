package dev.handoff.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.tlc.ModelValue;
import dev.handoff.tlc.TlaLiteral;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static List<String> changes(String from, String to) throws Exception {
    return changes(TlaLiteral.parse(from), TlaLiteral.parse(to));
  }

  private static List<String> changes(Object from, Object to) {
    return Changes.between(Map.of("v", from), Map.of("v", to)).stream().map(Change::text).toList();
  }

  private static Map<Object, Object> points(Object one, long first, Object other, long second) {
    Map<Object, Object> points = new LinkedHashMap<>();
    points.put(one, first);
    points.put(other, second);
    return points;
  }

  @Test
  void whatDoesNotChangeIsNotShown() {
    assertThat(Changes.between(Map.of("a", 1L, "b", List.of()), Map.of("a", 1L, "b", List.of(2L))))
        .extracting(Change::text)
        .containsExactly("b: <<>> → <<2>>");
  }

  @Test
  void aRecordShowsItsChangedFieldsOnly() throws Exception {
    assertThat(
            changes(
                "[a |-> 1, b |-> [c |-> \"x\", d |-> {}]]",
                "[a |-> 1, b |-> [c |-> \"y\", d |-> {}]]"))
        .containsExactly("v.b.c: \"x\" → \"y\"");
  }

  @Test
  void aFunctionShowsItsChangedPointsAndTellsStringsFromModelValues() {
    ModelValue bg = new ModelValue("bg");
    assertThat(changes(points("pm", 0, bg, 1), points("pm", 2, bg, 3)))
        .containsExactly("v[\"pm\"]: 0 → 2", "v[bg]: 1 → 3");
  }

  @Test
  void aFunctionShowsPointsThatComeAndGo() throws Exception {
    assertThat(changes("(0 :> 0 @@ 7 :> 1)", "(7 :> 1 @@ <<1, 2>> :> 5)"))
        .containsExactly("v[0]: - 0", "v[<<1, 2>>]: + 5");
  }

  @Test
  void aLongQueueShowsWhatIsTakenAndWhatIsAppended() throws Exception {
    String one = "[id |-> 1, body |-> \"first\"]";
    String two = "[id |-> 2, body |-> \"second\"]";
    assertThat(changes("<<" + one + ">>", "<<" + one + ", " + two + ">>"))
        .containsExactly("v[2]: + " + two);
    assertThat(changes("<<" + one + ", " + two + ">>", "<<" + two + ">>"))
        .containsExactly("v[1]: - " + one);
  }

  @Test
  void aLongSetShowsElementsThatComeAndGo() throws Exception {
    assertThat(
            changes(
                "{\"alpha\", \"beta\", \"gamma\", \"delta\"}",
                "{\"beta\", \"gamma\", \"delta\", \"epsilon\"}"))
        .containsExactly("v: - \"alpha\"", "v: + \"epsilon\"");
  }

  @Test
  void aShortValueIsShownWhole() throws Exception {
    assertThat(changes("{1, 2}", "{2, 3}")).containsExactly("v: {1, 2} → {2, 3}");
  }

  @Test
  void aValueOfAnotherKindIsShownWhole() throws Exception {
    assertThat(changes("<<>>", "[type |-> \"ack\", number |-> 1234567890123456]"))
        .containsExactly("v: <<>> → [type |-> \"ack\", number |-> 1234567890123456]");
  }
}
