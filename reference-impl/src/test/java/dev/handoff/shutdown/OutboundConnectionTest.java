package dev.handoff.shutdown;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When the steps are taken: the loop, the timers, and what ends a connection. */
class OutboundConnectionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Rig rig = new Rig(1000);

  private Deadline in(Duration time) {
    return Deadline.after(rig.scheduler, time);
  }

  private static CloseReport reportOf(CompletionStage<CloseReport> stage) {
    List<CloseReport> reports = new ArrayList<>();
    stage.thenAccept(reports::add);
    assertThat(reports).as("the close is done").hasSize(1);
    return reports.get(0);
  }

  private long failures(String kind) {
    return rig.metrics
        .failures()
        .getOrDefault("protocol=\"shutdown\",kind=\"%s\"".formatted(kind), 0L);
  }

  @Test
  void peerIsThatOfTheConnection() {
    assertThat(rig.connection(Rig.standard()).peer()).isEqualTo(Rig.PEER);
  }

  @Test
  void offersAreWrittenWholeAndInOrder() throws Exception {
    OutboundConnection connection = rig.connection(Rig.settings(9, 1, 1, 1));
    List<Receipt> receipts = new ArrayList<>();
    for (Bytes message : List.of(Rig.SMALL, Rig.LARGE, Bytes.EMPTY, Rig.LARGER)) {
      receipts.add(connection.offer(message));
    }
    rig.scheduler.runAll();
    assertThat(rig.received())
        .containsExactlyInAnyOrder(Rig.SMALL, Rig.LARGE, Bytes.EMPTY, Rig.LARGER)
        .containsSubsequence(Rig.SMALL, Bytes.EMPTY)
        .containsSubsequence(Rig.LARGE, Rig.LARGER);
    assertThat(receipts).allSatisfy(one -> assertThat(one.fate()).contains(Fate.DELIVERED));
    assertThat(rig.scheduler.timerCount()).isZero();
  }

  @Test
  void severalFramesGoOutWithOneFlush() throws Exception {
    OutboundConnection connection = rig.connection(Rig.settings(9, 9, 9, 3));
    for (int i = 0; i < 5; i++) {
      connection.offer(Rig.SMALL);
    }
    rig.scheduler.runAll();
    assertThat(rig.received()).hasSize(5);
    // Three fill the sink, two are what is left.
    assertThat(rig.events.take().stream().filter(one -> one.matches(".*(Write|Confirm)")))
        .containsExactly(
            "PeerShutdown!Write",
            "PeerShutdown!Write",
            "PeerShutdown!Write",
            "PeerShutdown!Confirm",
            "PeerShutdown!Confirm",
            "PeerShutdown!Confirm",
            "PeerShutdown!Write",
            "PeerShutdown!Write",
            "PeerShutdown!Confirm",
            "PeerShutdown!Confirm");
  }

  @Test
  void fullConnectionRefusesAndGoesOnWhenThePeerReads() throws Exception {
    Rig narrow = new Rig(Rig.SMALL_FRAME);
    OutboundConnection connection = narrow.connection(Rig.standard());
    List<Receipt> accepted = new ArrayList<>();
    Receipt refused = null;
    for (int i = 0; i < 20; i++) {
      Receipt receipt = connection.offer(Rig.SMALL);
      narrow.scheduler.runAll();
      if (receipt.fate().equals(Optional.of(new Fate.Refused(Reason.FULL)))) {
        refused = receipt;
      } else {
        accepted.add(receipt);
      }
    }
    // One is delivered; one each in sink, channel, multiplexer and write queue, two in the first.
    assertThat(accepted).hasSize(7);
    assertThat(refused).isNotNull();
    for (int i = 0; i < 7; i++) {
      assertThat(narrow.received()).hasSize(i + 1);
      narrow.scheduler.runAll();
    }
    assertThat(accepted).allSatisfy(one -> assertThat(one.fate()).contains(Fate.DELIVERED));
    assertThat(narrow.scheduler.timerCount()).isZero();
  }

  @Test
  void closeDrainsThenAnnounces() throws Exception {
    OutboundConnection connection = rig.connection(Rig.standard());
    connection.offer(Rig.LARGE);
    connection.offer(Rig.SMALL);
    CompletionStage<CloseReport> closed = connection.close(in(SECOND));
    assertThat(connection.offer(Rig.SMALL).fate()).contains(new Fate.Refused(Reason.CLOSED));
    assertThat(rig.reports).isEmpty();
    rig.scheduler.runAll();
    CloseReport expected =
        new CloseReport(Rig.PEER, new CloseReport.Cause.Requested(), 2, 2, List.of());
    assertThat(reportOf(closed)).isEqualTo(expected);
    assertThat(rig.reports).containsExactly(expected);
    assertThat(rig.received()).containsExactlyInAnyOrder(Rig.LARGE, Rig.SMALL);
    assertThat(rig.pipe.left().isClosed()).isTrue();
    assertThat(rig.scheduler.timerCount()).isZero();
    assertThat(rig.events.events()).endsWith("PeerShutdown!Finish", "PeerShutdown!Announce");
  }

  @Test
  void deadlineReturnsWhatIsNotWritten() throws Exception {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    for (Bytes message : List.of(Rig.SMALL, Rig.LARGE)) {
      connection.offer(message);
      narrow.scheduler.runAll();
    }
    CompletionStage<CloseReport> closed =
        connection.close(Deadline.after(narrow.scheduler, SECOND));
    narrow.scheduler.advance(SECOND.minusNanos(1));
    assertThat(narrow.reports).isEmpty();
    narrow.scheduler.advance(Duration.ofNanos(1));
    CloseReport report = reportOf(closed);
    assertThat(report.returned())
        .containsExactly(
            new CloseReport.Returned(1, Rig.SMALL, Rig.UNKNOWN),
            new CloseReport.Returned(2, Rig.LARGE, Rig.UNDELIVERED));
    assertThat(narrow.reports).containsExactly(report);
    assertThat(narrow.scheduler.timerCount()).isZero();
    assertThat(narrow.metrics.failures())
        .containsExactly(Map.entry("protocol=\"shutdown\",kind=\"deadline-passed\"", 1L));
  }

  @Test
  void laterCloseCanBringTheDeadlineForward() {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    connection.offer(Rig.SMALL);
    CompletionStage<CloseReport> first =
        connection.close(Deadline.after(narrow.scheduler, SECOND.multipliedBy(9)));
    CompletionStage<CloseReport> second =
        connection.close(Deadline.after(narrow.scheduler, SECOND));
    narrow.scheduler.advance(SECOND);
    assertThat(reportOf(second)).isSameAs(reportOf(first));
    assertThat(narrow.scheduler.timerCount()).isZero();
  }

  @Test
  void laterCloseCannotPutTheDeadlineOff() {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    connection.offer(Rig.SMALL);
    connection.close(Deadline.after(narrow.scheduler, SECOND));
    connection.close(Deadline.after(narrow.scheduler, SECOND.multipliedBy(9)));
    narrow.scheduler.advance(SECOND);
    assertThat(narrow.reports).hasSize(1);
  }

  @Test
  void closeAfterTheEndHasTheSameReport() {
    OutboundConnection connection = rig.connection(Rig.standard());
    connection.close(in(SECOND));
    rig.scheduler.runAll();
    CloseReport report = reportOf(connection.close(in(SECOND)));
    assertThat(rig.reports).containsExactly(report);
    assertThat(rig.scheduler.timerCount()).isZero();
    assertThat(rig.scheduler.readyCount()).isZero();
  }

  @Test
  void deadlineInThePastStillWritesWhatGoesAtOnce() {
    OutboundConnection connection = rig.connection(Rig.standard());
    Receipt receipt = connection.offer(Rig.SMALL);
    CompletionStage<CloseReport> closed = connection.close(new Deadline(-5));
    rig.scheduler.advance(Duration.ZERO);
    assertThat(reportOf(closed).accepted()).isEqualTo(1);
    assertThat(receipt.fate()).isPresent();
  }

  @Test
  void writeThatTakesTooLongBeginsTheCloseWithADeadlineAsLong() {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    Receipt receipt = connection.offer(Rig.SMALL);
    narrow.scheduler.advance(Rig.WRITE_TIMEOUT.minusNanos(1));
    assertThat(connection.offer(Rig.SMALL).fate()).isEmpty();
    narrow.scheduler.advance(Duration.ofNanos(1));
    assertThat(connection.offer(Rig.SMALL).fate()).contains(new Fate.Refused(Reason.CLOSED));
    assertThat(narrow.events.events()).contains("PeerShutdown!TimeOutWrite");
    narrow.scheduler.advance(Rig.WRITE_TIMEOUT.minusNanos(1));
    assertThat(receipt.fate()).isEmpty();
    narrow.scheduler.advance(Duration.ofNanos(1));
    assertThat(receipt.fate()).contains(Rig.UNKNOWN);
    assertThat(narrow.reports.get(0).cause()).isEqualTo(new CloseReport.Cause.WriteTimedOut());
    assertThat(narrow.metrics.failures())
        .containsEntry("protocol=\"shutdown\",kind=\"write-timed-out\"", 1L);
    assertThat(narrow.scheduler.timerCount()).isZero();
  }

  @Test
  void flushOfTakenBytesThatTakesTooLongBeginsTheClose() {
    rig.pipe.left().flushStuck(true);
    OutboundConnection connection = rig.connection(Rig.standard());
    Receipt receipt = connection.offer(Rig.SMALL);
    rig.scheduler.advance(Rig.WRITE_TIMEOUT);
    assertThat(rig.events.events())
        .contains("PeerShutdown!BeginClose")
        .doesNotContain("PeerShutdown!TimeOutWrite");
    rig.pipe.left().flushStuck(false);
    rig.scheduler.runAll();
    assertThat(receipt.fate()).contains(Fate.DELIVERED);
    assertThat(rig.reports.get(0).cause()).isEqualTo(new CloseReport.Cause.WriteTimedOut());
    assertThat(failures("write-timed-out")).isEqualTo(1);
  }

  @Test
  void eachFlushHasATimeoutOfItsOwn() throws Exception {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    for (int i = 0; i < 4; i++) {
      Receipt receipt = connection.offer(Rig.SMALL);
      narrow.scheduler.advance(Rig.WRITE_TIMEOUT.minus(SECOND));
      while (receipt.fate().isEmpty()) {
        narrow.received();
        narrow.scheduler.runAll();
      }
      assertThat(narrow.scheduler.timerCount()).isZero();
    }
    narrow.scheduler.advance(Rig.WRITE_TIMEOUT.multipliedBy(2));
    assertThat(connection.offer(Rig.SMALL).fate()).isEmpty();
  }

  @Test
  void timerOfAnEarlierFlushDoesNotTimeOutTheNext() throws Exception {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    Receipt first = connection.offer(Rig.SMALL);
    connection.offer(Rig.SMALL);
    narrow.scheduler.advance(Rig.WRITE_TIMEOUT.minusNanos(1));
    while (first.fate().isEmpty()) {
      narrow.received();
      narrow.scheduler.runAll();
    }
    narrow.scheduler.advance(SECOND);
    assertThat(narrow.events.events()).doesNotContain("PeerShutdown!TimeOutWrite");
    assertThat(narrow.scheduler.timerCount()).isEqualTo(1);
  }

  @Test
  void timerThatGoesOffAsItsFlushReturnsDoesNotTimeOutTheNext() throws Exception {
    Rig narrow = new Rig(Rig.SMALL_FRAME + 5);
    List<Runnable> timers = new ArrayList<>();
    Scheduler withTimersByHand =
        new Scheduler() {
          @Override
          public void execute(Runnable task) {
            narrow.scheduler.execute(task);
          }

          @Override
          public Timer schedule(Duration delay, Runnable task) {
            timers.add(task);
            return () -> {};
          }
        };
    OutboundConnection connection =
        new OutboundConnection(
            narrow.pipe.left(),
            Rig.settings(9, 1, 1, 1),
            withTimersByHand,
            narrow.scheduler,
            narrow.events,
            narrow.metrics,
            narrow.reports::add);
    for (int i = 0; i < 3; i++) {
      connection.offer(Rig.SMALL);
    }
    narrow.scheduler.runAll();
    // The second message has room for 5 of its bytes; then for all, and the third for 10 of its.
    assertThat(timers).hasSize(1);
    narrow.received();
    timers.get(0).run();
    narrow.scheduler.runAll();
    assertThat(timers).hasSize(2);
    assertThat(narrow.events.events()).doesNotContain("PeerShutdown!TimeOutWrite");
    timers.get(1).run();
    narrow.scheduler.runAll();
    assertThat(narrow.events.events()).contains("PeerShutdown!TimeOutWrite");
  }

  @Test
  void writeTimeoutWhileClosingChangesNothing() {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    connection.offer(Rig.SMALL);
    narrow.scheduler.runAll();
    connection.close(Deadline.after(narrow.scheduler, Rig.WRITE_TIMEOUT.plus(SECOND)));
    narrow.scheduler.advance(Rig.WRITE_TIMEOUT);
    assertThat(narrow.metrics.failures()).isEmpty();
    narrow.scheduler.advance(SECOND);
    assertThat(narrow.reports.get(0).cause()).isEqualTo(new CloseReport.Cause.Requested());
  }

  @Test
  void connectionThatFailsReturnsAllAtOnce() {
    Rig narrow = new Rig(5);
    OutboundConnection connection = narrow.connection(Rig.standard());
    Receipt inSink = connection.offer(Rig.SMALL);
    Receipt behind = connection.offer(Rig.SMALL);
    narrow.scheduler.runAll();
    narrow.pipe.reset();
    narrow.scheduler.runAll();
    assertThat(inSink.fate()).contains(Rig.UNKNOWN);
    assertThat(behind.fate()).contains(Rig.UNDELIVERED);
    assertThat(narrow.reports.get(0).cause()).isInstanceOf(CloseReport.Cause.Failed.class);
    assertThat(narrow.metrics.failures())
        .containsExactly(Map.entry("protocol=\"shutdown\",kind=\"connection-failed\"", 1L));
    assertThat(narrow.scheduler.timerCount()).isZero();
  }

  @Test
  void stepThatThrowsEndsTheConnectionAndLosesNothing() {
    IllegalStateException fault = new IllegalStateException("a fault of the adapter");
    Connection faulty =
        new Connection() {
          @Override
          public PeerId peer() {
            return Rig.PEER;
          }

          @Override
          public int write(ByteBuffer bytes) {
            throw fault;
          }

          @Override
          public boolean flush() {
            return true;
          }

          @Override
          public void onWritable(Runnable listener) {}

          @Override
          public int read(ByteBuffer into) {
            return 0;
          }

          @Override
          public void onReadable(Runnable listener) {}

          @Override
          public void close() {
            throw fault;
          }
        };
    OutboundConnection connection =
        new OutboundConnection(
            faulty,
            Rig.standard(),
            rig.scheduler,
            rig.scheduler,
            rig.events,
            rig.metrics,
            rig.reports::add);
    Receipt first = connection.offer(Rig.SMALL);
    Receipt second = connection.offer(Rig.SMALL);
    List<Throwable> uncaught = uncaughtDuring(rig.scheduler::runAll);
    assertThat(first.fate()).contains(Rig.UNKNOWN);
    assertThat(second.fate()).contains(Rig.UNDELIVERED);
    assertThat(rig.reports.get(0).cause()).isEqualTo(new CloseReport.Cause.Failed(fault));
    assertThat(uncaught).containsExactly(fault, fault);
    assertThat(failures("step-failed")).isEqualTo(2);
  }

  @Test
  void schedulerIsNotUsedAfterTheAnnouncement() {
    for (int quantum : new int[] {1, 64}) {
      Rig fresh = new Rig(1000);
      Scheduler closable =
          new Scheduler() {
            @Override
            public void execute(Runnable task) {
              assertThat(fresh.reports).as("handed over before the announcement").isEmpty();
              fresh.scheduler.execute(task);
            }

            @Override
            public Timer schedule(Duration delay, Runnable task) {
              assertThat(fresh.reports).as("handed over before the announcement").isEmpty();
              return fresh.scheduler.schedule(delay, task);
            }

            @Override
            public int quantum() {
              return quantum;
            }
          };
      OutboundConnection connection =
          new OutboundConnection(
              fresh.pipe.left(),
              Rig.standard(),
              closable,
              fresh.scheduler,
              fresh.events,
              fresh.metrics,
              fresh.reports::add);
      // The loop is woken while it runs, by a close of whoever hears a fate.
      connection
          .offer(Rig.SMALL)
          .onFate(fate -> connection.close(Deadline.after(fresh.scheduler, SECOND)));
      fresh.scheduler.runAll();
      assertThat(fresh.reports).hasSize(1);
      connection.close(Deadline.after(fresh.scheduler, SECOND));
      connection.offer(Rig.SMALL);
      assertThat(fresh.scheduler.timerCount()).isZero();
    }
  }

  @Test
  void closeThatMeetsTheAnnouncementNeedsNoScheduler() {
    Scheduler closable =
        new Scheduler() {
          @Override
          public void execute(Runnable task) {
            rig.scheduler.execute(task);
          }

          @Override
          public Timer schedule(Duration delay, Runnable task) {
            if (!rig.reports.isEmpty()) {
              throw new RejectedExecutionException("whoever heard the report has closed it");
            }
            return rig.scheduler.schedule(delay, task);
          }
        };
    // What other threads do while the second close reads the clock.
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    OutboundConnection connection =
        new OutboundConnection(
            rig.pipe.left(),
            Rig.standard(),
            closable,
            () -> {
              requireNonNull(meanwhile.get()).run();
              return rig.scheduler.nanos();
            },
            rig.events,
            rig.metrics,
            rig.reports::add);
    Deadline deadline = in(SECOND);
    CompletionStage<CloseReport> first = connection.close(deadline);
    meanwhile.set(rig.scheduler::runAll);
    assertThat(rig.reports).isEmpty();
    CompletionStage<CloseReport> second = connection.close(deadline);
    assertThat(rig.reports).hasSize(1);
    assertThat(reportOf(second)).isEqualTo(reportOf(first));
  }

  @Test
  void closeOnASchedulerThatWasClosedTooSoonIsRefused() {
    Scheduler closed =
        new Scheduler() {
          @Override
          public void execute(Runnable task) {
            rig.scheduler.execute(task);
          }

          @Override
          public Timer schedule(Duration delay, Runnable task) {
            throw new RejectedExecutionException("closed");
          }
        };
    OutboundConnection connection =
        new OutboundConnection(
            rig.pipe.left(),
            Rig.standard(),
            closed,
            rig.scheduler,
            rig.events,
            rig.metrics,
            rig.reports::add);
    Deadline deadline = in(SECOND);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> connection.close(deadline));
  }

  @Test
  void listenerThatThrowsIsReportedAndTheStageCompletes() {
    IllegalStateException fault = new IllegalStateException("a fault of the listener");
    OutboundConnection connection =
        new OutboundConnection(
            rig.pipe.left(),
            Rig.standard(),
            rig.scheduler,
            rig.scheduler,
            rig.events,
            rig.metrics,
            report -> {
              throw fault;
            });
    CompletionStage<CloseReport> closed = connection.close(in(SECOND));
    List<Throwable> uncaught = uncaughtDuring(rig.scheduler::runAll);
    assertThat(uncaught).containsExactly(fault);
    assertThat(reportOf(closed).accepted()).isZero();
    assertThat(failures("listener-failed")).isEqualTo(1);
    assertThat(failures("step-failed")).isZero();
  }

  private static List<Throwable> uncaughtDuring(Runnable task) {
    List<Throwable> uncaught = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((where, what) -> uncaught.add(what));
    try {
      task.run();
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    return uncaught;
  }
}
