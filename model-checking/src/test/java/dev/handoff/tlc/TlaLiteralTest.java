package dev.handoff.tlc;

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
}
