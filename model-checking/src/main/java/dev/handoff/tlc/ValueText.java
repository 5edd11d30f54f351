package dev.handoff.tlc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a value as the tools print it.
 *
 * <p>What they print without working it out (an infinite set, say) stays text. Used once.
 */
final class ValueText {
  /** A wider interval stays text. */
  private static final long WIDEST = 100_000;

  private final String text;
  private int at;

  private ValueText(String text) {
    this.text = text;
  }

  /** The value of the JDK that the text denotes, as {@link Trace} says; or else the text itself. */
  static Object parse(String text) {
    ValueText parser = new ValueText(text);
    try {
      Object value = parser.value();
      parser.skip();
      return parser.at == text.length() ? value : text;
    } catch (Unreadable e) {
      return text;
    }
  }

  /** The text on one line, without the blanks that the tools put in for looks. */
  static String normalize(String text) {
    StringBuilder line = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
        quoted = !quoted;
      }
      if (!quoted && Character.isWhitespace(c)) {
        int next = i;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
          next++;
        }
        boolean opened = line.length() == 0 || opens(line);
        boolean closes = next == text.length() || ")]}>".indexOf(text.charAt(next)) >= 0;
        if (!opened && !(closes && !isGreater(text, next))) {
          line.append(' ');
        }
        i = next - 1;
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private static boolean opens(StringBuilder line) {
    char last = line.charAt(line.length() - 1);
    return last == '(' || last == '[' || last == '{' || line.toString().endsWith("<<");
  }

  /** Whether a lone greater-than stands there, not the end of a tuple. */
  private static boolean isGreater(String text, int at) {
    return at < text.length() && text.charAt(at) == '>' && !text.startsWith(">>", at);
  }

  private Object value() throws Unreadable {
    skip();
    if (at >= text.length()) {
      throw new Unreadable();
    }
    char c = text.charAt(at);
    if (c == '"') {
      return string();
    } else if (c == '{') {
      at++;
      return set();
    } else if (text.startsWith("<<", at)) {
      at += 2;
      return List.copyOf(items(">>"));
    } else if (c == '[') {
      at++;
      return entries("|->", ",", "]");
    } else if (c == '(') {
      at++;
      return entries(":>", "@@", ")");
    }
    String word = word();
    return switch (word) {
      case "TRUE" -> true;
      case "FALSE" -> false;
      default -> word.matches("-?\\d+") ? interval(number(word)) : new ModelValue(word);
    };
  }

  private Object interval(long low) throws Unreadable {
    skip();
    if (!text.startsWith("..", at)) {
      return low;
    }
    at += 2;
    skip();
    long high = number(word());
    if (high - low > WIDEST) {
      throw new Unreadable();
    }
    Set<Object> set = new LinkedHashSet<>();
    for (long i = low; i <= high; i++) {
      set.add(i);
    }
    return Collections.unmodifiableSet(set);
  }

  private Object set() throws Unreadable {
    return Collections.unmodifiableSet(new LinkedHashSet<>(items("}")));
  }

  private List<Object> items(String close) throws Unreadable {
    List<Object> items = new ArrayList<>();
    while (!takes(close)) {
      if (!items.isEmpty()) {
        expect(",");
      }
      items.add(value());
    }
    return items;
  }

  private Map<Object, Object> entries(String arrow, String separator, String close)
      throws Unreadable {
    Map<Object, Object> entries = new LinkedHashMap<>();
    while (!takes(close)) {
      if (!entries.isEmpty()) {
        expect(separator);
      }
      skip();
      Object key = arrow.equals("|->") ? word() : value();
      expect(arrow);
      entries.put(key, value());
    }
    return Collections.unmodifiableMap(entries);
  }

  private String string() throws Unreadable {
    StringBuilder string = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        at = i + 1;
        return string.toString();
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        string.append(unescaped(text.charAt(i)));
      } else {
        string.append(c);
      }
    }
    throw new Unreadable();
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'f' -> '\f';
      default -> c;
    };
  }

  private String word() throws Unreadable {
    int start = at;
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    if (at == start) {
      throw new Unreadable();
    }
    return text.substring(start, at);
  }

  private static long number(String word) throws Unreadable {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw new Unreadable();
    }
  }

  private boolean takes(String token) {
    skip();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void expect(String token) throws Unreadable {
    if (!takes(token)) {
      throw new Unreadable();
    }
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** The text is not a value that is written out. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super("", null, false, false);
    }
  }
}
