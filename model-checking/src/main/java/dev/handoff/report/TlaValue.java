package dev.handoff.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as TLC prints it, taken apart so that two values can be compared in depth. Every part
 * keeps its text, which tells a string from a model value.
 */
sealed interface TlaValue {
  /** The value as TLA+ text. */
  String text();

  /** Reads a value; text that is not understood is one opaque atom. */
  static TlaValue of(String text) {
    return TlaValueParser.parse(text);
  }

  /** A number, a string, a boolean, a model value, or text that was not understood. */
  record Atom(String text) implements TlaValue {}

  /** {@code [field |-> value]}. */
  record Fields(String text, Map<String, TlaValue> parts) implements TlaValue {
    public Fields {
      parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }
  }

  /** {@code (key :> value @@ key :> value)}, by the text of the keys. */
  record Mapping(String text, Map<String, TlaValue> parts) implements TlaValue {
    public Mapping {
      parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }
  }

  /** <code>&lt;&lt;first, second&gt;&gt;</code>. */
  record Tuple(String text, List<TlaValue> parts) implements TlaValue {
    public Tuple {
      parts = List.copyOf(parts);
    }
  }

  /** {@code {one, another}}. */
  record Elements(String text, List<TlaValue> parts) implements TlaValue {
    public Elements {
      parts = List.copyOf(parts);
    }
  }
}
