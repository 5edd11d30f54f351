package dev.handoff.delivery;

import static dev.handoff.delivery.Rig.SETTINGS;
import static dev.handoff.delivery.Rig.acknowledge;
import static dev.handoff.delivery.Rig.framesAt;
import static dev.handoff.delivery.Rig.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Dialer.Dialled.Connected;
import dev.handoff.Dialer.Dialled.Unreachable;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.fakes.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the loop of a session does by itself: dial, back off, send, wait, time out. */
class SessionLoopTest {
  private final Rig rig = new Rig();
  private final Session session = rig.runningSession(SETTINGS, Encoder.NONE, rig::dial);

  private void answerWith(Connection connection) {
    rig.calls.remove().accept(new Connected(connection));
    rig.scheduler.runAll();
  }

  private void answerUnreachable() {
    rig.calls.remove().accept(new Unreachable(new IOException("nobody at home")));
    rig.scheduler.runAll();
  }

  @Test
  void nothingIsDialledBeforeItIsAskedFor() {
    rig.scheduler.runAll();
    assertThat(rig.calls).isEmpty();
    session.open();
    session.open();
    rig.scheduler.runAll();
    assertThat(rig.calls).hasSize(1);
  }

  @Test
  void offerDials() {
    session.offer(message(1));
    rig.scheduler.runAll();
    assertThat(rig.calls).hasSize(1);
  }

  @Test
  void messagesAreSentInOrderAndToldWhenTheyAreAcknowledged() throws IOException {
    List<Receipt> receipts =
        IntStream.rangeClosed(1, 3).mapToObj(number -> session.offer(message(number))).toList();
    rig.scheduler.runAll();
    Pipe pipe = rig.pipe(1000);
    answerWith(pipe.left());
    assertThat(framesAt(pipe.right())).containsExactly("1:1:01", "1:2:02", "1:3:03");
    assertThat(receipts).allMatch(receipt -> receipt.fate().isEmpty());
    acknowledge(pipe.right(), 3);
    rig.scheduler.runAll();
    assertThat(receipts).allMatch(receipt -> receipt.fate().orElseThrow() == Fate.DELIVERED);
    assertThat(rig.scheduler.timerCount()).isZero();
  }

