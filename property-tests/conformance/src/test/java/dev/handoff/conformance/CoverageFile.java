package dev.handoff.conformance;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.conformance.Coverage.Technique;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code property-tests/target/handoff/coverage.json}: for each action of each reference module how
 * often each technique took it, and over how many different edges. Each test class that checks
 * something writes all that was counted so far.
 */
final class CoverageFile {
  /** Beside the modules of property-tests, for whoever looks there. */
  static final Path PATH = Path.of("..", "target", "handoff", "coverage.json");

  private CoverageFile() {}

  static void write(Coverage coverage) throws IOException {
    List<Map<String, Object>> actions = new ArrayList<>();
    List<Map<String, Object>> edges = new ArrayList<>();
    for (Reference reference : Kit.REFERENCES) {
      Set<String> names = new TreeSet<>();
      for (Technique technique : Technique.values()) {
        names.addAll(coverage.taken(reference.module(), technique).steps().keySet());
      }
      for (String name : names) {
        Map<String, Object> row = row(reference);
        row.put("action", name);
        for (Technique technique : Technique.values()) {
          row.put(
              key(technique),
              coverage.taken(reference.module(), technique).steps().getOrDefault(name, 0L));
        }
        actions.add(row);
      }
      Map<String, Object> row = row(reference);
      for (Technique technique : Technique.values()) {
        row.put(key(technique), coverage.taken(reference.module(), technique).edges());
      }
      edges.add(row);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schema", 1);
    all.put("actions", actions);
    all.put("edges", edges);
    Files.createDirectories(PATH.getParent());
    Files.writeString(PATH, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n");
  }

  private static Map<String, Object> row(Reference reference) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("protocol", reference.protocol());
    row.put("module", reference.module());
    return row;
  }

  static String key(Technique technique) {
    return technique.name().toLowerCase(Locale.ROOT);
  }
}
