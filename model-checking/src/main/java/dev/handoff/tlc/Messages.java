package dev.handoff.tlc;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.output.EC;
import tlc2.output.MP;
import tlc2.output.MPRecorder;
import tlc2.tool.TLCStateInfo;
import util.ToolIO;

/**
 * What the tools print during a run, caught instead of printed: the parser's complaints as text,
 * the counterexamples of liveness as states.
 *
 * <p>Not thread-safe; a run has one thread.
 */
final class Messages {
  private static final Pattern PLACE =
      Pattern.compile(
          "line (\\d+), col(?:umn)? (\\d+)(?:\\s+to line \\d+, col \\d+)?(?: of module (\\w+))?");
  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered \"([^\"]*)\" at line (\\d+), column (\\d+)");
  private static final Pattern NESTED =
      Pattern.compile("Line (\\d+), column (\\d+) to line \\d+, column \\d+ in (\\w+)");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> warnings = new ArrayList<>();
  private final List<TLCStateInfo> states = new ArrayList<>();
  private Trace.Ending ending = Trace.Ending.END;
  private int loopStart = -1;

  /** Directs the tools' output here, for the class loader of this class only. */
  static Messages install() {
    Messages messages = new Messages();
    ToolIO.out = new PrintStream(messages.printed, true, StandardCharsets.UTF_8);
    ToolIO.err = ToolIO.out;
    MP.setRecorder(
        new MPRecorder() {
          @Override
          public void record(int code, Object... parameters) {
            messages.record(code, parameters);
          }
        });
    return messages;
  }

  private void record(int code, Object... parameters) {
    switch (code) {
      case EC.TLC_STATE_PRINT2 -> states.add((TLCStateInfo) parameters[0]);
      case EC.TLC_STATE_PRINT3 -> ending = Trace.Ending.STUTTERING;
      case EC.TLC_BACK_TO_STATE -> {
        ending = Trace.Ending.LOOP;
        loopStart = Integer.parseInt(parameters[0].toString()) - 1;
      }
      case EC.TLC_FEATURE_UNSUPPORTED_LIVENESS_SYMMETRY ->
          warnings.add("liveness under symmetry may hide a violation");
      default -> {}
    }
  }

  /** Forgets the counterexample caught so far. */
  void clearTrace() {
    states.clear();
    ending = Trace.Ending.END;
    loopStart = -1;
  }

  List<TLCStateInfo> states() {
    return List.copyOf(states);
  }

  Trace.Ending ending() {
    return ending;
  }

  int loopStart() {
    return loopStart;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  /** The parser's first complaint in one line: {@code M.tla:3:5: Unknown operator: `X'.} */
  String parseError(String module) {
    String text = printed.toString(StandardCharsets.UTF_8);
    Matcher encountered = ENCOUNTERED.matcher(text);
    if (encountered.find()) {
      return "%s.tla:%s:%s: did not expect \"%s\""
          .formatted(
              moduleBefore(text, encountered.start(), module),
              encountered.group(2),
              encountered.group(3),
              encountered.group(1));
    }
    Matcher place = PLACE.matcher(text);
    int from = Math.max(text.indexOf("***"), 0);
    if (place.find(from)) {
      String in = place.group(3) == null ? module : place.group(3);
      return "%s.tla:%s:%s: %s"
          .formatted(
              in, place.group(1), place.group(2), firstSentence(text.substring(place.end())));
    }
    return module + ".tla: " + firstSentence(text.substring(from));
  }

  private static String moduleBefore(String text, int end, String otherwise) {
    Matcher parsing =
        Pattern.compile("Parsing file \\S*?(\\w+)\\.tla").matcher(text.substring(0, end));
    String module = otherwise;
    while (parsing.find()) {
      module = parsing.group(1);
    }
    return module;
  }

  /** The innermost place of TLC's call stack, as {@code M.tla:3:5}; empty if it has none. */
  static String innermostPlace(String callStack) {
    Matcher nested = NESTED.matcher(callStack);
    String place = "";
    while (nested.find()) {
      place = nested.group(3) + ".tla:" + nested.group(1) + ":" + nested.group(2);
    }
    return place;
  }

  /** A message on one line, without the tools' trimmings. */
  static String oneLine(String message) {
    return message
        .replaceAll("TLC threw an unexpected exception\\.[^:]*:", "")
        .replaceAll(
            "the operator overridden by the Java method public static \\S+ tlc2\\.module\\.(\\w+)\\.(\\w+)\\([^)]*\\)",
            "the operator $2 of module $1")
        .replaceAll(
            "Cannot cast tlc2\\.value\\.impl\\.(\\w+)Value to tlc2\\.value\\.impl\\.(\\w+)Value",
            "$1 is not $2")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String firstSentence(String text) {
    for (String line : text.split("\n", -1)) {
      String stripped = line.strip();
      if (!stripped.isEmpty()
          && !stripped.startsWith("***")
          && !stripped.matches("Semantic errors:|[:.]")) {
        return stripped;
      }
    }
    return "the module does not parse";
  }
}