  @Test
  void unreachablePeerIsDialledAgainAfterABackoffThatGrowsUpToItsBound() {
    session.open();
    rig.scheduler.runAll();
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answerUnreachable();
      long begin = rig.scheduler.nanos();
      while (rig.calls.isEmpty()) {
        rig.scheduler.advance(Duration.ofMillis(10));
      }
      waits.add(Duration.ofNanos(rig.scheduler.nanos() - begin));
    }
    // Between a half and all of 1 s, 2 s, then 4 s, which is the bound; in steps of 10 ms.
    long[] bounds = {1000, 2000, 4000, 4000, 4000, 4000};
    for (int i = 0; i < bounds.length; i++) {
      assertThat(waits.get(i).toMillis()).isBetween(bounds[i] / 2, bounds[i] + 10);
    }
    assertThat(waits.subList(2, 6).stream().distinct().count()).as("jitter").isGreaterThan(1);
    assertThat(session.lastFailure()).get().asString().contains("nobody at home");
    assertThat(rig.failures()).containsEntry("unreachable", 6L);
  }

  @Test
  void connectionThatCarriedAnAcknowledgementIsReplacedAtOnce() throws IOException {
    session.offer(message(1));
    rig.scheduler.runAll();
    Pipe pipe = rig.pipe(1000);
    answerWith(pipe.left());
    acknowledge(pipe.right(), 1);
    rig.scheduler.runAll();
    pipe.reset();
    rig.scheduler.runAll();
    assertThat(rig.calls).hasSize(1);
    Pipe second = rig.pipe(1000);
    answerWith(second.left());
    second.reset();
    rig.scheduler.runAll();
    assertThat(rig.calls).as("that one led to nothing").isEmpty();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(rig.calls).hasSize(1);
  }

  @Test
  void dialerThatThrowsCountsAsUnreachable() {
    List<PeerId> asked = new ArrayList<>();
    Session session =
        rig.runningSession(
            SETTINGS,
            Encoder.NONE,
            (peer, id, whenDone) -> {
              asked.add(peer);
              throw new IllegalArgumentException("no such peer");
            });
    session.open();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(asked).hasSize(2);
    assertThat(session.lastFailure()).get().asString().contains("no such peer");
  }

  @Test
  void connectionThatComesAfterTheEndIsClosed() {
    session.offer(message(1));
    rig.scheduler.runAll();
    session.giveUp();
    Pipe pipe = rig.pipe(1000);
    answerWith(pipe.left());
    assertThat(pipe.left().isClosed()).isTrue();
    rig.scheduler.advance(Duration.ofMinutes(1));
    assertThat(rig.calls).isEmpty();
  }

  @Test
  void attemptThatWasToBeMadeAfterABackoffIsNotMadeAfterTheEnd() {
    session.offer(message(1));
    rig.scheduler.runAll();
    answerUnreachable();
    session.giveUp();
    rig.scheduler.advance(Duration.ofMinutes(1));
    assertThat(rig.calls).isEmpty();
  }

  @Test
  void stuckWriteIsTimedOutAndTheNextConnectionSendsTheWholeMessage() throws IOException {
    session.offer(message(1));
    rig.scheduler.runAll();
    Pipe narrow = rig.pipe(10);
    answerWith(narrow.left());
    assertThat(narrow.right().incomingBytes()).isEqualTo(10);
    rig.scheduler.advance(Duration.ofSeconds(9));
    assertThat(narrow.left().isClosed()).isFalse();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(narrow.left().isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("write-timeout", 1L);
    rig.scheduler.advance(Duration.ofSeconds(1));
    Pipe second = rig.pipe(1000);
    answerWith(second.left());
    assertThat(framesAt(second.right())).containsExactly("2:1:01");
  }

  @Test
  void slowReaderIsNotTimedOutWhileItReads() throws IOException {
    session.offer(message(1));
    session.offer(message(2));
    rig.scheduler.runAll();
    Pipe narrow = rig.pipe(1);
    answerWith(narrow.left());
    // 34 bytes, of which the first is on the wire already; each one takes 9 of the 10 seconds.
    for (int i = 0; i < 33; i++) {
      rig.scheduler.advance(Duration.ofSeconds(9));
      assertThat(narrow.right().read(ByteBuffer.allocate(1))).isOne();
    }
    rig.scheduler.runAll();
    assertThat(narrow.left().isClosed()).isFalse();
    assertThat(session.state().sinkBytes()).isZero();
    assertThat(rig.scheduler.timerCount()).as("nothing is being written").isZero();
  }

  @Test
  void writeThatStopsAfterSomeProgressIsTimedOutFromThere() throws IOException {
    session.offer(message(1));
    rig.scheduler.runAll();
    Pipe narrow = rig.pipe(10);
    answerWith(narrow.left());
    rig.scheduler.advance(Duration.ofSeconds(5));
    assertThat(narrow.right().read(ByteBuffer.allocate(3))).isEqualTo(3);
    rig.scheduler.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(narrow.left().isClosed()).isFalse();
    rig.scheduler.advance(Duration.ofNanos(1));
    assertThat(narrow.left().isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("write-timeout", 1L);
  }

  @Test
  void severedSessionDialsAgainThoughItsConnectionTellsNobody() {
    session.open();
    rig.scheduler.runAll();
    answerWith(new Silent());
    assertThat(session.sever()).isTrue();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(rig.calls).hasSize(1);
  }

  @Test
  void connectionThatFailsAndTellsNobodyIsReplaced() {
    session.open();
    rig.scheduler.runAll();
    byte lost = Wire.LOST;
    for (Silent failing :
        List.of(new Silent(), new Silent(answer((byte) 77)), new Silent(answer(lost)))) {
      failing.end();
      answerWith(failing);
      assertThat(session.state().inUse()).isFalse();
      rig.scheduler.advance(SETTINGS.maxBackoff());
      assertThat(rig.calls).hasSize(1);
    }
    assertThat(rig.failures())
        .containsEntry("connection-lost", 1L)
        .containsEntry("malformed-answer", 1L)
        .containsEntry("lost-without-cause", 1L);
  }

  /** A frame without a payload. */
  private static byte[] answer(byte type) {
    return new byte[] {0, 0, 0, 0, 1, type, 0, 0};
  }

  @Test
  void timerOfAWriteEndsWithItsConnection() {
    session.offer(message(1));
    rig.scheduler.runAll();
    answerWith(rig.pipe(10).left());
    assertThat(rig.scheduler.timerCount()).isOne();
    assertThat(session.giveUp()).isTrue();
    assertThat(rig.scheduler.timerCount()).isZero();
  }

  @Test
  void bytesThatTheConnectionHoldsBackAreAwaitedToo() {
    session.offer(message(1));
    session.offer(message(2));
    rig.scheduler.runAll();
    Pipe pipe = rig.pipe(1000);
    pipe.left().flushStuck(true);
    answerWith(pipe.left());
    assertThat(session.state().sent()).isOne();
    pipe.left().flushStuck(false);
    rig.scheduler.runAll();
    assertThat(session.state().sent()).isEqualTo(2);
    pipe.left().flushStuck(true);
    session.offer(message(3));
    rig.scheduler.advance(Duration.ofSeconds(10));
    assertThat(pipe.left().isClosed()).isTrue();
  }

  @Test
  void closeEndsTheConnectionWhenAllIsAcknowledged() throws IOException {
    session.offer(message(1));
    rig.scheduler.runAll();
    Pipe pipe = rig.pipe(1000);
    answerWith(pipe.left());
    List<CloseReport> reports = new ArrayList<>();
    assertThat(session.close(new Deadline(Long.MAX_VALUE)).thenAccept(reports::add)).isNotNull();
    rig.scheduler.runAll();
    assertThat(reports).isEmpty();
    acknowledge(pipe.right(), 1);
    rig.scheduler.runAll();
    assertThat(reports).containsExactly(new CloseReport(1, 0, 0));
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(rig.calls).isEmpty();
  }

  @Test
  void connectionThatThrowsWhatItMustNotIsReplaced() {
    session.offer(message(1));
    rig.scheduler.runAll();
    List<Throwable> reported = reportedWhile(() -> answerWith(new Mad()));
    assertThat(reported).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(rig.failures()).containsEntry("step-failed", 1L);
    assertThat(session.state().inUse()).isFalse();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(rig.calls).hasSize(1);
  }

  @Test
  void stepThatFailsWithoutAConnectionIsReportedToo() {
    Session session =
        new Session(
            Rig.RECEIVER,
            Rig.ID,
            SETTINGS,
            Encoder.NONE,
            rig::dial,
            rig.scheduler,
            rig.scheduler,
            () -> {
              throw new IllegalStateException("no more numbers");
            },
            rig.events,
            rig.metrics);
    session.open();
    rig.scheduler.runAll();
    List<Throwable> reported = reportedWhile(this::answerUnreachable);
    assertThat(reported).singleElement().asString().contains("no more numbers");
    assertThat(rig.failures()).doesNotContainKey("step-failed");
  }

  /** Its first backoff throws. */
  private Session sessionWhoseBackoffThrewOnce() {
    AtomicBoolean numbers = new AtomicBoolean();
    Session session =
        new Session(
            Rig.RECEIVER,
            Rig.ID,
            SETTINGS,
            Encoder.NONE,
            rig::dial,
            rig.scheduler,
            rig.scheduler,
            () -> {
              if (!numbers.getAndSet(true)) {
                throw new IllegalStateException("no number yet");
              }
              return 0;
            },
            rig.events,
            rig.metrics);
    session.offer(message(1));
    rig.scheduler.runAll();
    assertThat(reportedWhile(this::answerUnreachable)).hasSize(1);
    assertThat(rig.scheduler.timerCount()).isZero();
    return session;
  }

  @Test
  void sessionDialsAgainAfterABackoffThatThrew() {
    Session session = sessionWhoseBackoffThrewOnce();
    session.offer(message(2));
    rig.scheduler.advance(SETTINGS.maxBackoff());
    assertThat(rig.calls).hasSize(1);
  }

  @Test
  void closeHasASessionDialThatHasGivenThatUp() {
    Session session = sessionWhoseBackoffThrewOnce();
    session.close(Deadline.after(rig.scheduler, Duration.ofMinutes(1)));
    rig.scheduler.advance(SETTINGS.maxBackoff());
    assertThat(rig.calls).as("the message may still be delivered in time").hasSize(1);
  }

  @Test
  void sessionThatHasEndedNeedsNoScheduler() {
    AtomicBoolean schedulerClosed = new AtomicBoolean();
    Scheduler closable =
        new Scheduler() {
          @Override
          public void execute(Runnable task) {
            if (schedulerClosed.get()) {
              throw new RejectedExecutionException("closed");
            }
            rig.scheduler.execute(task);
          }

          @Override
          public Timer schedule(Duration delay, Runnable task) {
            return rig.scheduler.schedule(delay, task);
          }
        };
    Session session =
        new Session(
            Rig.RECEIVER,
            Rig.ID,
            SETTINGS,
            Encoder.NONE,
            rig::dial,
            closable,
            rig.scheduler,
            new SplittableRandom(1),
            rig.events,
            rig.metrics);
    session.open();
    rig.scheduler.runAll();
    session
        .close(Deadline.after(rig.scheduler, Duration.ofSeconds(1)))
        .thenAccept(report -> schedulerClosed.set(true));
    assertThat(schedulerClosed).isTrue();
    assertThat(session.sever()).isFalse();
    session.open();
    // The dialer answers late.
    rig.calls.remove().accept(new Unreachable(new IOException("nobody at home")));
    assertThat(session.isClosed()).isTrue();
  }

  @Test
  void backoffNeverExceedsItsBoundHoweverLongThatIs() {
    Backoff backoff =
        new Backoff(
            Duration.ofNanos(Long.MAX_VALUE / 3),
            Duration.ofNanos(Long.MAX_VALUE),
            new SplittableRandom(3));
    assertThat(backoff.next()).isZero();
    for (int i = 0; i < 70; i++) {
      backoff.attempt();
      assertThat(backoff.next()).isPositive();
    }
    backoff.succeed();
    assertThat(backoff.next()).isZero();
  }

  static List<Throwable> reportedWhile(Runnable task) {
    List<Throwable> reported = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((on, failure) -> reported.add(failure));
    try {
      task.run();
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    return reported;
  }

  /** A connection without a peer, whose listeners are never called. */
  private static final class Silent implements Connection {
    private final ByteBuffer answers;
    private boolean ended;

    /** Creates one that has answered these bytes. */
    Silent(byte... answers) {
      this.answers = ByteBuffer.wrap(answers);
    }

    /** There is nothing behind the answers. */
    void end() {
      ended = true;
    }

    @Override
    public PeerId peer() {
      return Rig.RECEIVER;
    }

    @Override
    public int write(ByteBuffer bytes) {
      return 0;
    }

    @Override
    public boolean flush() {
      return true;
    }

    @Override
    public void onWritable(Runnable listener) {}

    @Override
    public int read(ByteBuffer into) {
      if (!answers.hasRemaining()) {
        return ended ? -1 : 0;
      }
      int count = Math.min(into.remaining(), answers.remaining());
      into.put(answers.slice(answers.position(), count));
      answers.position(answers.position() + count);
      return count;
    }

    @Override
    public void onReadable(Runnable listener) {}

    @Override
    public void close() {}
  }

  /** A connection that breaks the rules of its port. */
  static final class Mad implements Connection {
    @Override
    public PeerId peer() {
      return Rig.RECEIVER;
    }

    @Override
    public int write(ByteBuffer bytes) {
      throw new IllegalStateException("mad");
    }

    @Override
    public boolean flush() {
      return false;
    }

    @Override
    public void onWritable(Runnable listener) {}

    @Override
    public int read(ByteBuffer into) {
      throw new IllegalStateException("mad");
    }

    @Override
    public void onReadable(Runnable listener) {}

    @Override
    public void close() {}
  }
}
