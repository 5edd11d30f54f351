package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.SessionId;
import dev.handoff.shutdown.CloseReport;
import dev.handoff.shutdown.OutboundConnection;
import dev.handoff.shutdown.OutboundSettings;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The connections over which a validator sends its batches, one to each peer, opened again when
 * they end.
 *
 * <p>Thread-safe: a concurrent map of connections, and {@code closing}, which is set once and
 * volatile.
 */
final class Bulk {
  private static final Duration REDIAL = Duration.ofMillis(500);

  private final Dialer dialer;
  private final OutboundSettings settings;
  private final Scheduler scheduler;
  private final Clock clock;
  private final RandomGenerator random;
  private final EventSink events;
  private final Metrics metrics;
  private final Map<PeerId, OutboundConnection> connections = new ConcurrentHashMap<>();
  private volatile boolean closing;

  Bulk(
      Dialer dialer,
      OutboundSettings settings,
      Scheduler scheduler,
      Clock clock,
      RandomGenerator random,
      EventSink events,
      Metrics metrics) {
    this.dialer = dialer;
    this.settings = settings;
    this.scheduler = scheduler;
    this.clock = clock;
    this.random = random;
    this.events = events;
    this.metrics = metrics;
  }

  /** Connects to the peer, now and whenever the connection has ended. */
  void connect(PeerId peer) {
    if (!closing) {
      dialer.dial(peer, SessionId.random(random), dialled -> dialled(peer, dialled));
    }
  }

  private void dialled(PeerId peer, Dialer.Dialled dialled) {
    if (!(dialled instanceof Dialer.Dialled.Connected connected)) {
      scheduler.schedule(REDIAL, () -> connect(peer));
      return;
    }
    Connection connection = connected.connection();
    OutboundConnection outbound =
        new OutboundConnection(
            connection,
            settings,
            scheduler,
            clock,
            events,
            metrics,
            report -> disconnected(peer, report));
    connections.put(peer, outbound);
    // Nothing comes in on a bulk connection but its end, which a reader sees long before a writer.
    connection.onReadable(() -> outbound.close(Deadline.after(clock, settings.writeTimeout())));
    if (closing) {
      outbound.close(Deadline.after(clock, Duration.ZERO));
    }
  }

  private void disconnected(PeerId peer, CloseReport report) {
    metrics.failure("demo", "bulk-" + report.cause().getClass().getSimpleName());
    connections.remove(peer);
    if (!closing) {
      scheduler.schedule(REDIAL, () -> connect(peer));
    }
  }

  /** Offers a message to the peer; refused as closed while there is no connection. */
  Receipt offer(PeerId peer, Bytes message) {
    OutboundConnection connection = connections.get(peer);
    return connection == null ? Receipt.refused(Reason.CLOSED) : connection.offer(message);
  }

  /** Closes all connections by the deadline. */
  CompletionStage<List<CloseReport>> close(Deadline deadline) {
    closing = true;
    List<CompletableFuture<CloseReport>> reports = new ArrayList<>();
    for (OutboundConnection connection : List.copyOf(connections.values())) {
      reports.add(connection.close(deadline).toCompletableFuture());
    }
    return CompletableFuture.allOf(reports.toArray(new CompletableFuture<?>[0]))
        .thenApply(all -> reports.stream().map(CompletableFuture::join).toList());
  }
}
