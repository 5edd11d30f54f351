package dev.handoff.tlc;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A model configuration: a {@code .cfg} file as TLC reads it, with the parts that a caller may want
 * to know or to take out.
 *
 * <p>Taking parts out leaves every other character where it was, so that a line number that the
 * tools report for the rewritten text is the line number in the user's file.
 *
 * <p>Immutable.
 */
public final class TlcConfig {
  private final String text;
  private final List<Entry> entries;

  private TlcConfig(String text, List<Entry> entries) {
    this.text = text;
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a file.
   *
   * @throws TlcException of kind {@code CONFIG}, with file and line, if it cannot be read or does
   *     not have the form of a configuration
   */
  public static TlcConfig read(Path file) throws TlcException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new TlcException(TlcException.Kind.CONFIG, file + ": is not a text in UTF-8");
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.CONFIG,
          file + (Files.exists(file) ? ": cannot be read" : ": no such file"));
    }
    return parse(text, file.toString());
  }

  /**
   * Parses a text.
   *
   * @param text the configuration
   * @param place what error messages call it
   * @throws TlcException of kind {@code CONFIG}, with place and line, if it does not have the form
   *     of a configuration
   */
  public static TlcConfig parse(String text, String place) throws TlcException {
    return new TlcConfig(text, new ConfigParser(text, place).parse());
  }

  /** The configuration as text. */
  public String text() {
    return text;
  }

  /**
   * What is to be judged: the invariants, then the properties, as TLC takes them; each in the order
   * of the file, and once.
   */
  public List<Check> checks() {
    return Stream.concat(
            names(Keyword.INVARIANT).stream().map(name -> new Check(name, true)),
            names(Keyword.PROPERTY).stream().map(name -> new Check(name, false)))
        .distinct()
        .toList();
  }

  /** The names given with a keyword, in the order of the file; empty if it does not occur. */
  public List<String> names(Keyword keyword) {
    List<String> names = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.keyword() == keyword) {
        entry.names().forEach(name -> names.add(name.text()));
      }
    }
    return List.copyOf(names);
  }

  /** The one name given with a keyword that takes one, such as {@code SPECIFICATION}. */
  public Optional<String> name(Keyword keyword) {
    return names(keyword).stream().findFirst();
  }

  /** Whether a deadlock counts as a violation; it does unless the file says {@code FALSE}. */
  public boolean checksDeadlock() {
    return !names(Keyword.CHECK_DEADLOCK).contains("FALSE");
  }

  /** The same configuration with only those invariants and properties that are wanted. */
  public TlcConfig withChecks(Predicate<Check> wanted) {
    return without(
        (keyword, name) ->
            (keyword == Keyword.INVARIANT && !wanted.test(new Check(name, true)))
                || (keyword == Keyword.PROPERTY && !wanted.test(new Check(name, false))));
  }

  /** The same configuration without all that a keyword says. */
  public TlcConfig without(Keyword unwanted) {
    return without((keyword, name) -> keyword == unwanted);
  }

  private TlcConfig without(Unwanted unwanted) {
    StringBuilder blanked = new StringBuilder(text);
    List<Entry> kept = new ArrayList<>();
    for (Entry entry : entries) {
      List<Name> names = new ArrayList<>();
      for (Name name : entry.names()) {
        if (unwanted.test(entry.keyword(), name.text())) {
          blank(blanked, name.start(), name.end());
        } else {
          names.add(name);
        }
      }
      if (names.isEmpty() && !entry.names().isEmpty()) {
        blank(blanked, entry.start(), entry.end());
      } else {
        kept.add(new Entry(entry.keyword(), entry.start(), entry.end(), names));
      }
    }
    return new TlcConfig(blanked.toString(), kept);
  }

  private static void blank(StringBuilder text, int start, int end) {
    for (int i = start; i < end; i++) {
      text.setCharAt(i, ' ');
    }
  }

  @Override
  public String toString() {
    return text;
  }

  /**
   * An entry of {@code INVARIANT} or {@code PROPERTY}.
   *
   * @param name the operator's name
   * @param invariant whether it is listed as an invariant, not as a property
   */
  public record Check(String name, boolean invariant) {}

  /** The sections of a configuration. Plural forms are the same section. */
  public enum Keyword {
    CONSTANT("CONSTANTS"),
    CONSTRAINT("CONSTRAINTS"),
    ACTION_CONSTRAINT("ACTION_CONSTRAINTS"),
    INVARIANT("INVARIANTS"),
    PROPERTY("PROPERTIES"),
    INIT(""),
    NEXT(""),
    SPECIFICATION(""),
    VIEW(""),
    SYMMETRY(""),
    CHECK_DEADLOCK(""),
    ALIAS(""),
    POSTCONDITION(""),
    TYPE(""),
    TYPE_CONSTRAINT("");

    private final String plural;

    Keyword(String plural) {
      this.plural = plural;
    }

    /** Whether any number of names may follow. */
    boolean takesMany() {
      return !plural.isEmpty();
    }

    static Optional<Keyword> of(String word) {
      if (!word.equals(word.toUpperCase(Locale.ROOT))) {
        return Optional.empty();
      }
      for (Keyword keyword : values()) {
        if (word.equals(keyword.name()) || (keyword.takesMany() && word.equals(keyword.plural))) {
          return Optional.of(keyword);
        }
      }
      return Optional.empty();
    }
  }

  /** A keyword with what follows it; offsets are into the text, the end is exclusive. */
  record Entry(Keyword keyword, int start, int end, List<Name> names) {
    Entry {
      names = List.copyOf(names);
    }
  }

  /** A name, or for a constant its whole assignment; offsets are into the text. */
  record Name(String text, int start, int end) {}

  @FunctionalInterface
  private interface Unwanted {
    boolean test(Keyword keyword, String name);
  }
}
