package dev.handoff.tlc;

import dev.handoff.tlc.TlcConfig.Entry;
import dev.handoff.tlc.TlcConfig.Keyword;
import dev.handoff.tlc.TlcConfig.Name;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Parses a model configuration. Used once. */
final class ConfigParser {
  private static final String END = "";

  private final String text;
  private final String place;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  ConfigParser(String text, String place) {
    this.text = text;
    this.place = place;
  }

  List<Entry> parse() throws TlcException {
    tokenize();
    List<Entry> entries = new ArrayList<>();
    Set<Keyword> once = EnumSet.noneOf(Keyword.class);
    while (!peek().isEnd()) {
      Token word = take();
      Keyword keyword =
          Keyword.of(word.text())
              .orElseThrow(
                  () ->
                      error(
                          word,
                          "expected a keyword such as SPECIFICATION, INVARIANT or CONSTANT, found "
                              + word.text()));
      if (!keyword.takesMany() && !once.add(keyword)) {
        throw error(word, "the keyword " + keyword + " appears twice");
      }
      entries.add(new Entry(keyword, word.start(), word.end(), namesOf(keyword, word)));
    }
    return entries;
  }

  private List<Name> namesOf(Keyword keyword, Token word) throws TlcException {
    List<Name> names = new ArrayList<>();
    if (keyword == Keyword.CONSTANT) {
      while (!atSection()) {
        names.add(assignment());
      }
    } else if (keyword.takesMany()) {
      while (!atSection()) {
        names.add(name(keyword));
      }
    } else {
      if (atSection()) {
        throw error(word, keyword + " is not followed by a name");
      }
      Name name = name(keyword);
      if (keyword == Keyword.CHECK_DEADLOCK
          && !name.text().equals("TRUE")
          && !name.text().equals("FALSE")) {
        throw error(word, "CHECK_DEADLOCK is TRUE or FALSE, not " + name.text());
      }
      names.add(name);
    }
    return names;
  }

  private Name name(Keyword keyword) throws TlcException {
    Token first = take();
    if (!first.isWord()) {
      throw error(first, "expected a name after " + keyword + ", found " + first.text());
    }
    int end = first.end();
    StringBuilder name = new StringBuilder(first.text());
    while (peek().text().equals("!")) {
      take();
      Token part = take();
      name.append('!').append(part.text());
      end = part.end();
    }
    return new Name(name.toString(), first.start(), end);
  }

  /** {@code id = value}, {@code id(v, ...) = value}, {@code id <- id}, each with {@code [mod]}. */
  private Name assignment() throws TlcException {
    Name left = name(Keyword.CONSTANT);
    if (peek().text().equals("(")) {
      skipBracketed();
    }
    Token sign = take();
    if (!sign.text().equals("=") && !sign.text().equals("<-")) {
      throw error(sign, "expected = or <- after the constant " + left.text());
    }
    if (peek().text().equals("[")) {
      skipBracketed();
    }
    Token value = peek();
    if (value.isEnd() || (atSection() && sign.text().equals("="))) {
      throw error(sign, "the constant " + left.text() + " is given no value");
    }
    int end = value.text().equals("{") ? skipBracketed() : name(Keyword.CONSTANT).end();
    return new Name(text.substring(left.start(), end), left.start(), end);
  }

  /** Takes a bracket with all up to its partner; answers where that ends. */
  private int skipBracketed() throws TlcException {
    Token open = take();
    int depth = 1;
    Token token = open;
    while (depth > 0) {
      token = take();
      if (token.isEnd()) {
        throw error(open, "the bracket " + open.text() + " is not closed");
      }
      if ("([{".contains(token.text())) {
        depth++;
      } else if (")]}".contains(token.text())) {
        depth--;
      }
    }
    return token.end();
  }

  private boolean atSection() {
    return peek().isEnd() || Keyword.of(peek().text()).isPresent();
  }

  private Token peek() {
    return next < tokens.size()
        ? tokens.get(next)
        : new Token(END, text.length(), text.length(), false);
  }

  private Token take() {
    Token token = peek();
    next++;
    return token;
  }

  private void tokenize() throws TlcException {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("\\*", at)) {
        int line = text.indexOf('\n', at);
        at = line < 0 ? text.length() : line;
      } else if (text.startsWith("(*", at)) {
        at = skipComment(at);
      } else {
        Token token = token(at);
        tokens.add(token);
        at = token.end();
      }
    }
  }

  private int skipComment(int start) throws TlcException {
    int depth = 0;
    int at = start;
    while (at < text.length()) {
      if (text.startsWith("(*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*)", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return at;
        }
      } else {
        at++;
      }
    }
    throw error(new Token("(*", start, start + 2, false), "the comment is not closed");
  }

  private Token token(int start) throws TlcException {
    char c = text.charAt(start);
    if (c == '"') {
      int end = start + 1;
      while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      if (end >= text.length() || text.charAt(end) != '"') {
        throw error(new Token("\"", start, start + 1, false), "the string is not closed");
      }
      return new Token(text.substring(start, end + 1), start, end + 1, true);
    }
    int end = start;
    if (c == '-') {
      end++;
    }
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    if (end > start && !(c == '-' && end == start + 1)) {
      return new Token(text.substring(start, end), start, end, true);
    }
    int length = text.startsWith("<-", start) ? 2 : 1;
    return new Token(text.substring(start, start + length), start, start + length, false);
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private TlcException error(Token at, String message) {
    long line = 1 + text.chars().limit(at.start()).filter(c -> c == '\n').count();
    return new TlcException(TlcException.Kind.CONFIG, place + ":" + line + ": " + message);
  }

  private record Token(String text, int start, int end, boolean isWord) {
    boolean isEnd() {
      return text.isEmpty();
    }
  }
}
