package dev.handoff.report;

import dev.handoff.check.Scorecard;
import dev.handoff.check.Scorecard.Cell;
import dev.handoff.check.Scorecard.Summary;
import dev.handoff.report.Table.Align;
import dev.handoff.spec.Protocol;
import dev.handoff.spec.Protocol.Design;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Scorecards for a terminal. */
public final class ScorecardText {
  private static final String LEGEND =
      "ok: holds in every scenario where it applies; 2/9 4: violated in 2 of 9, the shortest trace"
          + " has 4 states; -: applies nowhere; *: stops holding at a larger bound";
  private static final String DESIGN_LEGEND =
      "ok: holds; a number: violated, and how many states the trace has; -: does not apply; *: stops"
          + " holding at a larger bound";

  private ScorecardText() {}

  /** A protocol's designs, a column each, by property; what the scenarios say together. */
  public static String ofProtocol(Scorecard scorecard, Ink ink) {
    Protocol protocol = scorecard.protocol();
    List<String> designs = protocol.designs().stream().map(Design::name).toList();
    return title(protocol.name() + ": " + protocol.title(), ink)
        + matrix(
            protocol,
            designs,
            property -> design -> summary(scorecard.summary(design, property)),
            ink)
        + ink.faint(LEGEND)
        + "\n";
  }

  /** One design, its scenarios a column each, by property. */
  public static String ofDesign(Scorecard scorecard, Design design, Ink ink) {
    Protocol protocol = scorecard.protocol();
    List<String> scenarios = protocol.scenarios().stream().map(Protocol.Scenario::name).toList();
    return title(protocol.name() + "/" + design.name() + ": " + design.title(), ink)
        + matrix(
            protocol,
            scenarios,
            property -> scenario -> verdict(scorecard.cell(design.name(), scenario, property)),
            ink)
        + ink.faint(DESIGN_LEGEND)
        + "\n";
  }

  private static String title(String text, Ink ink) {
    return ink.bold(text) + "\n";
  }

  // Names of designs are long and there are eight of them: letters head the columns.
  private static String matrix(
      Protocol protocol,
      List<String> columns,
      Function<String, Function<String, String>> cells,
      Ink ink) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      text.append("  ").append(letter(i)).append("  ").append(columns.get(i)).append('\n');
    }
    text.append('\n');
    Align[] aligned = new Align[columns.size() + 2]; // a table's last column is set to the left
    Arrays.fill(aligned, Align.RIGHT);
    aligned[0] = Align.LEFT;
    Table table = new Table(Integer.MAX_VALUE, aligned);
    List<String> head = new ArrayList<>(List.of("PROPERTY"));
    for (int i = 0; i < columns.size(); i++) {
      head.add(letter(i));
    }
    head.add("");
    table.row(head.toArray(String[]::new));
    protocol
        .properties()
        .forEach(
            property -> {
              List<String> row = new ArrayList<>(List.of(property.name()));
              columns.forEach(column -> row.add(cells.apply(property.name()).apply(column)));
              row.add("");
              table.row(row.toArray(String[]::new));
            });
    List<String> lines = table.lines();
    text.append(ink.bold(lines.get(0))).append('\n');
    lines.stream().skip(1).forEach(line -> text.append(line).append('\n'));
    return text.append('\n').toString();
  }

  private static String letter(int column) {
    return column < 26 ? String.valueOf((char) ('A' + column)) : "A" + letter(column - 26);
  }

  private static String summary(Summary summary) {
    if (summary.judged() == 0) {
      return "-";
    }
    return (summary.violated() == 0
            ? "ok"
            : summary.violated() + "/" + summary.judged() + " " + summary.shortest())
        + (summary.stopsHolding() ? "*" : "");
  }

  private static String verdict(Optional<Cell> cell) {
    if (cell.isEmpty()) {
      return "?";
    }
    return switch (cell.get().result()) {
      case HOLDS -> cell.get().stopsHolding().isPresent() ? "ok*" : "ok";
      case VIOLATED -> String.valueOf(cell.get().traceLength());
      case NOT_APPLICABLE -> "-";
    };
  }
}
