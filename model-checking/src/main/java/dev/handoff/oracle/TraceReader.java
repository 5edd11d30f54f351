package dev.handoff.oracle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.oracle.TraceEvent.Arguments;
import dev.handoff.oracle.TraceEvent.ByName;
import dev.handoff.oracle.TraceEvent.InOrder;
import dev.handoff.tlc.TlaLiteral;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a trace line by line; whatever is wrong is said with its line. Used once. */
final class TraceReader {
  private static final Set<String> HEADER_FIELDS =
      Set.of("handoff", "version", "protocol", "module", "constants", "hidden");
  private static final Set<String> EVENT_FIELDS = Set.of("seq", "action", "args", "state");

  // Without strict detection the last of two fields with one name would win in silence.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path path;
  private int line;

  TraceReader(Path path) {
    this.path = path;
  }

  TraceFile read() throws TraceException {
    List<String> lines = lines();
    if (lines.stream().allMatch(String::isBlank)) {
      throw new TraceException(path, "is empty; its first line must be a trace's header");
    }
    line = 1;
    TraceHeader header = header(object(lines.get(0)));
    List<TraceEvent> events = new ArrayList<>(lines.size());
    for (String each : lines.subList(1, lines.size())) {
      line++;
      TraceEvent event = event(object(each), each);
      if (event.seq() != events.size() + 1) {
        throw error(
            "event "
                + event.seq()
                + " is out of sequence, "
                + (events.size() + 1)
                + " comes here; record events in one order, and lose none");
      }
      events.add(event);
    }
    if (events.isEmpty()) {
      throw new TraceException(path, 1, "has no event after its header; nothing was recorded");
    }
    return new TraceFile(path, header, events);
  }

  private List<String> lines() throws TraceException {
    try {
      return Files.readAllLines(path);
    } catch (CharacterCodingException e) {
      throw new TraceException(path, "is not UTF-8 text");
    } catch (IOException e) {
      throw new TraceException(
          path,
          !Files.exists(path)
              ? "no such file"
              : Files.isDirectory(path)
                  ? "is a folder, must be a file"
                  : "cannot be read; check its permissions");
    }
  }

  private TraceHeader header(Map<?, ?> object) throws TraceException {
    if (!"trace".equals(object.get("handoff"))) {
      throw error("is no header of a trace: it must have \"handoff\":\"trace\"");
    }
    Object version = object.get("version");
    if (!(version instanceof Integer number) || number != TraceHeader.VERSION) {
      throw error(
          "is a trace of version "
              + version
              + "; this program reads version "
              + TraceHeader.VERSION);
    }
    allowOnly(object, HEADER_FIELDS);
    Map<String, String> constants = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : entries(object, "constants")) {
      constants.put(
          String.valueOf(each.getKey()), string(each.getValue(), "constant " + each.getKey()));
    }
    return new TraceHeader(
        string(object.get("protocol"), "\"protocol\""),
        string(object.get("module"), "\"module\""),
        constants,
        object.containsKey("hidden") ? names(object.get("hidden"), "\"hidden\"") : List.of());
  }

  private TraceEvent event(Map<?, ?> object, String text) throws TraceException {
    allowOnly(object, EVENT_FIELDS);
    Object seq = object.get("seq");
    if (!(seq instanceof Integer || seq instanceof Long)) {
      throw error("\"seq\" must be a whole number, 1 for the first event");
    }
    Object action = object.get("action");
    List<String> actions =
        action instanceof List<?>
            ? names(action, "\"action\"")
            : List.of(string(action, "\"action\""));
    if (actions.isEmpty()) {
      throw error("\"action\" names no action");
    }
    List<Observation> observations = new ArrayList<>();
    for (Map.Entry<?, ?> each : entries(object, "state")) {
      String place = String.valueOf(each.getKey());
      String value = string(each.getValue(), "state " + place);
      try {
        observations.add(Observation.of(place, value));
      } catch (TlaLiteral.NotAValue e) {
        throw error("state " + place + ": \"" + value + "\": " + e.getMessage());
      }
    }
    return new TraceEvent(
        ((Number) seq).longValue(),
        line,
        actions,
        arguments(object.get("args")),
        observations,
        text);
  }

  private Arguments arguments(@Nullable Object args) throws TraceException {
    if (args == null) {
      return new InOrder(List.of());
    } else if (args instanceof List<?> list) {
      List<Object> values = new ArrayList<>();
      for (Object each : list) {
        values.add(value(each));
      }
      return new InOrder(values);
    } else if (args instanceof Map<?, ?> map) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        values.put(String.valueOf(each.getKey()), value(each.getValue()));
      }
      return new ByName(values);
    }
    throw error("\"args\" must be an array, in the order of the parameters, or an object by name");
  }

  private Object value(@Nullable Object json) throws TraceException {
    if (json instanceof Integer number) {
      return number.longValue();
    } else if (json instanceof Long || json instanceof Boolean || json instanceof String) {
      return json;
    } else if (json instanceof List<?> list) {
      List<Object> values = new ArrayList<>();
      for (Object each : list) {
        values.add(value(each));
      }
      return List.copyOf(values);
    } else if (json instanceof Map<?, ?> map
        && map.size() == 1
        && map.get("tla") instanceof String text) {
      try {
        return TlaLiteral.parse(text);
      } catch (TlaLiteral.NotAValue e) {
        throw error("argument \"" + text + "\": " + e.getMessage());
      }
    }
    throw error(
        "argument "
            + json
            + " is no string, whole number, boolean, array or {\"tla\": TEXT}; give arguments by"
            + " name to leave one out");
  }

  private Map<?, ?> object(String text) throws TraceException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      Object value = JSON.std.anyFrom(parser);
      if (value instanceof Map<?, ?> map && parser.nextToken() == null) {
        return map;
      }
    } catch (JsonProcessingException e) {
      throw error(
          "is not JSON, or was cut off: "
              + e.getOriginalMessage().lines().findFirst().orElse("it ends too early"));
    } catch (IOException e) {
      throw error("is not JSON: " + e.getMessage());
    }
    throw error(
        text.isBlank()
            ? "is blank; an event comes here"
            : "is not one JSON object and nothing else");
  }

  private void allowOnly(Map<?, ?> object, Set<String> names) throws TraceException {
    for (Object name : object.keySet()) {
      if (!names.contains(name)) {
        throw error(
            "unknown field \""
                + name
                + "\"; allowed: "
                + String.join(", ", names.stream().sorted().toList()));
      }
    }
  }

  private Set<? extends Map.Entry<?, ?>> entries(Map<?, ?> object, String field)
      throws TraceException {
    Object value = object.get(field);
    if (value == null) {
      return Set.of();
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet();
    }
    throw error("\"" + field + "\" must be an object");
  }

  private List<String> names(@Nullable Object value, String what) throws TraceException {
    if (!(value instanceof List<?> list)) {
      throw error(what + " must be an array of names");
    }
    List<String> names = new ArrayList<>();
    for (Object each : list) {
      names.add(string(each, what));
    }
    return names;
  }

  private String string(@Nullable Object value, String what) throws TraceException {
    if (value instanceof String string && !string.isBlank()) {
      return string;
    }
    throw error(what + (value == null ? " is missing" : " must be a string, is " + value));
  }

  private TraceException error(String problem) {
    return new TraceException(path, line, problem);
  }
}
