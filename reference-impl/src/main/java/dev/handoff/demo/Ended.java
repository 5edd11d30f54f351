package dev.handoff.demo;

import dev.handoff.PeerId;
import dev.handoff.fanout.ShutdownReport;
import dev.handoff.persistence.Stopped;
import dev.handoff.shutdown.CloseReport;
import java.util.List;
import java.util.Map;

/**
 * How a validator went down.
 *
 * @param fanOut what became of the components
 * @param batches what became of the batches in progress
 * @param bulk what became of the messages on the bulk connections
 * @param sessions what became of the messages of the sessions
 */
record Ended(
    ShutdownReport fanOut,
    Stopped batches,
    List<CloseReport> bulk,
    Map<PeerId, dev.handoff.delivery.CloseReport> sessions) {

  /** In a line. */
  @Override
  public String toString() {
    return "components %s; %d batches cut off; bulk messages returned: %d undelivered, %d unknown; session messages given up: %d"
        .formatted(
            fanOut.isClean() ? "stopped in order" : fanOut.phases(),
            batches.batchesCutOff(),
            bulk.stream().mapToLong(CloseReport::undelivered).sum(),
            bulk.stream().mapToLong(CloseReport::unknown).sum(),
            sessions.values().stream().mapToLong(dev.handoff.delivery.CloseReport::unknown).sum());
  }
}
