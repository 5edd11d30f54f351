package dev.handoff.tlc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The string literals of the configurations beside a module, sorted.
 *
 * <p>TLC orders strings by when it first met them, a set of strings is enumerated in that order,
 * and so are the successors of a state. Every engine has each run meet these first, so that a
 * counterexample does not depend on which models ran before in the same place. Thread-safe.
 */
final class Literals {
  private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\\n]*)\"");
  private final Map<Path, List<String>> byFolder = new ConcurrentHashMap<>();

  /**
   * Those of the model's folder.
   *
   * @throws TlcException if it cannot be read
   */
  List<String> of(ModelRequest model) throws TlcException {
    Path folder = Path.of(model.module()).toAbsolutePath().getParent();
    try {
      return byFolder.computeIfAbsent(folder, Literals::read);
    } catch (UncheckedIOException e) {
      throw new TlcException(
          TlcException.Kind.RESOURCE, "cannot read " + folder + ": " + e.getMessage());
    }
  }

  private static List<String> read(Path folder) {
    NavigableSet<String> literals = new TreeSet<>();
    try (DirectoryStream<Path> configs = Files.newDirectoryStream(folder, "*.cfg")) {
      for (Path config : configs) {
        LITERAL
            .matcher(Files.readString(config, StandardCharsets.ISO_8859_1))
            .results()
            .map((MatchResult found) -> found.group(1))
            .forEach(literals::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(literals);
  }
}
