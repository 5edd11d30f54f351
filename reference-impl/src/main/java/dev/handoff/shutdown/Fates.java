package dev.handoff.shutdown;

import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The fates of the messages that were accepted: tells each owner, counts, and keeps what is
 * returned for the report. What it keeps is bounded by the queues.
 *
 * <p>Not thread-safe: the {@link Pipeline}'s own.
 */
final class Fates {
  private static final Fate UNDELIVERED = new Fate.Undelivered(Reason.DEADLINE_PASSED);
  private static final Fate UNKNOWN = new Fate.Unknown(Reason.DEADLINE_PASSED);

  private final Metrics metrics;
  private final List<CloseReport.Returned> returned = new ArrayList<>();
  private long delivered;

  Fates(Metrics metrics) {
    this.metrics = metrics;
  }

  void delivered(Guard.Section section, Outgoing message) {
    delivered++;
    settle(section, message, Fate.DELIVERED);
  }

  void undelivered(Guard.Section section, Outgoing message) {
    giveBack(section, message, UNDELIVERED);
  }

  void unknown(Guard.Section section, Outgoing message) {
    giveBack(section, message, UNKNOWN);
  }

  private void giveBack(Guard.Section section, Outgoing message, Fate fate) {
    returned.add(new CloseReport.Returned(message.number(), message.content(), fate));
    settle(section, message, fate);
  }

  private void settle(Guard.Section section, Outgoing message, Fate fate) {
    section.settle(message.promise(), fate);
    metrics.fate(Pipeline.PROTOCOL, fate);
  }

  CloseReport report(PeerId peer, CloseReport.Cause cause, long accepted) {
    returned.sort(Comparator.comparingLong(CloseReport.Returned::number));
    return new CloseReport(peer, cause, accepted, delivered, returned);
  }
}
