package dev.handoff.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes JSON. */
final class Json {
  private static final JSON WRITER =
      JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  private Json() {}

  static String text(Map<String, ?> object) {
    return written(object);
  }

  static String text(List<? extends Map<String, ?>> array) {
    return written(array);
  }

  private static String written(Object value) {
    try {
      return WRITER.asString(value) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException("an object in memory could not be written as JSON", e);
    }
  }

  /**
   * A value of a state, of the JDK, as JSON has it: tuples and sets become arrays, records and
   * functions objects. A key that is no string is written as Java prints it.
   */
  static Object value(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> object = new TreeMap<>();
      map.forEach((key, part) -> object.put(String.valueOf(key), value(part)));
      return object;
    } else if (value instanceof Iterable<?> parts) {
      List<Object> array = new java.util.ArrayList<>();
      parts.forEach(part -> array.add(value(part)));
      return array;
    } else if (value instanceof Long || value instanceof Boolean || value instanceof Integer) {
      return value;
    }
    return value.toString();
  }
}
