package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.conformance.TraceRecorder;
import dev.handoff.conformance.Traced;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.SystemClock;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link OutboundConnection} as in production, on threads and over sockets, with one frame in the
 * sink, as in the specification; what it recorded is explained by {@code PeerShutdown.tla}.
 *
 * <p>Nothing is hidden: the test offers, closes, stalls and resets, and each shows in an event of
 * the connection. A write that fails shows as a close whose deadline passes at once.
 */
class PeerShutdownTraceTest {
  /** More than any run offers; the specification's messages are those that may be offered. */
  private static final int MESSAGES = 400;

  private static final int SMALL_BYTES = 4 << 10;
  private static final int LARGE_BYTES = 3 * SMALL_BYTES;
  private static final Set<String> TAKEN = new TreeSet<>();

  @TempDir private Path folder;

  @AfterAll
  static void everyActionOfTheModuleWasTaken() throws Exception {
    try (Oracles oracles = Oracles.open()) {
      TreeSet<String> all = new TreeSet<>();
      PeerShutdownReference reference = new PeerShutdownReference();
      oracles
          .module("PeerShutdown", reference.scales().get(0).constants(), List.of())
          .actions()
          .forEach(action -> all.add(action.name()));
      assertThat(TAKEN).isEqualTo(all);
    }
  }

  private static OutboundSettings settings(Duration writeTimeout) {
    return new OutboundSettings(
        8, 4, 2, LARGE_BYTES, SMALL_BYTES, 1, SMALL_BYTES + 32, writeTimeout);
  }

  /** Each fifth message is a large one, of three fragments. */
  private static Map<String, String> constants(OutboundSettings settings) {
    return Map.of(
        "Messages", "1 .. " + MESSAGES,
        "Fragments", "[m \\in 1 .. " + MESSAGES + " |-> IF m % 5 = 0 THEN 3 ELSE 0]",
        "RequestCapacity", "" + settings.requestCapacity(),
        "WriteCapacity", "" + settings.writeCapacity(),
        "ChannelCapacity", "" + settings.channelCapacity(),
        "MayStall", "TRUE");
  }

  private static Bytes message(int number) {
    byte[] content = new byte[number % 5 == 0 ? LARGE_BYTES : SMALL_BYTES];
    ByteBuffer.wrap(content).putInt(number);
    return Bytes.copyOf(content);
  }

  /** A connection, what it recorded, and what its owners were told. */
  private static final class Run {
    private final Loopback loopback;
    private final Counters metrics = new Counters();
    private final OutboundConnection connection;
    private final CompletableFuture<CloseReport> disconnected = new CompletableFuture<>();
    private final List<Receipt> receipts = new ArrayList<>();

    private Run(Loopback loopback, OutboundSettings settings, TraceRecorder events) {
      this.loopback = loopback;
      this.connection =
          new OutboundConnection(
              loopback.near(),
              settings,
              loopback.scheduler(),
              SystemClock.INSTANCE,
              events,
              metrics,
              disconnected::complete);
    }

    /** Offers the next message, whoever calls; the number decides its size. */
    private synchronized void offer() {
      if (receipts.size() < MESSAGES) {
        receipts.add(connection.offer(message(receipts.size() + 1)));
      }
    }

    private void offer(int count) {
      for (int i = 0; i < count; i++) {
        offer();
      }
    }

    private void close(Duration timeout) {
      connection.close(Deadline.after(SystemClock.INSTANCE, timeout));
    }

    private CloseReport report() throws Exception {
      return disconnected.get(60, TimeUnit.SECONDS);
    }
  }

  /** What a run does, between the opening of the connection and its end. */
  private interface Story {
    void tell(Run run) throws Exception;
  }

