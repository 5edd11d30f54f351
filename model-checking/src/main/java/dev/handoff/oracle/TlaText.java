package dev.handoff.oracle;

import dev.handoff.tlc.ModelValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as TLA+ expressions that need no module but the integers. */
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

  /**
   * The expression.
   *
   * @throws IllegalArgumentException if TLA+ has no such value
   */
  public static String of(Object value) {
    if (value instanceof Long || value instanceof Integer || value instanceof ModelValue) {
      return value.toString();
    } else if (value instanceof Boolean bool) {
      return bool ? "TRUE" : "FALSE";
    } else if (value instanceof String string) {
      return quoted(string);
    } else if (value instanceof Set<?> set) {
      return joined(set, "{", "}");
    } else if (value instanceof List<?> list) {
      return joined(list, "<<", ">>");
    } else if (value instanceof Map<?, ?> map) {
      return function(map);
    }
    throw new IllegalArgumentException(
        "TLA+ has no value like " + value + " (" + value.getClass().getSimpleName() + ")");
  }

  private static String joined(Collection<?> values, String open, String close) {
    return values.stream().map(TlaText::of).collect(Collectors.joining(", ", open, close));
  }

  private static String function(Map<?, ?> map) {
    if (map.isEmpty()) {
      return "<<>>";
    }
    if (map.keySet().stream().allMatch(TlaText::isField)) {
      return map.entrySet().stream()
          .map(each -> each.getKey() + " |-> " + of(each.getValue()))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String domain = joined(map.keySet(), "{", "}");
    return map.entrySet().stream()
        .map(each -> "key_ = " + of(each.getKey()) + " -> " + of(each.getValue()))
        .collect(Collectors.joining(" [] ", "[key_ \\in " + domain + " |-> CASE ", "]"));
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
