package dev.handoff.report;

import dev.handoff.report.TlaValue.Atom;
import dev.handoff.report.TlaValue.Elements;
import dev.handoff.report.TlaValue.Fields;
import dev.handoff.report.TlaValue.Mapping;
import dev.handoff.report.TlaValue.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recursive-descent parser of the values that TLC prints. */
final class TlaValueParser {
  private final String text;
  private int at;

  private TlaValueParser(String text) {
    this.text = text;
  }

  static TlaValue parse(String text) {
    // TLC breaks long values into lines.
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    TlaValueParser parser = new TlaValueParser(line);
    try {
      TlaValue value = parser.value();
      parser.skipSpace();
      return parser.at == line.length() ? value : new Atom(line);
    } catch (NotUnderstood e) {
      return new Atom(line);
    }
  }

  private TlaValue value() throws NotUnderstood {
    skipSpace();
    int start = at;
    if (accept("<<")) {
      List<TlaValue> parts = listUntil(">>");
      return new Tuple(text.substring(start, at), parts);
    } else if (accept("{")) {
      List<TlaValue> parts = listUntil("}");
      return new Elements(text.substring(start, at), parts);
    } else if (accept("[")) {
      return fields(start);
    } else if (accept("(")) {
      return mapping(start);
    } else if (accept("\"")) {
      return string(start);
    }
    return atom(start);
  }

  private List<TlaValue> listUntil(String close) throws NotUnderstood {
    List<TlaValue> parts = new ArrayList<>();
    skipSpace();
    if (accept(close)) {
      return parts;
    }
    do {
      parts.add(value());
      skipSpace();
    } while (accept(","));
    require(close);
    return parts;
  }

  private TlaValue fields(int start) throws NotUnderstood {
    Map<String, TlaValue> parts = new LinkedHashMap<>();
    do {
      skipSpace();
      String name = word();
      skipSpace();
      require("|->");
      parts.put(name, value());
      skipSpace();
    } while (accept(","));
    require("]");
    return new Fields(text.substring(start, at), parts);
  }

  private TlaValue mapping(int start) throws NotUnderstood {
    Map<String, TlaValue> parts = new LinkedHashMap<>();
    do {
      String key = value().text();
      skipSpace();
      require(":>");
      parts.put(key, value());
      skipSpace();
    } while (accept("@@"));
    require(")");
    return new Mapping(text.substring(start, at), parts);
  }

  private TlaValue string(int start) throws NotUnderstood {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        return new Atom(text.substring(start, at));
      }
    }
    throw new NotUnderstood();
  }

  private TlaValue atom(int start) throws NotUnderstood {
    accept("-");
    String unused = word();
    if (accept("..")) { // an interval that TLC did not write out
      accept("-");
      unused = word();
    }
    return new Atom(text.substring(start, at));
  }

  private String word() throws NotUnderstood {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    if (start == at) {
      throw new NotUnderstood();
    }
    return text.substring(start, at);
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean accept(String token) {
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void require(String token) throws NotUnderstood {
    if (!accept(token)) {
      throw new NotUnderstood();
    }
  }

  private static final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
