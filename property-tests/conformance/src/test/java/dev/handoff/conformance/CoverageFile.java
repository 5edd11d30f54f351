package dev.handoff.conformance;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.conformance.Coverage.Taken;
import dev.handoff.conformance.Coverage.Technique;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code property-tests/target/handoff/coverage.json}: for each action of each reference module how
 * often each technique took it, and over how many different edges.
 *
 * <p>Tests run in several processes. Each test class that checks something has its process write
 * all that it counted so far, as a part; the gate puts the parts of one build together.
 */
final class CoverageFile {
  /** Beside the modules of property-tests, for whoever looks there. */
  static final Path PATH = Path.of("..", "target", "handoff", "coverage.json");

  private static final Path PARTS = Path.of("target", "handoff", "coverage");

  private CoverageFile() {}

  /** Writes what this process has counted. */
  static void write(Coverage coverage) throws IOException {
    Map<String, Object> part = new LinkedHashMap<>();
    for (Reference reference : Kit.REFERENCES) {
      for (Technique technique : Technique.values()) {
        Taken taken = coverage.taken(reference.module(), technique);
        part.put(
            reference.module() + " " + technique,
            Map.of("steps", taken.steps(), "edges", taken.edges()));
      }
    }
    Files.createDirectories(PARTS);
    Files.writeString(
        PARTS.resolve(build() + "." + ProcessHandle.current().pid() + ".json"),
        JSON.std.asString(part));
  }

  /** Which build this is, so that nobody counts what an earlier one has left. */
  private static String build() {
    return System.getProperty("handoff.build", "by-hand");
  }

  /**
   * Puts the parts of a build together.
   *
   * @return how many there were
   */
  static int collect(Coverage coverage) throws IOException {
    if (!Files.isDirectory(PARTS)) {
      return 0;
    }
    List<Path> parts;
    try (Stream<Path> files = Files.list(PARTS)) {
      parts =
          files.filter(file -> file.getFileName().toString().startsWith(build() + ".")).toList();
    }
    for (Path file : parts) {
      Map<String, Object> part = JSON.std.mapFrom(Files.readString(file));
      for (Reference reference : Kit.REFERENCES) {
        for (Technique technique : Technique.values()) {
          if (part.get(reference.module() + " " + technique) instanceof Map<?, ?> taken) {
            coverage.add(reference.module(), technique, taken(taken));
          }
        }
      }
    }
    return parts.size();
  }

  private static Taken taken(Map<?, ?> part) {
    Map<String, Long> steps = new TreeMap<>();
    if (part.get("steps") instanceof Map<?, ?> counts) {
      counts.forEach(
          (action, count) -> steps.put(String.valueOf(action), ((Number) count).longValue()));
    }
    return new Taken(steps, part.get("edges") instanceof Number edges ? edges.longValue() : 0);
  }

  /**
   * Writes the file.
   *
   * @param all the actions of each module
   */
  static void publish(Coverage coverage, Map<String, List<String>> all) throws IOException {
    List<Map<String, Object>> actions = new ArrayList<>();
    List<Map<String, Object>> edges = new ArrayList<>();
    for (Reference reference : Kit.REFERENCES) {
      for (String name : all.getOrDefault(reference.module(), List.of())) {
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
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("schema", 1);
    file.put("actions", actions);
    file.put("edges", edges);
    Files.createDirectories(PATH.resolveSibling(""));
    Files.writeString(PATH, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(file) + "\n");
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
