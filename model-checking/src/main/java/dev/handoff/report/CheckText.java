package dev.handoff.report;

import dev.handoff.check.CheckReport;
import dev.handoff.check.CheckedModel;
import dev.handoff.check.Difference;
import dev.handoff.report.Table.Align;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A check for a terminal: a table, the differences, one line that sums up. */
public final class CheckText {
  private CheckText() {}

  /** The models of a manifest, a row each. */
  public static String ofModels(CheckReport report, int width, Ink ink) {
    Table table =
        new Table(width, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT)
            .row("MODEL", "STATES", "DEPTH", "TIME", "HOLD", "VIOLATED (states of the trace)");
    for (CheckedModel model : report.models()) {
      model
          .result()
          .ifPresentOrElse(
              result -> row(table, model, result),
              () -> table.row(model.label(), "-", "-", "-", "-", "not judged"));
    }
    StringBuilder text = new StringBuilder();
    List<String> lines = table.lines();
    text.append(ink.bold(lines.get(0))).append('\n');
    lines.subList(1, lines.size()).forEach(line -> text.append(line).append('\n'));
    text.append(differences(report, ink));
    text.append('\n').append(summary(report, ink)).append('\n');
    return text.toString();
  }

  private static void row(Table table, CheckedModel model, ModelResult result) {
    List<PropertyResult> violated = with(result, Outcome.VIOLATED);
    String cell =
        violated.stream()
            .map(property -> property.name() + " " + property.trace().length())
            .collect(Collectors.joining(", "));
    table.row(
        model.label(),
        number(result.distinct()),
        number(result.depth()),
        seconds(result.millis()),
        number(with(result, Outcome.HOLDS).size()),
        verdict(cell, model));
  }

  private static String verdict(String violated, CheckedModel model) {
    if (model.asPinned()) {
      return violated.isEmpty() ? "-" : violated;
    }
    return violated.isEmpty() ? "NOT AS PINNED" : violated + ", NOT AS PINNED";
  }

  private static List<PropertyResult> with(ModelResult result, Outcome outcome) {
    return result.properties().stream().filter(each -> each.outcome() == outcome).toList();
  }

  private static String differences(CheckReport report, Ink ink) {
    StringBuilder text = new StringBuilder();
    for (CheckedModel model : report.different()) {
      text.append('\n').append(ink.red(model.label() + " is not as pinned:")).append('\n');
      for (Difference difference : model.differences()) {
        text.append("  ").append(difference).append('\n');
      }
      model.result().stream()
          .flatMap(result -> result.warnings().stream())
          .forEach(warning -> text.append("  warning: ").append(warning).append('\n'));
    }
    if (!report.gaps().isEmpty()) {
      text.append('\n').append(ink.red("The manifest has gaps:")).append('\n');
      report.gaps().forEach(gap -> text.append("  ").append(gap).append('\n'));
    }
    return text.toString();
  }

  /** The last line: how much was checked, and what came of it. */
  public static String summary(CheckReport report, Ink ink) {
    String did =
        count(report.models().size(), "model")
            + ", "
            + count(report.verdicts(), "verdict")
            + ", "
            + count(report.distinct(), "distinct state")
            + " in "
            + seconds(report.millis())
            + ": ";
    StringBuilder came = new StringBuilder();
    if (report.models().isEmpty()) {
      return did + ink.red("nothing was checked");
    }
    if (!report.different().isEmpty()) {
      came.append(", ").append(count(report.different().size(), "model")).append(" not as pinned");
    }
    if (!report.failures().isEmpty()) {
      came.append(", ").append(count(report.failures().size(), "model")).append(" not judged");
    }
    if (!report.gaps().isEmpty()) {
      came.append(", ").append(count(report.gaps().size(), "gap")).append(" in the manifest");
    }
    return did + (came.length() == 0 ? ink.green("all as pinned") : ink.red(came.substring(2)));
  }

  /** A module of the user's own: its properties, a row each. */
  public static String ofModule(CheckedModel model, ModelResult result, int width, Ink ink) {
    Table table =
        new Table(width, Align.LEFT, Align.LEFT, Align.LEFT).row("PROPERTY", "KIND", "VERDICT");
    for (PropertyResult property : result.properties()) {
      table.row(property.name(), Verdicts.kind(model, property), verdict(property));
    }
    StringBuilder text = new StringBuilder();
    List<String> lines = table.lines();
    text.append(ink.bold(lines.get(0))).append('\n');
    lines.subList(1, lines.size()).forEach(line -> text.append(line).append('\n'));
    result.warnings().forEach(each -> text.append("warning: ").append(each).append('\n'));
    long violated = with(result, Outcome.VIOLATED).size();
    text.append('\n')
        .append(model.label() + ": ")
        .append(count(result.generated(), "state") + " generated, ")
        .append(number(result.distinct()) + " distinct, depth " + number(result.depth()))
        .append(" in " + seconds(result.millis()) + ": ")
        .append(
            result.properties().isEmpty()
                ? "there was no property to judge"
                : violated == 0
                    ? ink.green("no property is violated")
                    : ink.red(violated + " of " + result.properties().size() + " violated"))
        .append(result.complete() ? "" : " (the graph was not explored to the end)")
        .append('\n');
    return text.toString();
  }

  private static String verdict(PropertyResult property) {
    return property.outcome() == Outcome.VIOLATED && property.trace().length() > 0
        ? "violated in " + count(property.trace().length(), "state")
        : Verdicts.written(property.outcome());
  }

  static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%,.1f s", millis / 1000.0);
  }
}
