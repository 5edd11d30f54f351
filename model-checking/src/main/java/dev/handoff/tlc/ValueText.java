package dev.handoff.tlc;

import dev.handoff.tlc.TlaLiteral.NotAValue;
import dev.handoff.tlc.TlaLiteral.Words;

/**
 * Reads a value as the tools print it.
 *
 * <p>What they print without working it out (an infinite set, say) stays text.
 */
final class ValueText {
  private ValueText() {}

  /** The value of the JDK that the text denotes, as {@link Trace} says; or else the text itself. */
  static Object parse(String text) {
    try {
      return TlaLiteral.parse(text, Words.MODEL_VALUES);
    } catch (NotAValue e) {
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
}
