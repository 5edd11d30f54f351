package dev.handoff.matrix;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was found so far. Thread-safe: several layers run at once. */
final class Rows {
  private final List<Row> rows = new ArrayList<>();

  /** Those of a file that an earlier run has written. */
  static Rows read(Path file) throws IOException {
    Rows rows = new Rows();
    if (Files.exists(file)) {
      for (Object each : JSON.std.listFrom(Files.readString(file))) {
        if (each instanceof Map<?, ?> fields) {
          rows.rows.add(
              new Row(
                  text(fields, "bug"),
                  Layer.named(text(fields, "layer")),
                  Effort.valueOf(text(fields, "effort").toUpperCase(Locale.ROOT)),
                  Boolean.parseBoolean(text(fields, "caught")),
                  Long.parseLong(text(fields, "millis")),
                  text(fields, "by")));
        }
      }
    }
    return rows;
  }

  private static String text(Map<?, ?> fields, String name) {
    return String.valueOf(fields.get(name));
  }

  /** Adds one, in place of what was known. */
  synchronized void put(Row row) {
    rows.removeIf(each -> each.isOf(row.bug(), row.layer(), row.effort()));
    rows.add(row);
  }

  /** All of them: bug by bug, layer by layer. */
  synchronized List<Row> all() {
    return rows.stream()
        .sorted(Comparator.comparing(Row::bug).thenComparing(Row::layer).thenComparing(Row::effort))
        .toList();
  }

  synchronized boolean has(String bug, Layer layer, Effort effort) {
    return rows.stream().anyMatch(each -> each.isOf(bug, layer, effort));
  }

  /** What was found of a bug by a layer, with every effort. */
  synchronized List<Row> of(String bug, Layer layer) {
    return rows.stream().filter(each -> each.bug().equals(bug) && each.layer() == layer).toList();
  }

  /** The row of the least effort that catches it. */
  Optional<Row> caught(String bug, Layer layer) {
    return of(bug, layer).stream().filter(Row::caught).min(Comparator.comparing(Row::effort));
  }

  synchronized boolean isCaught(String bug) {
    return rows.stream().anyMatch(each -> each.bug().equals(bug) && each.caught());
  }

  boolean isCaught(String bug, Layer layer) {
    return caught(bug, layer).isPresent();
  }

  /** Whether what {@code ./mvnw verify} runs catches it. */
  synchronized boolean isCaughtByVerify(String bug) {
    return rows.stream()
        .anyMatch(
            each -> each.bug().equals(bug) && each.effort() == Effort.VERIFY && each.caught());
  }

  /** Writes them, so that a reader finds the old file or the new one. */
  synchronized void write(Path file) throws IOException {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Row row : all()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("bug", row.bug());
      fields.put("protocol", row.protocol());
      fields.put("layer", row.layer().label());
      fields.put("effort", row.effort().label());
      fields.put("caught", row.caught());
      fields.put("millis", row.millis());
      fields.put("by", row.by());
      list.add(fields);
    }
    StringBuilder text = new StringBuilder("[\n");
    for (int i = 0; i < list.size(); i++) {
      // A line for each row: a change shows as what it is.
      text.append(JSON.std.asString(list.get(i))).append(i + 1 < list.size() ? ",\n" : "\n");
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(fresh, text.append("]\n"));
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
