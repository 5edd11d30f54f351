package dev.handoff.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationTest {
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