  /** Runs a story on a connection of its own, and asks the specification whether it explains it. */
  private void validate(Duration writeTimeout, Story story) throws Exception {
    Path file = folder.resolve("trace.ndjson");
    OutboundSettings settings = settings(writeTimeout);
    try (TraceRecorder recorder =
            TraceRecorder.open(file, "shutdown", "PeerShutdown", constants(settings), List.of());
        Loopback loopback = Loopback.open()) {
      Run run = new Run(loopback, settings, recorder);
      story.tell(run);
      CloseReport report = run.report();
      run.offer(2);
      assertThat(run.receipts).allSatisfy(receipt -> assertThat(receipt.fate()).isPresent());
      assertThat(report.accepted())
          .isEqualTo(report.delivered() + report.undelivered() + report.unknown())
          .isPositive();
    }
    try (Oracles oracles = Oracles.open()) {
      Validation validation = TraceValidator.validate(oracles, TraceFile.read(file));
      assertThat(validation).isInstanceOf(Validation.Explained.class);
      TAKEN.addAll(validation.actions().keySet());
      Traced.count((Validation.Explained) validation);
    }
  }

  @Test
  void closeUnderLoadDrainsToAPeerThatReadsInItsOwnTime() throws Exception {
    validate(
        Duration.ofSeconds(60),
        run -> {
          Loopback.Reader reader =
              new Loopback.Reader(run.loopback.far(), settings(Duration.ofSeconds(60)));
          Thread other = new Thread(() -> run.offer(150));
          other.start();
          run.offer(150);
          // So far nobody has read: the queues were full, and offers were refused.
          assertThat(run.metrics.count("shutdown", new Fate.Refused(Reason.FULL))).isPositive();
          run.loopback.scheduler().execute(reader);
          run.close(Duration.ofSeconds(60));
          run.offer(20);
          other.join();
          CloseReport report = run.report();
          assertThat(report.returned()).isEmpty();
          assertThat(report.cause()).isEqualTo(new CloseReport.Cause.Requested());
          assertThat(reader.messages()).hasSize((int) report.delivered());
        });
  }

  @Test
  void peerThatDoesNotReadTimesTheWriteOutAndTheRestIsReturned() throws Exception {
    validate(
        Duration.ofMillis(100),
        run -> {
          // One after another, until the connection gives up; what comes later is refused.
          Scheduler.Timer timer = everyMillisecond(run.loopback.scheduler(), run::offer);
          CloseReport report = run.report();
          timer.cancel();
          assertThat(report.cause()).isEqualTo(new CloseReport.Cause.WriteTimedOut());
          assertThat(report.undelivered()).isPositive();
          assertThat(report.unknown()).isLessThanOrEqualTo(1);
        });
  }

  @Test
  void deadlineOfACloseReturnsWhatAPeerDidNotRead() throws Exception {
    validate(
        Duration.ofSeconds(60),
        run -> {
          while (run.metrics.count("shutdown", new Fate.Refused(Reason.FULL)) < 20) {
            run.offer();
          }
          run.close(Duration.ofMillis(30));
          assertThat(run.report().undelivered()).isPositive();
        });
  }

  @Test
  void connectionThatIsResetReturnsWhatIsNotWritten() throws Exception {
    validate(
        Duration.ofSeconds(60),
        run -> {
          run.offer(5);
          run.loopback.far().close();
          // Only a write can notice.
          Scheduler.Timer timer = everyMillisecond(run.loopback.scheduler(), run::offer);
          CloseReport report = run.report();
          timer.cancel();
          assertThat(report.cause()).isInstanceOf(CloseReport.Cause.Failed.class);
          assertThat(report.returned()).isNotEmpty();
        });
  }

  /** Until it is cancelled. */
  private static Scheduler.Timer everyMillisecond(Scheduler scheduler, Runnable task) {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    Runnable again =
        new Runnable() {
          @Override
          public void run() {
            if (!cancelled.isDone()) {
              task.run();
              scheduler.schedule(Duration.ofMillis(1), this);
            }
          }
        };
    scheduler.execute(again);
    return () -> cancelled.complete(null);
  }
}
