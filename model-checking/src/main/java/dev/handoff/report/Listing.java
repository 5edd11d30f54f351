package dev.handoff.report;

import dev.handoff.check.MutantTrial;
import dev.handoff.report.Table.Align;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Mutant;
import dev.handoff.spec.Protocol;
import java.util.List;
import java.util.stream.Collectors;

/** What there is to check, for a terminal. */
public final class Listing {
  private Listing() {}

  /** Models with their pins, by protocol. */
  public static String ofModels(Manifest manifest, List<Model> models, int width, Ink ink) {
    StringBuilder text = new StringBuilder();
    for (Protocol protocol : manifest.protocols()) {
      List<Model> own =
          models.stream().filter(model -> model.id().protocol().equals(protocol.name())).toList();
      if (!own.isEmpty()) {
        text.append(ink.bold(protocol.name() + ": " + protocol.title())).append('\n');
        table(own, width).forEach(line -> text.append("  ").append(line).append('\n'));
        text.append('\n');
      }
    }
    long verdicts =
        models.stream()
            .flatMap(model -> model.expectations().stream())
            .filter(expectation -> expectation.result() != Result.NOT_APPLICABLE)
            .count();
    return text.append(CheckText.count(models.size(), "model"))
        .append(", ")
        .append(CheckText.count(verdicts, "verdict"))
        .append('\n')
        .toString();
  }

  private static List<String> table(List<Model> models, int width) {
    Table table =
        new Table(width - 2, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT)
            .row("MODEL", "STATES", "DEPTH", "HOLD", "VIOLATED (states of the trace)");
    for (Model model : models) {
      String violated =
          model.expectations().stream()
              .filter(expectation -> expectation.result() == Result.VIOLATED)
              .map(Listing::violated)
              .collect(Collectors.joining(", "));
      long hold =
          model.expectations().stream()
              .filter(expectation -> expectation.result() == Result.HOLDS)
              .count();
      table.row(
          model.label(),
          CheckText.number(model.pins().distinct()),
          CheckText.number(model.pins().depth()),
          CheckText.number(hold),
          violated.isEmpty() ? "-" : violated);
    }
    return table.lines();
  }

  private static String violated(Expectation expectation) {
    return expectation.property() + " " + expectation.traceLength();
  }

  /** Seeded errors, and who notices them. */
  public static String ofMutants(List<Mutant> mutants, int width, Ink ink) {
    Table table =
        new Table(width, Align.LEFT, Align.LEFT, Align.LEFT).row("MUTANT", "MODEL", "NOTICED BY");
    for (Mutant mutant : mutants) {
      table.row(mutant.id(), mutant.model().toString(), noticedBy(mutant));
    }
    List<String> lines = table.lines();
    return ink.bold(lines.get(0))
        + "\n"
        + lines.stream().skip(1).map(line -> line + "\n").collect(Collectors.joining())
        + "\n"
        + CheckText.count(mutants.size(), "mutant")
        + "\n";
  }

  private static String noticedBy(Mutant mutant) {
    return mutant
        .equivalent()
        .map(argument -> "none, it is equivalent: " + argument)
        .orElse(String.join(", ", mutant.noticedBy()));
  }

  /** Mutants after their trial, a row each, and a line that sums up. */
  public static String ofTrials(List<MutantTrial> trials, long millis, int width, Ink ink) {
    Table table =
        new Table(width, Align.LEFT, Align.LEFT, Align.LEFT)
            .row("MUTANT", "MODEL", "NOTICED BY (states of the trace)");
    for (MutantTrial trial : trials) {
      String violated =
          trial.violated().stream()
              .map(property -> property.name() + " " + property.trace().length())
              .collect(Collectors.joining(", "));
      String missed =
          trial.missed().isEmpty() ? "" : "NOT NOTICED BY " + String.join(" ", trial.missed());
      String cell =
          violated.isEmpty() || missed.isEmpty() ? violated + missed : violated + ", " + missed;
      table.row(
          trial.mutant().id(),
          trial.mutant().model().toString(),
          trial.failure().isPresent() ? "not judged" : cell.isEmpty() ? equivalent(trial) : cell);
    }
    List<String> lines = table.lines();
    long noticed = trials.stream().filter(MutantTrial::asExpected).count();
    String summary =
        CheckText.count(trials.size(), "mutant") + " in " + CheckText.seconds(millis) + ": ";
    String verdict =
        trials.isEmpty()
            ? ink.red("nothing was tried")
            : noticed == trials.size()
                ? ink.green(allAsExpected(trials))
                : ink.red(CheckText.number(trials.size() - noticed) + " not as expected");
    return ink.bold(lines.get(0))
        + "\n"
        + lines.stream().skip(1).map(line -> line + "\n").collect(Collectors.joining())
        + "\n"
        + summary
        + verdict
        + "\n";
  }

  private static String equivalent(MutantTrial trial) {
    return trial.asExpected() ? "none, it is equivalent" : "NOT EQUIVALENT, the model differs";
  }

  private static String allAsExpected(List<MutantTrial> trials) {
    long equivalent =
        trials.stream().filter(trial -> trial.mutant().equivalent().isPresent()).count();
    return equivalent == 0
        ? "all noticed"
        : "all noticed, but for " + CheckText.number(equivalent) + " that are equivalent";
  }
}
