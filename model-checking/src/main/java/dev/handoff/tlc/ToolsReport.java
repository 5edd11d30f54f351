package dev.handoff.tlc;

import dev.handoff.tlc.Watch.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run of the tools said.
 *
 * @param messages its messages, in the order in which they ended
 * @param loose its lines outside of messages
 * @param errors its lines on standard error
 * @param counts its last count of states
 * @param exitCode its exit code: for error messages only, never for a verdict
 * @param cutOff whether it was stopped because it had explored enough
 */
record ToolsReport(
    List<ToolsMessage> messages,
    List<String> loose,
    List<String> errors,
    Progress counts,
    int exitCode,
    boolean cutOff) {
  private static final Pattern PARSING =
      Pattern.compile("^Parsing file (.+?\\.tla)(?: \\(.*\\))?$");
  private static final Pattern INVARIANT = Pattern.compile("^Invariant (.+) is violated");
  private static final Pattern PROPERTY =
      Pattern.compile("^(?:Action property|Property) (.+) is violated");

  ToolsReport {
    messages = List.copyOf(messages);
    loose = List.copyOf(loose);
    errors = List.copyOf(errors);
  }

  Optional<ToolsMessage> first(int code) {
    return messages.stream().filter(message -> message.code() == code).findFirst();
  }

  boolean has(int code) {
    return first(code).isPresent();
  }

  /** Whether it explored the whole graph and found nothing wrong. */
  boolean succeeded() {
    return has(ToolsMessage.SUCCESS)
        && has(ToolsMessage.STATISTICS)
        && counts.queued() == 0
        && !cutOff
        && verdict().isEmpty();
  }

  /** The first message that says what is violated. */
  Optional<ToolsMessage> verdict() {
    return messages.stream()
        .filter(ToolsMessage::isVerdict)
        .filter(
            message ->
                message.code() != ToolsMessage.BEHAVIOR
                    && message.code() != ToolsMessage.COUNTEREXAMPLE
                    && message.code() != ToolsMessage.ERROR_STATE)
        .findFirst();
  }

  /** The first message of an error that is no verdict. */
  Optional<ToolsMessage> failure() {
    return messages.stream()
        .filter(message -> message.severity() == ToolsMessage.ERROR || message.severity() == 2)
        .filter(message -> !message.isVerdict())
        .findFirst();
  }

  /**
   * What the message calls that which is violated: an invariant's or a property's name, the name of
   * an operator inside, or a location.
   */
  static Optional<String> nameIn(ToolsMessage verdict) {
    Pattern pattern =
        verdict.code() == ToolsMessage.INVARIANT_VIOLATED
                || verdict.code() == ToolsMessage.INVARIANT_VIOLATED_INITIAL
            ? INVARIANT
            : PROPERTY;
    Matcher matcher = pattern.matcher(verdict.firstLine());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The version of the tools, as they print it. */
  String version() {
    return first(ToolsMessage.VERSION)
        .map(message -> message.firstLine().replaceFirst("^TLC2 ", ""))
        .orElse("of unknown version");
  }

  /** The warnings, a line each. */
  List<String> warnings() {
    return messages.stream()
        .filter(message -> message.severity() == ToolsMessage.WARNING)
        .filter(message -> message.code() != ToolsMessage.GARBAGE_COLLECTOR)
        .map(message -> message.text().strip().replaceAll("\\s+", " "))
        .distinct()
        .toList();
  }

  /** The files of the modules that were read, in the order of reading. */
  List<Path> modules() {
    List<Path> modules = new ArrayList<>();
    for (String line : loose) {
      Matcher matcher = PARSING.matcher(line);
      if (matcher.matches()) {
        modules.add(Path.of(matcher.group(1)));
      }
    }
    return modules;
  }
}
