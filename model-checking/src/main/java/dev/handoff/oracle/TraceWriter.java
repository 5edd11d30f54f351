package dev.handoff.oracle;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.tlc.TlaText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes behaviours as traces: what a program that takes those steps would have recorded. */
public final class TraceWriter {
  private TraceWriter() {}

  /**
   * Writes a trace whose events have all their arguments, by name. Steps of hidden actions leave no
   * event.
   *
   * @param file is overwritten
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, TraceHeader header, List<SpecStep> steps) throws IOException {
    List<String> lines = new ArrayList<>(steps.size() + 1);
    lines.add(line(header));
    for (SpecStep step : steps) {
      if (!header.hidden().contains(step.action())) {
        lines.add(event(lines.size(), step));
      }
    }
    Files.write(file, lines);
  }

  /** The header's line. */
  public static String line(TraceHeader header) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("handoff", "trace");
    object.put("version", TraceHeader.VERSION);
    object.put("protocol", header.protocol());
    object.put("module", header.module());
    object.put("constants", header.constants());
    object.put("hidden", header.hidden());
    return json(object);
  }

  private static String event(int seq, SpecStep step) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("seq", seq);
    object.put("action", step.action());
    if (!step.arguments().isEmpty()) {
      Map<String, Object> arguments = new LinkedHashMap<>();
      step.arguments().forEach((name, value) -> arguments.put(name, argument(value)));
      object.put("args", arguments);
    }
    return json(object);
  }

  private static Object argument(Object value) {
    return value instanceof Long || value instanceof Boolean || value instanceof String
        ? value
        : Map.of("tla", TlaText.of(value));
  }

  private static String json(Map<String, Object> object) {
    try {
      return JSON.std.asString(object);
    } catch (IOException e) {
      throw new UncheckedIOException("an object in memory could not be written as JSON", e);
    }
  }
}
