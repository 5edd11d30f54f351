package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TlaTextTest {
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
}
