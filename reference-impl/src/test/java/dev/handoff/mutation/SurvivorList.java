package dev.handoff.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mutants that no test notices, each with the reason: {@code mutation/SURVIVORS.md}.
 *
 * <p>Immutable.
 *
 * @param reasons the reason of each mutant in the list
 */
record SurvivorList(Map<Mutant, String> reasons) {
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `([^`]+)` \\| `([^`]+)` \\| (\\w+) \\| ((?:[^|\\\\]|\\\\\\|)+) \\| (\\d+) \\|(.*)\\|");

  static SurvivorList read(Path markdown) throws IOException {
    Map<Mutant, String> reasons = new LinkedHashMap<>();
    for (String line : Files.readAllLines(markdown)) {
      if (line.startsWith("| `")) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
          throw new IOException("not a row of %s: %s".formatted(markdown, line));
        }
        Mutant mutant =
            new Mutant(
                row.group(1),
                row.group(2),
                row.group(3),
                row.group(4),
                Integer.parseInt(row.group(5)));
        if (reasons.put(mutant, row.group(6).strip()) != null) {
          throw new IOException("twice in %s: %s".formatted(markdown, line));
        }
      }
    }
    return new SurvivorList(reasons);
  }

  /**
   * Returns the row of a protocol in the summary: all that are not in the list are killed.
   *
   * @param mutants how many there are of that protocol
   */
  String summary(String protocol, int mutants) {
    long listed =
        reasons.keySet().stream()
            .filter(mutant -> mutant.type().startsWith(protocol + "."))
            .count();
    long killed = mutants - listed;
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.1f %% |",
        protocol,
        mutants,
        killed,
        100.0 * killed / mutants);
  }

  /** Returns where the list and the reports of one run differ, in words, one line each. */
  List<String> differencesFrom(List<MutationReport> reports) {
    Map<Mutant, MutationReport.Outcome> outcomes = new LinkedHashMap<>();
    reports.forEach(report -> outcomes.putAll(report.outcomes()));
    List<String> differences = new ArrayList<>();
    outcomes.forEach(
        (mutant, outcome) -> {
          if (!outcome.isDetected() && !reasons.containsKey(mutant)) {
            differences.add("not in the list: %s %s |".formatted(mutant.row(), outcome.status()));
          }
        });
    reasons.forEach(
        (mutant, reason) -> {
          MutationReport.Outcome outcome = outcomes.get(mutant);
          if (outcome == null) {
            differences.add("in the list, and no mutant: " + mutant.row());
          } else if (outcome.status().equals("KILLED")) {
            // A time-out says less: a slow machine can cause it.
            differences.add("in the list, and a test kills it: " + mutant.row());
          }
          if (reason.isEmpty()) {
            differences.add("in the list without a reason: " + mutant.row());
          }
        });
    return differences;
  }
}
