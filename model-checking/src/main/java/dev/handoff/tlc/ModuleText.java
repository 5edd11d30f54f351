package dev.handoff.tlc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The definitions of one module, as tokens. Immutable. */
final class ModuleText {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\\\n]|\\\\.)*\"" // a string
              + "|[WS]F_(?:\\w+)?|\\\\?\\w+" // a word, or an operator such as \in
              + "|\\[\\]|□|<>|◇|~>|↝|==|≜|<<|>>|/\\\\|\\\\/|----+|====+|\\S");
  private static final Set<String> UNITS =
      Set.of(
          "VARIABLE",
          "VARIABLES",
          "CONSTANT",
          "CONSTANTS",
          "ASSUME",
          "ASSUMPTION",
          "AXIOM",
          "THEOREM",
          "LEMMA",
          "PROPOSITION",
          "COROLLARY",
          "RECURSIVE",
          "LOCAL",
          "INSTANCE",
          "EXTENDS");
  private static final Set<String> ASSUMPTIONS = Set.of("ASSUME", "ASSUMPTION", "AXIOM");

  private final Map<String, Definition> definitions;
  private final List<String> includes;
  private final boolean assumes;

  private ModuleText(Map<String, Definition> definitions, List<String> includes, boolean assumes) {
    this.definitions = Map.copyOf(definitions);
    this.includes = List.copyOf(includes);
    this.assumes = assumes;
  }

  static ModuleText parse(String text) {
    List<String> tokens = tokens(withoutComments(text));
    Map<String, Definition> definitions = new HashMap<>();
    List<String> includes = new ArrayList<>();
    boolean assumes = false;
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      assumes |= ASSUMPTIONS.contains(token);
      if (token.equals("EXTENDS")) {
        for (int j = i + 1; j < tokens.size() && isName(tokens.get(j)); j += 2) {
          includes.add(tokens.get(j));
          if (j + 1 >= tokens.size() || !tokens.get(j + 1).equals(",")) {
            break;
          }
        }
      } else if (token.equals("INSTANCE") && i > 0 && !isDefine(tokens.get(i - 1))) {
        includes.add(i + 1 < tokens.size() ? tokens.get(i + 1) : "");
      }
      int define = defineAfter(tokens, i);
      if (define > 0) {
        List<String> parameters =
            tokens.subList(i + 1, define).stream()
                .filter(part -> isName(part) && !part.equals("_"))
                .toList();
        int end = endOfBody(tokens, define + 1);
        definitions.putIfAbsent(token, new Definition(parameters, tokens.subList(define + 1, end)));
        i = end - 1;
      }
    }
    return new ModuleText(definitions, includes, assumes);
  }

  Optional<Definition> definition(String name) {
    return Optional.ofNullable(definitions.get(name));
  }

  /** The modules that it extends or instantiates without a name. */
  List<String> includes() {
    return includes;
  }

  boolean assumes() {
    return assumes;
  }

  /** The first token of a formula after the bullets and quantifiers in front of it. */
  static String firstOfFormula(List<String> body) {
    int i = 0;
    while (i < body.size()) {
      String token = body.get(i);
      if (token.equals("/\\") || token.equals("(")) {
        i++;
      } else if (token.equals("\\A") || token.equals("∀")) {
        int colon = body.subList(i, body.size()).indexOf(":");
        if (colon < 0) {
          return token;
        }
        i += colon + 1;
      } else {
        return token;
      }
    }
    return "";
  }

  /** The index of the definition sign if a definition of the name at {@code i} starts there. */
  private static int defineAfter(List<String> tokens, int i) {
    if (!isName(tokens.get(i)) || i + 1 >= tokens.size()) {
      return -1;
    }
    int next = i + 1;
    if (tokens.get(next).equals("(")) {
      int depth = 0;
      do {
        depth += tokens.get(next).equals("(") ? 1 : tokens.get(next).equals(")") ? -1 : 0;
        next++;
      } while (depth > 0 && next < tokens.size());
    }
    return next < tokens.size() && isDefine(tokens.get(next)) ? next : -1;
  }

  private static int endOfBody(List<String> tokens, int start) {
    int lets = 0;
    for (int i = start; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (token.equals("LET")) {
        lets++;
      } else if (token.equals("IN")) {
        lets--;
      } else if (token.startsWith("----")
          || token.startsWith("====")
          || (i > start && lets <= 0 && UNITS.contains(token))
          || (i > start && lets <= 0 && defineAfter(tokens, i) > 0)) {
        return i;
      }
    }
    return tokens.size();
  }

  private static boolean isDefine(String token) {
    return token.equals("==") || token.equals("≜");
  }

  private static boolean isName(String token) {
    return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(ascii(matcher.group()));
    }
    return tokens;
  }

  /** The ASCII form of the symbols that matter here. */
  private static String ascii(String token) {
    return switch (token) {
      case "□" -> "[]";
      case "◇" -> "<>";
      case "↝" -> "~>";
      default -> token;
    };
  }

  private static String withoutComments(String text) {
    StringBuilder code = new StringBuilder();
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      if (!quoted && text.startsWith("(*", i)) {
        depth++;
        i++;
      } else if (!quoted && depth > 0 && text.startsWith("*)", i)) {
        depth--;
        i++;
        code.append(' ');
      } else if (depth == 0 && !quoted && text.startsWith("\\*", i)) {
        int line = text.indexOf('\n', i);
        i = line < 0 ? text.length() : line;
        code.append('\n');
      } else if (depth == 0) {
        char c = text.charAt(i);
        if (c == '\n') {
          quoted = false;
        } else if (c == '"') {
          quoted = !quoted;
        }
        code.append(c);
      }
    }
    return code.toString();
  }

  /**
   * A definition.
   *
   * @param parameters the names of its parameters
   * @param body the tokens behind the definition sign
   */
  record Definition(List<String> parameters, List<String> body) {
    Definition {
      parameters = List.copyOf(parameters);
      body = List.copyOf(body);
    }

    /** The module of which this is an instance, if it is one. */
    Optional<String> instanceOf() {
      return body.size() > 1 && body.get(0).equals("INSTANCE")
          ? Optional.of(body.get(1))
          : Optional.empty();
    }
  }
}
