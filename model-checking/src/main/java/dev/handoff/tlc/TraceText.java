package dev.handoff.tlc;

import dev.handoff.tlc.Trace.Ending;
import dev.handoff.tlc.Trace.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a counterexample out of the messages of one run. */
final class TraceText {
  private static final Pattern HEADER =
      Pattern.compile("^\\s*(?:State )?(\\d+):\\s*(?:Back to state:?)?\\s*(<.*>)?\\s*$");
  private static final Pattern ACTION =
      Pattern.compile(
          "^<(.*?)\\s*line \\d+, col(?:umn)? \\d+ to line \\d+, col(?:umn)? \\d+ of module (\\w+)>$",
          Pattern.DOTALL);
  private static final Pattern CONJUNCT = Pattern.compile("(?m)^(?:/\\\\ )?([\\w!]+) =\\s");

  private TraceText() {}

  /**
   * The trace that a run printed.
   *
   * @param messages all messages of the run
   * @param modules the modules that were read, for the names of the actions' parameters
   */
  static Trace of(List<ToolsMessage> messages, ModuleTexts modules) {
    List<State> states = new ArrayList<>();
    Ending ending = Ending.END;
    int loopStart = -1;
    String loopAction = "";
    for (ToolsMessage message : messages) {
      switch (message.code()) {
        case ToolsMessage.INVARIANT_VIOLATED_INITIAL, ToolsMessage.PROPERTY_VIOLATED_INITIAL -> {
          states.clear();
          states.add(state(new Step("", Map.of()), afterFirstLine(message.text())));
        }
        case ToolsMessage.STATE_IN_TRACE -> {
          Step step = states.isEmpty() ? new Step("", Map.of()) : step(message, modules);
          states.add(state(step, afterFirstLine(message.text())));
        }
        case ToolsMessage.STUTTERING -> ending = Ending.STUTTERING;
        case ToolsMessage.BACK_TO_STATE -> {
          Matcher back = HEADER.matcher(message.firstLine());
          if (back.matches()) {
            ending = Ending.LOOP;
            loopStart = Integer.parseInt(back.group(1)) - 1;
            loopAction = step(message, modules).toString();
          }
        }
        default -> {}
      }
    }
    if (states.isEmpty()) {
      return Trace.NONE;
    }
    if (loopStart >= states.size()) {
      loopStart = states.size() - 1;
    }
    return new Trace(List.copyOf(states), ending, loopStart, loopAction);
  }

  /** The action in a header such as {@code 2: <Send(a, 1) line 3, col 1 to ... of module M>}. */
  private static Step step(ToolsMessage message, ModuleTexts modules) {
    Matcher header = HEADER.matcher(message.firstLine());
    if (!header.matches() || header.group(2) == null) {
      return new Step("", Map.of());
    }
    Matcher action = ACTION.matcher(header.group(2));
    if (!action.matches()) {
      return new Step(header.group(2).replaceAll("^<|>$", ""), Map.of());
    }
    String name = action.group(1);
    int bracket = name.indexOf('(');
    if (bracket < 0 || !name.endsWith(")")) {
      return new Step(name, Map.of());
    }
    List<String> values = arguments(name.substring(bracket + 1, name.length() - 1));
    String operator = name.substring(0, bracket);
    List<String> parameters = modules.parameters(action.group(2), operator);
    Map<String, String> arguments = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      boolean named = parameters.size() == values.size();
      arguments.put(named ? parameters.get(i) : "_" + (i + 1), ValueText.normalize(values.get(i)));
    }
    return new Step(operator, Collections.unmodifiableMap(arguments));
  }

  /** Splits at the commas that are in no bracket and no string. */
  private static List<String> arguments(String text) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
        quoted = !quoted;
      } else if (!quoted) {
        int length = text.startsWith("<<", i) || text.startsWith(">>", i) ? 2 : 1;
        if (length == 2 ? c == '<' : "([{".indexOf(c) >= 0) {
          depth++;
        } else if (length == 2 || ")]}".indexOf(c) >= 0) {
          depth--;
        } else if (c == ',' && depth == 0) {
          arguments.add(text.substring(start, i).strip());
          start = i + 1;
        }
        i += length - 1;
      }
    }
    arguments.add(text.substring(start).strip());
    return arguments;
  }

  private static State state(Step step, String assignments) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, String> text = new LinkedHashMap<>();
    List<Integer> starts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Integer> bodies = new ArrayList<>();
    Matcher conjunct = CONJUNCT.matcher(assignments);
    while (conjunct.find()) {
      starts.add(conjunct.start());
      names.add(conjunct.group(1));
      bodies.add(conjunct.end());
    }
    for (int i = 0; i < names.size(); i++) {
      int end = i + 1 < names.size() ? starts.get(i + 1) : assignments.length();
      String value = ValueText.normalize(assignments.substring(bodies.get(i), end).strip());
      text.put(names.get(i), value);
      values.put(names.get(i), ValueText.parse(value));
    }
    return new State(
        step.action(),
        step.arguments(),
        Collections.unmodifiableMap(values),
        Collections.unmodifiableMap(text));
  }

  private static String afterFirstLine(String text) {
    int line = text.indexOf('\n');
    return line < 0 ? "" : text.substring(line + 1);
  }

  private record Step(String action, Map<String, String> arguments) {
    @Override
    public String toString() {
      return arguments.isEmpty()
          ? action
          : action + "(" + String.join(", ", arguments.values()) + ")";
    }
  }
}
