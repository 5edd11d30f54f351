package dev.handoff.tlc;

import dev.handoff.tlc.TlcException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns a run that failed into one line with the place. */
final class ToolsErrors {
  /**
   * {@code line 5, col 18 to line 5, col 20 of module M}; the parser writes {@code at line ...}.
   */
  private static final Pattern PLACE =
      Pattern.compile(
          "[Ll]ine (\\d+), col(?:umn)? (\\d+)(?: to line \\d+, col(?:umn)? \\d+)?"
              + "(?: (?:of module|in) (\\w+))?");

  private static final Pattern PARSING = Pattern.compile("^Parsing file (.+?\\.tla)(?: .*)?$");
  private static final Pattern IN_MODULE = Pattern.compile("^(?:In )?module (\\w+)$");
  private static final Pattern FULL =
      Pattern.compile("No space left on device|Disk quota exceeded|not enough space on the disk");
  private static final Pattern NOISE =
      Pattern.compile(
          "^(Residual stack trace follows|Fatal errors while|tla2sany\\.|\\*\\*\\*|Semantic"
              + " (errors|processing)|Unknown location|File does not exist|Parsing file|"
              + "Could not parse module|In module|Linting of module|TLC threw an unexpected"
              + "|This was probably caused|See the User Output|The exception was a|"
              + "The error occurred when TLC was|.* starting at line \\d+).*");

  private ToolsErrors() {}

  /** The exception for a run that neither succeeded nor found a violation. */
  static TlcException of(ToolsReport report, String jar, String config) {
    String everything =
        Stream.concat(
                Stream.concat(report.loose().stream(), report.errors().stream()),
                report.messages().stream().map(ToolsMessage::text))
            .collect(Collectors.joining("\n"));
    if (FULL.matcher(everything).find()) {
      return new TlcException(
          Kind.RESOURCE,
          "the disk of the temporary folder is full; free some space, or give another folder with"
              + " -Djava.io.tmpdir=DIR");
    }
    if (report.has(ToolsMessage.PARSING_FAILED_EARLY) || report.has(ToolsMessage.PARSING_FAILED)) {
      return new TlcException(Kind.PARSE, parseError(report.loose()));
    }
    Optional<ToolsMessage> configError =
        report.messages().stream().filter(ToolsErrors::isConfigError).findFirst();
    if (configError.isPresent()) {
      return new TlcException(
          Kind.CONFIG, config + ": " + oneLine(configError.get().text().lines().toList()));
    }
    if (report.has(ToolsMessage.OUT_OF_MEMORY)
        || report.has(ToolsMessage.OUT_OF_MEMORY_INITIAL)
        || report.has(ToolsMessage.OUT_OF_MEMORY_LIVENESS)
        || everything.contains("java.lang.OutOfMemoryError")) {
      return new TlcException(
          Kind.RESOURCE,
          "the tools ran out of memory; give more with JAVA_TOOL_OPTIONS=-Xmx8g, or a smaller"
              + " model");
    }
    Optional<ToolsMessage> failure = report.failure();
    if (failure.isPresent()) {
      return evaluation(report, failure.get());
    }
    return new TlcException(Kind.TOOLS, noVerdict(report, jar));
  }

  /** The message for tools that did not even say who they are. */
  static TlcException notTheTools(ToolsReport report, String jar) {
    String error =
        report.errors().stream()
            .filter(line -> !line.startsWith("Picked up ") && !line.startsWith("NOTE: Picked up "))
            .filter(line -> !line.isBlank())
            .findFirst()
            .orElse("it said nothing and ended with exit code " + report.exitCode());
    String all = String.join("\n", report.errors());
    if (all.contains("UnsupportedClassVersionError")) {
      return new TlcException(
          Kind.TOOLS,
          jar
              + ": needs a newer Java than "
              + Runtime.version().feature()
              + "; start this program with a newer one");
    }
    if (all.contains("Could not find or load main class tlc2.TLC")) {
      return new TlcException(
          Kind.TOOLS,
          jar
              + ": is not the TLA+ tools: it has no class tlc2.TLC; give an official tla2tools.jar");
    }
    return new TlcException(Kind.TOOLS, jar + ": does not run as the TLA+ tools: " + error.strip());
  }

