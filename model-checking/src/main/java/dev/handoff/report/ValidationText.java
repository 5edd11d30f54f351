package dev.handoff.report;

import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.Validation;
import dev.handoff.oracle.Validation.Considered;
import dev.handoff.oracle.Validation.Explained;
import dev.handoff.oracle.Validation.Unexplained;
import dev.handoff.tlc.Evaluator.ActionSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a specification says about a trace, for people. */
public final class ValidationText {
  private ValidationText() {}

  /** The whole text. */
  public static String of(SpecOracle oracle, Validation validation) {
    if (validation instanceof Explained explained) {
      return explained(oracle, explained);
    }
    return unexplained((Unexplained) validation);
  }

  private static String explained(SpecOracle oracle, Explained explained) {
    TraceFile trace = explained.trace();
    Map<String, Long> taken = explained.actions();
    String never =
        oracle.actions().stream()
            .map(ActionSignature::name)
            .filter(name -> !taken.containsKey(name))
            .collect(Collectors.joining(", "));
    return trace.path()
        + ": "
        + module(trace)
        + " explains it\n  "
        + CheckText.count(trace.events().size(), "event")
        + ", "
        + CheckText.count(explained.hiddenSteps(), "hidden step")
        + ", at most "
        + CheckText.count(explained.largestFrontier(), "state")
        + " at a time\n  taken: "
        + taken.entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "))
        + "\n"
        + (never.isEmpty() ? "" : "  never taken: " + never + "\n");
  }

  private static String unexplained(Unexplained unexplained) {
    TraceFile trace = unexplained.trace();
    long before = unexplained.event().seq() - 1;
    long hidden = unexplained.behaviour().size() - before;
    StringBuilder text = new StringBuilder();
    text.append(
        "%s:%d: no behaviour of %s explains event %d\n  %s\n"
            .formatted(
                trace.path(),
                unexplained.event().line(),
                module(trace),
                unexplained.event().seq(),
                unexplained.event().text().strip()));
    text.append(
        "It explains the %s before, for one with %s; then it may be in %s%s\n"
            .formatted(
                CheckText.count(before, "event"),
                CheckText.count(hidden, "hidden step"),
                CheckText.count(unexplained.states(), "state"),
                unexplained.states() > unexplained.considered().size()
                    ? ", " + unexplained.considered().size() + " of them:"
                    : ":"));
    SpecState first = unexplained.considered().get(0).state();
    for (int i = 0; i < unexplained.considered().size(); i++) {
      Considered considered = unexplained.considered().get(i);
      text.append("\n state %d%s\n".formatted(i + 1, i == 0 ? "" : ", where it differs from 1"));
      for (String line : i == 0 ? lines(first) : difference(first, considered.state())) {
        text.append("   ").append(line).append('\n');
      }
      considered.differences().forEach(each -> text.append("  but ").append(each).append('\n'));
      text.append("  allowed: ")
          .append(
              considered.allowed().isEmpty()
                  ? "nothing"
                  : considered.allowed().stream()
                      .map(SpecStep::label)
                      .distinct()
                      .collect(Collectors.joining(", ")))
          .append('\n');
    }
    return text.toString();
  }

  private static String module(TraceFile trace) {
    return trace.header().protocol() + "/" + trace.header().module();
  }

  private static List<String> lines(SpecState state) {
    List<String> lines = new ArrayList<>();
    state.text().forEach((name, value) -> lines.add(name + " = " + value));
    return lines;
  }

  private static List<String> difference(SpecState from, SpecState to) {
    List<String> lines = lines(to);
    lines.removeAll(lines(from));
    return lines;
  }
}
