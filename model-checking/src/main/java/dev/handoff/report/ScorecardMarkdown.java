package dev.handoff.report;

import dev.handoff.check.Scorecard;
import dev.handoff.check.Scorecard.Summary;
import dev.handoff.spec.Protocol;
import dev.handoff.spec.Protocol.Design;
import dev.handoff.spec.Protocol.Property;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Scorecards as tables in a page. */
public final class ScorecardMarkdown {
  private ScorecardMarkdown() {}

  /** A protocol's designs, a column each, by property; what the scenarios say together. */
  public static String ofProtocol(Scorecard scorecard) {
    Protocol protocol = scorecard.protocol();
    StringBuilder text = new StringBuilder();
    text.append("| property |");
    protocol.designs().forEach(design -> text.append(" `").append(design.name()).append("` |"));
    text.append("\n|---|").append("---|".repeat(protocol.designs().size())).append('\n');
    for (Property property : protocol.properties()) {
      text.append("| `").append(property.name()).append("` |");
      for (Design design : protocol.designs()) {
        text.append(' ').append(summary(scorecard.summary(design.name(), property.name())));
        text.append(" |");
      }
      text.append('\n');
    }
    text.append(
        """

        holds: in every scenario where it applies. **2 of 9** (4): violated in 2 of 9 scenarios, the shortest counterexample has 4 states.
        –: applies in no scenario.%s
        """
            .formatted(
                scorecard.cells().stream().anyMatch(cell -> cell.stopsHolding().isPresent())
                    ? " \\*: stops holding at a larger bound, see the manifest."
                    : ""));
    return text.toString();
  }

  private static String summary(Summary summary) {
    if (summary.judged() == 0) {
      return "–";
    }
    return (summary.violated() == 0
            ? "holds"
            : "**"
                + summary.violated()
                + " of "
                + summary.judged()
                + "** ("
                + summary.shortest()
                + ")")
        + (summary.stopsHolding() ? "\\*" : "");
  }

  /** All protocols' designs, a row each: how many cells hold, and what is violated somewhere. */
  public static String overview(List<Scorecard> scorecards) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| protocol | design | cells that hold | violated somewhere (states of the trace) |\n");
    text.append("|---|---|---|---|\n");
    for (Scorecard scorecard : scorecards) {
      for (Design design : scorecard.protocol().designs()) {
        text.append(row(scorecard, design));
      }
    }
    return text.toString();
  }

  private static String row(Scorecard scorecard, Design design) {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    for (Property property : scorecard.protocol().properties()) {
      summaries.put(property.name(), scorecard.summary(design.name(), property.name()));
    }
    int judged = summaries.values().stream().mapToInt(Summary::judged).sum();
    int violated = summaries.values().stream().mapToInt(Summary::violated).sum();
    String names =
        summaries.entrySet().stream()
            .filter(each -> each.getValue().violated() > 0)
            .sorted(Comparator.comparingInt(each -> each.getValue().shortest()))
            .map(each -> each.getKey() + " " + each.getValue().shortest())
            .collect(Collectors.joining(", "));
    return "| %s | `%s` | %d of %d | %s |\n"
        .formatted(
            scorecard.protocol().name(),
            design.name(),
            judged - violated,
            judged,
            names.isEmpty() ? "nothing" : names);
  }
}
