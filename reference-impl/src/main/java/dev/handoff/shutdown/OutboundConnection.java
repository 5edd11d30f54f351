package dev.handoff.shutdown;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Loop;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.Uncaught;
import dev.handoff.trace.EventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The outbound half of a connection to a peer: messages that are offered are written in the order
 * of the offers, small ones and large ones each; when it closes, each that was accepted gets its
 * fate, by one deadline.
 *
 * <p>One {@link Loop} takes all steps but {@link #offer} and the beginning of a close: the stages
 * of the specification run in parallel there, and in one of their orders here. It pulls: the sink
 * is filled, written and flushed, and what is behind moves when there is room.
 *
 * <h2>Several frames in the sink</h2>
 *
 * The specification's sink holds one frame. That is what {@code sinkFrames = 1} does, at the price
 * of a call of the operating system for each frame. With more, as many frames as there are and fit
 * are encoded in a row, the connection takes them in as few calls as it can, and the flush confirms
 * all of them, each of these within one critical section and with an event for each frame. Nothing
 * is added once the connection has taken a byte, so that a flush is of at most {@code sinkBytes}.
 *
 * <p>This is the specification with longer channels: a frame that is encoded behind another is one
 * that still waits in its channel, since nobody can tell before the connection takes it, and the
 * first is confirmed before the next is written, since nobody can tell before the flush returns.
 * The order within a channel stays. One fate may change: when the deadline passes, a message is
 * unknown if its last frame is in the sink, even as the second there, where the specification would
 * have delivered it before or would return it as undelivered. Unknown is always true; it is less
 * sharp, for at most {@code sinkFrames} messages.
 *
 * <h2>What ends it</h2>
 *
 * <ul>
 *   <li>A call of {@link #close}.
 *   <li>A flush that takes longer than the write timeout, from when the connection first had no
 *       room: it begins a close with a deadline as long. If the connection has taken all bytes and
 *       keeps them, this is not the specification's {@code TimeOutWrite} but its {@code
 *       BeginClose}.
 *   <li>A connection that fails while it is written. The specification knows no such failure: the
 *       close begins and its deadline passes at once, so that messages in the sink are unknown, and
 *       all others undelivered. One that fails while there is nothing to write is noticed by its
 *       reader, who calls {@link #close}, or at the next write.
 * </ul>
 *
 * <p>Thread-safe. The ideas are those of an event loop that writes on readiness, and of a server's
 * graceful shutdown: stop accepting, drain, then cut.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>requests, pipeline</td><td>see {@link RequestQueue}, {@link Pipeline}</td><td>their
 *   guards</td></tr>
 * <tr><td>disconnected</td><td>the loop</td><td>its own</td></tr>
 * <tr><td>deadlinePassed, timedOutFlush</td><td>timers</td><td>volatile</td></tr>
 * <tr><td>timedFlush, writeTimer</td><td>the loop</td><td>the loop's own</td></tr>
 * </table>
 */
public final class OutboundConnection {
  private final Connection connection;
  private final OutboundSettings settings;
  private final Scheduler scheduler;
  private final Clock clock;
  private final Metrics metrics;
  private final Consumer<? super CloseReport> onDisconnected;
  private final CompletableFuture<CloseReport> disconnected = new CompletableFuture<>();
  private final CompletionStage<CloseReport> whenDisconnected =
      disconnected.minimalCompletionStage();
  private final Loop loop;
  private final RequestQueue requests;
  private final Pipeline pipeline;

  private volatile boolean deadlinePassed;
  private volatile long timedOutFlush;

  /** The flush for which the write timer runs, or 0. */
  private long timedFlush;

  private Scheduler.Timer writeTimer = () -> {};

  /**
   * Creates the outbound half, which serves from now on.
   *
   * @param connection is closed at the end; nobody else writes to it
   * @param onDisconnected is called once, when nothing more will be written and each message that
   *     was accepted has its fate; must be quick, and must not throw
   */
  public OutboundConnection(
      Connection connection,
      OutboundSettings settings,
      Scheduler scheduler,
      Clock clock,
      EventSink events,
      Metrics metrics,
      Consumer<? super CloseReport> onDisconnected) {
    this.connection = connection;
    this.settings = settings;
    this.scheduler = scheduler;
    this.clock = clock;
    this.metrics = metrics;
    this.onDisconnected = onDisconnected;
    this.loop = new Loop(scheduler, this::take, this::stepFailed);
    this.requests = new RequestQueue(settings, events, metrics, loop::wake);
    this.pipeline = new Pipeline(connection, settings, requests, events, metrics, this::announced);
  }

  /** Returns who is at the other end. */
  public PeerId peer() {
    return connection.peer();
  }

  /**
   * Hands a message over. Never blocks.
   *
   * @return refused with {@code FULL}, {@code CLOSED} or {@code TOO_LARGE}; else accepted, and
   *     later delivered when the operating system has the message whole, or undelivered or unknown
   *     with {@code DEADLINE_PASSED}
   */
  public Receipt offer(Bytes message) {
    return requests.offer(message);
  }

  /**
   * Refuses offers from now on, writes what was accepted, and returns what is not written by the
   * deadline. A later call can only bring the deadline forward.
   *
   * @return completes with the report when the peer is disconnected, and never exceptionally
   */
  public CompletionStage<CloseReport> close(Deadline deadline) {
    requests.beginClose(new CloseReport.Cause.Requested());
    if (!disconnected.isDone()) {
      try {
        startDeadline(deadline);
      } catch (RejectedExecutionException e) {
        // Whoever heard the report meanwhile may have closed the scheduler; else it is too soon.
        if (!disconnected.isDone()) {
          throw e;
        }
      }
      loop.wake();
    }
    return whenDisconnected;
  }

  /** The earliest of the deadlines that were started is the one that counts. */
  private void startDeadline(Deadline deadline) {
    Scheduler.Timer timer =
        scheduler.schedule(
            deadline.remaining(clock),
            () -> {
              deadlinePassed = true;
              loop.wake();
            });
    whenDisconnected.thenRun(timer::cancel);
  }

  /** Takes the next steps; what only a timer may decide, it decides between them. */
  private boolean take() {
    if (deadlinePassed && pipeline.passDeadline()) {
      metrics.failure(Pipeline.PROTOCOL, "deadline-passed");
    }
    int limit = scheduler.quantum();
    if (pipeline.advance(limit) >= limit) {
      return true;
    }
    long flush = pipeline.pendingFlush();
    if (flush != timedFlush) {
      writeTimer.cancel();
      timedFlush = flush;
      if (flush != 0) {
        writeTimer = scheduler.schedule(settings.writeTimeout(), () -> writeTimedOut(flush));
      }
    }
    if (flush == 0) {
      return false;
    }
    if (flush == timedOutFlush) {
      timeOut();
    }
    connection.onWritable(loop::wake);
    return false;
  }

  private void writeTimedOut(long flush) {
    timedOutFlush = flush;
    loop.wake();
  }

  private void timeOut() {
    if (pipeline.timeOutWrite() || requests.beginClose(new CloseReport.Cause.WriteTimedOut())) {
      metrics.failure(Pipeline.PROTOCOL, "write-timed-out");
      startDeadline(Deadline.after(clock, settings.writeTimeout()));
    }
  }

  /** A step that throws is a fault of this program, which must not cost a message its fate. */
  private void stepFailed(RuntimeException failure) {
    metrics.failure(Pipeline.PROTOCOL, "step-failed");
    pipeline.fail(failure);
    loop.wake();
    Uncaught.report(failure);
  }

  private void announced(CloseReport report) {
    // Whoever hears the report may close the scheduler.
    writeTimer.cancel();
    loop.end();
    disconnected.complete(report);
    try {
      onDisconnected.accept(report);
    } catch (RuntimeException e) {
      metrics.failure(Pipeline.PROTOCOL, "listener-failed");
      Uncaught.report(e);
    }
  }
}