  private static boolean isConfigError(ToolsMessage message) {
    int code = message.code();
    return (code >= ToolsMessage.CONFIG_FILE_FIRST && code <= ToolsMessage.CONFIG_FILE_LAST)
        || (message.severity() == ToolsMessage.ERROR
            && ((code >= ToolsMessage.CONFIG_FIRST && code <= ToolsMessage.CONFIG_LAST)
                || code == ToolsMessage.CONFIG_UNDEFINED
                || code == ToolsMessage.CONFIG_NOT_CONSTANT
                || code == ToolsMessage.NOT_A_STATE_PREDICATE));
  }

  /** What the parser said, outside of messages, with the place in front. */
  private static String parseError(List<String> lines) {
    String module = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Matcher parsing = PARSING.matcher(line);
      if (parsing.matches()) {
        module = parsing.group(1).replaceFirst("^.*[/\\\\]", "").replaceFirst("\\.tla$", "");
        continue;
      }
      if (line.startsWith("Cannot find source file for module")) {
        return line;
      }
      Matcher place = PLACE.matcher(line);
      if (!place.find() || line.matches(".* starting at line \\d+.*")) {
        continue;
      }
      String where =
          (place.group(3) == null ? moduleAfter(lines, i, module) : place.group(3))
              + ".tla:"
              + place.group(1)
              + ":"
              + place.group(2);
      boolean placeOnly = place.start() == 0 && place.end() >= line.length() - 1;
      List<String> said =
          placeOnly
              ? lines.subList(i + 1, lines.size()).stream()
                  .limit(3)
                  .takeWhile(next -> !PLACE.matcher(next).lookingAt() && !isNoise(next))
                  .toList()
              : List.of(line);
      return where + ": " + (said.isEmpty() ? "does not parse" : oneLine(said));
    }
    String rest = oneLine(lines.stream().filter(line -> !isNoise(line)).limit(2).toList());
    return (module.isEmpty() ? "" : module + ".tla: ") + (rest.isEmpty() ? "does not parse" : rest);
  }

  private static String moduleAfter(List<String> lines, int from, String otherwise) {
    return lines.subList(from, lines.size()).stream()
        .map(line -> IN_MODULE.matcher(line.strip()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElse(otherwise);
  }

  private static TlcException evaluation(ToolsReport report, ToolsMessage failure) {
    String said = oneLine(failure.text().lines().toList());
    Optional<Matcher> place =
        report
            .first(ToolsMessage.NESTED_EXPRESSION)
            .flatMap(nested -> lastPlace(nested.text()))
            .or(() -> lastPlace(failure.text()));
    if (place.isEmpty()
        && failure.code() == ToolsMessage.GENERAL
        && failure.text().contains("java.lang.")
        && !failure.text().contains("java.lang.RuntimeException")) {
      return new TlcException(Kind.TOOLS, "the tools failed: " + said);
    }
    return new TlcException(
        Kind.EVALUATION,
        place
                .map(
                    at ->
                        (at.group(3) == null ? "line " : at.group(3) + ".tla:")
                            + at.group(1)
                            + ":"
                            + at.group(2)
                            + ": ")
                .orElse(module(report))
            + said);
  }

  /** The last place named: of nested expressions, the innermost. */
  private static Optional<Matcher> lastPlace(String text) {
    Matcher matcher = PLACE.matcher(text);
    int last = -1;
    while (matcher.find()) {
      last = matcher.start();
    }
    return last >= 0 && matcher.find(last) ? Optional.of(matcher) : Optional.empty();
  }

  /** For an error without a place, the root module: the one that is read first. */
  private static String module(ToolsReport report) {
    return report.modules().stream().findFirst().map(file -> file.getFileName() + ": ").orElse("");
  }

  private static String noVerdict(ToolsReport report, String jar) {
    String error =
        report.errors().stream()
            .filter(line -> !line.startsWith("Picked up ") && !line.isBlank())
            .findFirst()
            .map(line -> ": " + line.strip())
            .orElse("");
    return jar + ": ended with exit code " + report.exitCode() + " and without a verdict" + error;
  }

  private static boolean isNoise(String line) {
    return line.isBlank() || NOISE.matcher(line.strip()).matches();
  }

  /** The lines that say something, as one; not the state in which it happened. */
  private static String oneLine(List<String> lines) {
    return Messages.oneLine(
        lines.stream()
            .takeWhile(line -> !line.startsWith("While working on the initial state"))
            .filter(line -> !isNoise(line))
            .map(line -> line.replaceFirst("^: ", "").strip())
            .limit(6)
            .collect(Collectors.joining(" ")));
  }
}
