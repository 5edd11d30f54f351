package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  private static final List<String> IDS =
      List.of(
          "fanout/AsFound/Crash",
          "fanout/AsFound/CrashRestart",
          "fanout/Reference/Crash",
          "shutdown/Reference/Stalled");

  @ParameterizedTest
  @CsvSource({
    "fanout, 0 1 2",
    "fanout/, 0 1 2",
    "fanout/AsFound, 0 1",
    "fanout/AsFound/Crash, 0",
    "fanout/AsFound/Crash*, 0 1",
    "*/Reference, 2 3",
    "*/Reference/*, 2 3",
    "**/Crash, 0 2",
    "*, 0 1 2 3",
    "shut*, 3",
    "fanout/??Found, 0 1"
  })
  void aPatternPicks(String pattern, String expected) throws Exception {
    List<String> wanted =
        List.of(expected.split(" ")).stream().map(i -> IDS.get(Integer.parseInt(i))).toList();
    assertThat(Selection.select(IDS, List.of(pattern))).containsExactlyElementsOf(wanted);
  }

  @Test
  void noPatternPicksAll() throws Exception {
    assertThat(Selection.select(IDS, List.of())).containsExactlyElementsOf(IDS);
  }

  @Test
  void severalPatternsPickInTheIdsOrderAndEachOnce() throws Exception {
    assertThat(Selection.select(IDS, List.of("shutdown", "*/Reference", "fanout/Reference")))
        .containsExactly("fanout/Reference/Crash", "shutdown/Reference/Stalled");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fanuot | nothing matches \"fanuot\"; did you mean fanout?",
        "fanout/asfound | nothing matches \"fanout/asfound\"; did you mean fanout/AsFound?",
        "fanout/AsFound/Crush | nothing matches \"fanout/AsFound/Crush\"; did you mean"
            + " fanout/AsFound/Crash?",
        "fanout/AsFound/Cra | nothing matches \"fanout/AsFound/Cra\"; did you mean"
            + " fanout/AsFound/Crash or fanout/AsFound/CrashRestart?",
        "quorum | nothing matches \"quorum\"; see 'list'",
        "fan | nothing matches \"fan\"; did you mean fanout?",
        ". | nothing matches \".\"; see 'list'"
      })
  void aPatternThatMatchesNothingIsRefusedWithCloseIds(String pattern, String message) {
    assertThatThrownBy(() -> Selection.select(IDS, List.of(pattern)))
        .isInstanceOf(Selection.NoMatchException.class)
        .hasMessage(message);
  }

  @Test
  void onePatternThatMatchesNothingRefusesAll() {
    assertThatThrownBy(() -> Selection.select(IDS, List.of("fanout", "delivery")))
        .hasMessageContaining("\"delivery\"");
  }

  @Test
  void distanceCountsInsertionsDeletionsAndReplacementsButNotCase() {
    assertThat(Selection.distance("crash", "Crash")).isZero();
    assertThat(Selection.distance("", "abc")).isEqualTo(3);
    assertThat(Selection.distance("kitten", "sitting")).isEqualTo(3); // the textbook's example
  }
}
