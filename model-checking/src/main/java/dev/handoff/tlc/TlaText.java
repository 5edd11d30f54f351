package dev.handoff.tlc;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values as TLA+ text.
 *
 * <p>Only functions that are neither sequences nor records have two forms: TLC's own, short, with
 * operators of its module {@code TLC}, and one that any module understands.
 */
public final class TlaText {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
  private static final Set<String> RESERVED =
      Set.of(
          "IF",
          "THEN",
          "ELSE",
          "LET",
          "IN",
          "CASE",
          "OTHER",
          "EXCEPT",
          "CHOOSE",
          "DOMAIN",
          "ENABLED",
          "UNCHANGED",
          "SUBSET",
          "UNION",
          "TRUE",
          "FALSE",
          "BOOLEAN",
          "STRING",
          "WITH",
          "INSTANCE");

  private TlaText() {}

  /** How functions are written. */
  private enum Form {
    /** {@code (k :> v @@ l :> w)}. */
    PRINTED,
    /** {@code [key \in {k, l} |-> CASE key = k -> v [] key = l -> w]}. */
    EXPRESSION
  }

  /**
   * The value as TLC prints it, and {@link TlaLiteral} reads it.
   *
   * @throws IllegalArgumentException if TLA+ has no such value
   */
  public static String of(Object value) {
    return of(value, Form.PRINTED, 0);
  }

  /**
   * The value as an expression that needs no module but the integers, for any module to contain.
   *
   * @throws IllegalArgumentException if TLA+ has no such value
   */
  public static String expression(Object value) {
    return of(value, Form.EXPRESSION, 0);
  }

  private static String of(Object value, Form form, int depth) {
    if (value instanceof Long || value instanceof Integer || value instanceof ModelValue) {
      return value.toString();
    } else if (value instanceof Boolean bool) {
      return bool ? "TRUE" : "FALSE";
    } else if (value instanceof String string) {
      return quoted(string);
    } else if (value instanceof Set<?> set) {
      return joined(set, "{", "}", form, depth);
    } else if (value instanceof List<?> list) {
      return joined(list, "<<", ">>", form, depth);
    } else if (value instanceof Map<?, ?> map) {
      return function(map, form, depth);
    }
    throw new IllegalArgumentException(
        "TLA+ has no value like " + value + " (" + value.getClass().getSimpleName() + ")");
  }

  private static String joined(
      Collection<?> values, String open, String close, Form form, int depth) {
    return values.stream()
        .map(each -> of(each, form, depth))
        .collect(Collectors.joining(", ", open, close));
  }

  private static String function(Map<?, ?> map, Form form, int depth) {
    if (map.isEmpty()) {
      return "<<>>";
    }
    if (map.keySet().stream().allMatch(TlaText::isField)) {
      return map.entrySet().stream()
          .map(each -> each.getKey() + " |-> " + of(each.getValue(), form, depth))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (form == Form.PRINTED) {
      return map.entrySet().stream()
          .map(each -> of(each.getKey(), form, depth) + " :> " + of(each.getValue(), form, depth))
          .collect(Collectors.joining(" @@ ", "(", ")"));
    }
    // TLA+ has no shadowing: a function within a function has a variable of its own.
    String key = "key_" + depth;
    String domain = joined(map.keySet(), "{", "}", form, depth + 1);
    return map.entrySet().stream()
        .map(
            each ->
                "%s = %s -> %s"
                    .formatted(
                        key,
                        of(each.getKey(), form, depth + 1),
                        of(each.getValue(), form, depth + 1)))
        .collect(Collectors.joining(" [] ", "[" + key + " \\in " + domain + " |-> CASE ", "]"));
  }

  private static boolean isField(Object key) {
    return key instanceof String name && FIELD.matcher(name).matches() && !RESERVED.contains(name);
  }

  private static String quoted(String string) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        case '\f' -> quoted.append("\\f");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
