package dev.handoff.demo;

import dev.handoff.PeerId;
import java.util.List;
import java.util.Map;

/**
 * The sums of a demo.
 *
 * <p>Immutable.
 *
 * @param elapsedMillis since the clients began
 * @param rows the sums by validator
 * @param audits what is in the stores at the end; empty before
 * @param failures failures that were met, by protocol and kind
 * @param notes what is worth a line at the end
 */
record DemoReport(
    long elapsedMillis,
    List<Row> rows,
    List<Audit> audits,
    Map<String, Long> failures,
    List<String> notes) {

  /**
   * The sums of one validator.
   *
   * @param peer which
   * @param state what became of it: up, stalled, killed, stopped
   * @param counts the fates that its clients were told
   */
  record Row(PeerId peer, String state, Tally.Counts counts) {}

  DemoReport {
    rows = List.copyOf(rows);
    audits = List.copyOf(audits);
    failures = Map.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /** Returns the sums of all validators. */
  Tally.Counts total() {
    return rows.stream()
        .map(Row::counts)
        .reduce(new Tally.Counts(0, 0, 0, 0, 0), Tally.Counts::plus);
  }

  /** Returns whether every transaction that was offered has exactly one fate. */
  boolean sumsAreExact() {
    return rows.stream().allMatch(row -> row.counts().pending() == 0);
  }

  /** Returns whether all that was signed and has not expired is in the stores. */
  boolean promisesAreKept() {
    return audits.stream().allMatch(audit -> audit.missing().isEmpty());
  }

  /** Returns whether the demo shows what it is to show, and has something to show. */
  boolean isGood() {
    return sumsAreExact()
        && promisesAreKept()
        && audits.size() == rows.size()
        && audits.stream().anyMatch(audit -> audit.promised() > 0)
        && total().delivered() > 0;
  }
}
