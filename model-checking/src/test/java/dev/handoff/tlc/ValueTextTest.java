package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ValueTextTest {
  @Test
  void everySortOfValueIsOneOfTheJdk() {
    assertThat(ValueText.parse("-3")).isEqualTo(-3L);
    assertThat(ValueText.parse("TRUE")).isEqualTo(true);
    assertThat(ValueText.parse("m1")).isEqualTo(new ModelValue("m1"));
    assertThat(ValueText.parse("\"a \\\"b\\\" , }\"")).isEqualTo("a \"b\" , }");
    assertThat(ValueText.parse("<<1, <<>>, \"x\">>")).isEqualTo(List.of(1L, List.of(), "x"));
    assertThat(ValueText.parse("{}")).isEqualTo(Set.of());
    assertThat(ValueText.parse("{1, {2}}")).isEqualTo(Set.of(1L, Set.of(2L)));
    assertThat(ValueText.parse("2..4")).isEqualTo(Set.of(2L, 3L, 4L));
    assertThat(ValueText.parse("[a |-> 1, b |-> {m}]"))
        .isEqualTo(Map.of("a", 1L, "b", Set.of(new ModelValue("m"))));
    assertThat(ValueText.parse("(5 :> 6 @@ \"k\" :> <<>>)"))
        .isEqualTo(Map.of(5L, 6L, "k", List.of()));
  }

  @Test
  void whatIsNotWrittenOutStaysText() {
    for (String text : List.of("SUBSET {1, 2}", "[{1} -> {2}]", "{1, 2", "<<1", "1..", "", "[a")) {
      assertThat(ValueText.parse(text)).as(text).isEqualTo(text);
    }
  }

  @Test
  void blanksForLooksAreTakenOutAndThoseInStringsKept() {
    assertThat(
            ValueText.normalize(
                "[ a |->\n      \"x  y\",\n  b |-> << <<1, 2>>,\n     {} >>,\n  c |-> (1 :> 2) ]"))
        .isEqualTo("[a |-> \"x  y\", b |-> <<<<1, 2>>, {}>>, c |-> (1 :> 2)]");
  }
}
