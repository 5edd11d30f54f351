package dev.handoff.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that somebody observed, as text. */
class TlaLiteralTest {
  @Test
  void everyKindOfValueIsRead() throws Exception {
    assertThat(TlaLiteral.parse(" -12 ")).isEqualTo(-12L);
    assertThat(TlaLiteral.parse("TRUE")).isEqualTo(true);
    assertThat(TlaLiteral.parse("\"a\\\"b\\\\\"")).isEqualTo("a\"b\\");
    assertThat(TlaLiteral.parse("<<1, <<>>>>")).isEqualTo(List.of(1L, List.of()));
    assertThat(TlaLiteral.parse("{2, 1}")).isEqualTo(Set.of(1L, 2L));
    assertThat(TlaLiteral.parse("1..3")).isEqualTo(Set.of(1L, 2L, 3L));
    assertThat(TlaLiteral.parse("3..2")).isEqualTo(Set.of());
    assertThat(TlaLiteral.parse("[a |-> 1, b |-> {}]")).isEqualTo(Map.of("a", 1L, "b", Set.of()));
    assertThat(TlaLiteral.parse("(0 :> \"x\" @@ 1 :> \"y\")")).isEqualTo(Map.of(0L, "x", 1L, "y"));
  }

  @Test
  void aFunctionOnOneToNIsASequence() throws Exception {
    assertThat(TlaLiteral.parse("(2 :> \"y\" @@ 1 :> \"x\")")).isEqualTo(List.of("x", "y"));
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Object function = Map.of(0L, Map.of(List.of(1L), Set.of("a")), 2L, Map.of("in a set", true));
    assertThat(TlaLiteral.parse(TlaText.of(function))).isEqualTo(function);
    assertThat(TlaText.of(Map.of(0L, 1L))).isEqualTo("(0 :> 1)");
  }

  @Test
  void anExpressionNeedsNoModuleAndShadowsNothing() {
    assertThat(TlaText.expression(Map.of(0L, Map.of(2L, "x"))))
        .isEqualTo(
            "[key_0 \\in {0} |-> CASE key_0 = 0 -> "
                + "[key_1 \\in {2} |-> CASE key_1 = 2 -> \"x\"]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serving | has \"serving\", which is no value; a string stands in quotes",
        "<<1, 2 | needs \">>\" at its end",
        "1 + 2 | is followed by \"+ 2\"",
        "'' | ends too early",
        "\"a | has a string without its end",
        "{1,} | has \"}\" out of place",
        "1..999999 | has an interval of more than 100000 numbers"
      })
  void whatIsNoValueIsSaid(String text, String problem) {
    assertThatThrownBy(() -> TlaLiteral.parse(text))
        .isInstanceOf(TlaLiteral.NotAValue.class)
        .hasMessage(problem);
  }

  @Test
  void anObservationFindsItsPlace() throws Exception {
    Map<String, Object> state =
        Map.of("f", List.of(Map.of("size", 7L)), "g", Map.of("a", 1L, "b", 2L));
    assertThat(Observation.of("f[1].size", "7").fits(state)).isTrue();
    assertThat(Observation.of("f[1].size", "8").fits(state)).isFalse();
    assertThat(Observation.of("g[\"b\"]", "2").fits(state)).isTrue();
    assertThat(Observation.of("g.a", "1").fits(state)).isTrue();
    assertThat(Observation.of("f[2]", "7").fits(state)).isFalse();
    assertThatThrownBy(() -> Observation.of("Len(f)", "7")).isInstanceOf(Exception.class);
  }
}
