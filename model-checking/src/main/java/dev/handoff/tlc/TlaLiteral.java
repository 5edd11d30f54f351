package dev.handoff.tlc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Reads a value that is written out in TLA+: no operator but the sign, the interval and those that
 * build functions, {@code :>} and {@code @@}. Used once.
 */
public final class TlaLiteral {
  /** What a word is that is neither a number nor a truth value. */
  public enum Words {
    /** People forget quotes. */
    MISTAKES,
    /** The tools print model values so. */
    MODEL_VALUES
  }

  /** A wider interval is a mistake. */
  private static final long WIDEST = 100_000;

  private final String text;
  private final Words words;
  private int at;

  private TlaLiteral(String text, Words words) {
    this.text = text;
    this.words = words;
  }

  /** Begins to read a text in which no word stands for itself. */
  public TlaLiteral(String text) {
    this(text, Words.MISTAKES);
  }

  /** The value that a text denotes, in which no word stands for itself. */
  public static Object parse(String text) throws NotAValue {
    return parse(text, Words.MISTAKES);
  }

  /** The value that a text denotes. */
  public static Object parse(String text, Words words) throws NotAValue {
    TlaLiteral parser = new TlaLiteral(text, words);
    Object value = parser.value();
    if (!parser.atEnd()) {
      throw new NotAValue("is followed by \"" + text.substring(parser.at).strip() + "\"");
    }
    return value;
  }

  /** The key of an application {@code [key]} or of a field {@code .key}, which comes next. */
  public Object key() throws NotAValue {
    if (accept(".")) {
      return word();
    }
    require("[");
    Object key = value();
    require("]");
    return key;
  }

  /** Whether nothing but blanks follows. */
  public boolean atEnd() {
    skip();
    return at == text.length();
  }

  private Object value() throws NotAValue {
    skip();
    if (accept("<<")) {
      return List.copyOf(items(">>"));
    } else if (accept("{")) {
      return Collections.unmodifiableSet(new LinkedHashSet<>(items("}")));
    } else if (accept("[")) {
      return pairs("|->", ",", "]", (first, second) -> second);
    } else if (accept("(")) {
      // In f @@ g the left one wins.
      return pairs(":>", "@@", ")", (first, second) -> first);
    } else if (accept("\"")) {
      return string();
    }
    boolean negative = accept("-");
    String word = word();
    if (word.matches("\\d{1,18}")) {
      return number(negative ? -Long.parseLong(word) : Long.parseLong(word));
    } else if (!negative && (word.equals("TRUE") || word.equals("FALSE"))) {
      return word.equals("TRUE");
    } else if (!negative && words == Words.MODEL_VALUES && !word.matches("\\d+")) {
      return new ModelValue(word);
    }
    throw new NotAValue("has \"" + word + "\", which is no value; a string stands in quotes");
  }

  private Object number(long low) throws NotAValue {
    if (!accept("..")) {
      return low;
    }
    boolean negative = accept("-");
    String word = word();
    if (!word.matches("\\d{1,18}")) {
      throw new NotAValue("has an interval without its end");
    }
    long high = negative ? -Long.parseLong(word) : Long.parseLong(word);
    if (high - low > WIDEST) {
      throw new NotAValue("has an interval of more than " + WIDEST + " numbers");
    }
    Set<Object> interval = new LinkedHashSet<>();
    for (long i = low; i <= high; i++) {
      interval.add(i);
    }
    return Collections.unmodifiableSet(interval);
  }

  private List<Object> items(String close) throws NotAValue {
    List<Object> items = new ArrayList<>();
    if (accept(close)) {
      return items;
    }
    do {
      items.add(value());
    } while (accept(","));
    require(close);
    return items;
  }

  private Object pairs(String arrow, String separator, String close, BinaryOperator<Object> merge)
      throws NotAValue {
    Map<Object, Object> pairs = new LinkedHashMap<>();
    do {
      Object key = arrow.equals("|->") ? word() : value();
      require(arrow);
      pairs.merge(key, value(), merge);
    } while (accept(separator));
    require(close);
    return Tla.function(pairs);
  }

  private String string() throws NotAValue {
    StringBuilder string = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      } else if (c == '\\' && at < text.length()) {
        char escaped = text.charAt(at++);
        string.append(unescaped(escaped));
      } else {
        string.append(c);
      }
    }
    throw new NotAValue("has a string without its end");
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

  private String word() throws NotAValue {
    skip();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    if (start == at) {
      throw new NotAValue(
          at == text.length() ? "ends too early" : "has \"" + text.charAt(at) + "\" out of place");
    }
    return text.substring(start, at);
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean accept(String token) {
    skip();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void require(String token) throws NotAValue {
    if (!accept(token)) {
      throw new NotAValue(
          "needs \""
              + token
              + "\" "
              + (at == text.length() ? "at its end" : "before \"" + text.substring(at) + "\""));
    }
  }

  /** A text is no value; the message goes on after its name. */
  public static final class NotAValue extends Exception {
    private static final long serialVersionUID = 1L;

    public NotAValue(String message) {
      super(message);
    }
  }
}
