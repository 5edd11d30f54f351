package dev.handoff.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value in a JSON file that knows its place, so that what is wrong with it can be located. */
final class JsonNode {
  // Without strict detection the last of two fields with one name would win in silence.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final String place;
  private final @Nullable Object value;

  private JsonNode(Path file, String place, @Nullable Object value) {
    this.file = file;
    this.place = place;
    this.value = value;
  }

  /** Reads a whole file. */
  static JsonNode read(Path file) throws ManifestException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ManifestException(file, "", "is not UTF-8 text");
    } catch (IOException e) {
      throw new ManifestException(file, "", "cannot be read; " + reason(file));
    }
    if (text.isBlank()) {
      throw new ManifestException(file, "", "is empty; a manifest is a JSON object");
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonNode node = new JsonNode(file, "", JSON.std.anyFrom(parser));
      if (parser.nextToken() != null) {
        throw new ManifestException(
            file, place(parser.currentTokenLocation()), "text after the end of the manifest");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new ManifestException(file, location(e), "is not JSON: " + firstLine(e));
    } catch (IOException e) {
      throw new ManifestException(file, "", "is not JSON: " + e.getMessage());
    }
  }

  private static String reason(Path file) {
    if (!Files.exists(file)) {
      return "no such file";
    }
    return Files.isDirectory(file) ? "it is a folder" : "check its permissions";
  }

  private static String location(JsonProcessingException e) {
    return e.getLocation() == null ? "" : place(e.getLocation());
  }

  private static String place(JsonLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("it ends too early");
  }

  /** An error at this value. */
  ManifestException error(String problem) {
    return new ManifestException(file, place, problem);
  }

  /** Checks that this is an object that has no field but these. */
  JsonNode allowOnly(String... names) throws ManifestException {
    for (String name : object().keySet()) {
      if (!Arrays.asList(names).contains(name)) {
        throw field(name).error("unknown field; allowed: " + String.join(", ", names));
      }
    }
    return this;
  }

  /** The field of this name, which must be there. */
  JsonNode get(String name) throws ManifestException {
    if (!object().containsKey(name)) {
      throw error("field \"" + name + "\" is missing");
    }
    return field(name);
  }

  /** The field of this name, if it is there. */
  Optional<JsonNode> find(String name) throws ManifestException {
    return object().containsKey(name) ? Optional.of(field(name)) : Optional.empty();
  }

  private JsonNode field(String name) throws ManifestException {
    return new JsonNode(file, place.isEmpty() ? name : place + "." + name, object().get(name));
  }

  private Map<?, ?> rawObject() throws ManifestException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw error("is " + sort() + ", must be an object");
  }

  @SuppressWarnings("unchecked") // the names of a JSON object's fields are strings
  private Map<String, Object> object() throws ManifestException {
    return (Map<String, Object>) rawObject();
  }

  /** The elements of this array. */
  List<JsonNode> list() throws ManifestException {
    if (!(value instanceof List<?> list)) {
      throw error("is " + sort() + ", must be an array");
    }
    List<JsonNode> nodes = new ArrayList<>();
    for (Object element : list) {
      nodes.add(new JsonNode(file, place + "[" + nodes.size() + "]", element));
    }
    return List.copyOf(nodes);
  }

  /** The strings of this array, empty ones and repetitions included. */
  List<String> lines() throws ManifestException {
    List<String> lines = new ArrayList<>();
    for (JsonNode node : list()) {
      lines.add(node.string());
    }
    return List.copyOf(lines);
  }

  /** This string, one line that is not blank. */
  String text() throws ManifestException {
    String text = string();
    if (text.isBlank()) {
      throw error("is empty");
    }
    if (text.lines().count() > 1) {
      throw error("has several lines, must be one");
    }
    return text;
  }

  private String string() throws ManifestException {
    if (value instanceof String string) {
      return string;
    }
    throw error("is " + sort() + ", must be a string");
  }

  /** This whole number, between zero and a limit. */
  long whole(long most) throws ManifestException {
    if ((value instanceof Integer || value instanceof Long) && value instanceof Number number) {
      if (number.longValue() >= 0 && number.longValue() <= most) {
        return number.longValue();
      }
    }
    throw error("is " + sort() + ", must be a whole number from 0 to " + most);
  }

  /** The constant that is written like this string. */
  <E extends Enum<E> & Written> E oneOf(E[] constants) throws ManifestException {
    String text = string();
    List<String> allowed = new ArrayList<>();
    for (E constant : constants) {
      if (constant.written().equals(text)) {
        return constant;
      }
      allowed.add(constant.written());
    }
    throw error("is \"" + text + "\"; allowed: " + String.join(", ", allowed));
  }

  private String sort() {
    if (value == null) {
      return "null";
    } else if (value instanceof Map) {
      return "an object";
    } else if (value instanceof List) {
      return "an array";
    } else if (value instanceof String string) {
      return string.length() > 40 ? "a string" : "the string \"" + string + "\"";
    }
    return value.toString();
  }
}
