package dev.handoff.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.seeded.SeededBug;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixPageTest {
  private static final List<SeededBug> BUGS =
      List.of(bug("fanout/one", false), bug("fanout/two", true), bug("shutdown/three", false));

  private static final List<Row> ROWS =
      List.of(
          row("fanout/one", Layer.UNIT, Effort.VERIFY, true, 1_000),
          row("fanout/one", Layer.REPLAY, Effort.VERIFY, true, 3_000),
          row("fanout/two", Layer.UNIT, Effort.VERIFY, false, 9_000),
          row("fanout/two", Layer.JCSTRESS, Effort.VERIFY, false, 5_000),
          row("fanout/two", Layer.JCSTRESS, Effort.FULL, true, 7_000),
          row("shutdown/three", Layer.UNIT, Effort.VERIFY, false, 2_000));

  @TempDir private Path folder = Path.of("");

  private static SeededBug bug(String id, boolean ordering) {
    return new SeededBug(id, "A.java", "a", "b", ordering, "why | not");
  }

  private static Row row(String bug, Layer layer, Effort effort, boolean caught, long millis) {
    return new Row(bug, layer, effort, caught, millis, caught ? "ATest.a" : "");
  }

  private static Rows rows() {
    Rows rows = new Rows();
    ROWS.forEach(rows::put);
    return rows;
  }

  @Test
  void saysWhatEachLayerIsWorth() {
    assertThat(new MatrixPage(BUGS, rows()).summary())
        .contains(
            "| unit | 1 of 3 | 0 of 1 | 0 | 1.0 |",
            "| replay | 1 of 1 | 0 of 0 | 0 | 3.0 |",
            "| traces | 0 of 0 | 0 of 0 | 0 | - |",
            "| jcstress | 1 of 1 | 1 of 1 | 1 | 7.0 |",
            "| Lincheck | 0 of 0 | 0 of 0 | 0 | - |");
  }

  @Test
  void saysWhatIsMissed() {
    assertThat(new MatrixPage(BUGS, rows()).totals())
        .containsExactly(
            "5 of 18 trials, a bug by a layer, were made.",
            "3 bugs: 2 caught, 1 of them (33 %) by what `./mvnw verify` runs.",
            "Caught by nothing that was tried: shutdown/three.",
            "About ordering, and caught neither by jcstress nor by Lincheck as far as they were tried: none.");
  }

  @Test
  void hasARowForEachBug() {
    String page = new MatrixPage(BUGS, rows()).text();
    assertThat(page)
        .contains("| one | 1.0 | 3.0 |  |  |  |  | why \\| not |")
        .contains("| two *o* | - |  |  |  | 7.0 *F* |  | why \\| not |")
        .contains("| three | - |  |  |  |  |  | why \\| not |");
  }

  @Test
  void rowsAreReadAsTheyWereWritten() throws Exception {
    Path file = folder.resolve("matrix.json");
    rows().write(file);
    assertThat(Rows.read(file).all()).containsExactlyInAnyOrderElementsOf(ROWS);
    assertThat(Files.readString(file))
        .contains("\"bug\":\"fanout/one\"", "\"protocol\":\"fanout\"", "\"layer\":\"unit\"");
  }

  @Test
  void aLaterRowReplacesTheEarlier() {
    Rows rows = new Rows();
    rows.put(row("fanout/one", Layer.UNIT, Effort.VERIFY, false, 1));
    rows.put(row("fanout/one", Layer.UNIT, Effort.VERIFY, true, 2));
    assertThat(rows.all()).containsExactly(row("fanout/one", Layer.UNIT, Effort.VERIFY, true, 2));
    assertThat(rows.isCaught("fanout/one")).isTrue();
    assertThat(rows.has("fanout/one", Layer.UNIT, Effort.FULL)).isFalse();
  }
}
