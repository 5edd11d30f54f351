package dev.handoff.demo;

import java.util.Locale;
import java.util.Map;

/** The report of a demo as text. */
final class DemoText {
  private DemoText() {}

  /** Returns one line for the progress. */
  static String line(DemoReport report) {
    Tally.Counts total = report.total();
    return String.format(
        Locale.ROOT,
        "%3d s  offered %,d  delivered %,d  refused %,d  returned %,d  unknown %,d  pending %,d",
        report.elapsedMillis() / 1000,
        total.offered(),
        total.delivered(),
        total.refused(),
        total.returned(),
        total.unknown(),
        total.pending());
  }

  /** Returns the table of the sums. */
  static String table(DemoReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-10s %-10s %10s %10s %10s %10s %10s %10s%n",
            "validator",
            "state",
            "offered",
            "delivered",
            "refused",
            "returned",
            "unknown",
            "pending"));
    for (DemoReport.Row row : report.rows()) {
      text.append(row(row.peer().name(), row.state(), row.counts()));
    }
    return text.append(row("all", "", report.total())).toString();
  }

  private static String row(String name, String state, Tally.Counts counts) {
    return String.format(
        Locale.ROOT,
        "%-10s %-10s %,10d %,10d %,10d %,10d %,10d %,10d%n",
        name,
        state,
        counts.offered(),
        counts.delivered(),
        counts.refused(),
        counts.returned(),
        counts.unknown(),
        counts.pending());
  }

  /** Returns the whole report. */
  static String of(DemoReport report) {
    StringBuilder text = new StringBuilder(table(report)).append('\n');
    report.notes().forEach(note -> text.append(note).append('\n'));
    for (Audit audit : report.audits()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s signed %,d batches that have not expired: %s%n",
              audit.peer(),
              audit.promised(),
              audit.missing().isEmpty()
                  ? "all are in its store"
                  : audit.missing().size() + " are MISSING from its store: " + audit.missing()));
    }
    if (!report.failures().isEmpty()) {
      text.append("\nfailures that were met:\n");
      for (Map.Entry<String, Long> failure :
          new java.util.TreeMap<>(report.failures()).entrySet()) {
        text.append(
            String.format(Locale.ROOT, "%,10d  %s%n", failure.getValue(), failure.getKey()));
      }
    }
    Tally.Counts total = report.total();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%,d offered = %,d delivered + %,d refused + %,d returned + %,d unknown%s%n",
            total.offered(),
            total.delivered(),
            total.refused(),
            total.returned(),
            total.unknown(),
            total.pending() == 0 ? "" : ": NOT TRUE, %,d have no fate".formatted(total.pending())));
    return text.toString();
  }
}
