package dev.handoff.delivery;

import static dev.handoff.delivery.Rig.FRAME_BYTES;
import static dev.handoff.delivery.Rig.GIVEN_UP;
import static dev.handoff.delivery.Rig.ID;
import static dev.handoff.delivery.Rig.RECEIVER;
import static dev.handoff.delivery.Rig.SETTINGS;
import static dev.handoff.delivery.Rig.acknowledge;
import static dev.handoff.delivery.Rig.framesAt;
import static dev.handoff.delivery.Rig.message;
import static dev.handoff.delivery.Rig.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.fakes.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Each action of a session by itself: enabled, disabled, its effect, its event. */
class SessionTest {
  private static final Fate DELIVERED = Fate.DELIVERED;
  private static final Fate FULL = new Fate.Refused(Reason.FULL);
  private static final Fate CLOSED = new Fate.Refused(Reason.CLOSED);
  private static final Fate ENCODE_FAILED = new Fate.Undelivered(Reason.ENCODE_FAILED);

  private final Rig rig = new Rig();
  private final Session session = rig.session(SETTINGS, Encoder.NONE);
  private final Pipe pipe = rig.pipe(1000);

  @Test
  void saysWhoItIs() {
    assertThat(session.peer()).isEqualTo(RECEIVER);
    assertThat(session.id()).isEqualTo(ID);
    assertThat(session.isClosed()).isFalse();
    assertThat(session.lastFailure()).isEmpty();
  }

  // Accept, Refuse

  @Test
  void offerIsAcceptedWhileThereIsRoom() {
    List<Receipt> receipts = offer(session, 3);
    assertThat(receipts).allMatch(receipt -> receipt.fate().isEmpty());
    assertThat(session.state().outbox()).containsExactly(1L, 2L, 3L);
    assertThat(rig.events.take())
        .containsExactly(
            "PeerDelivery!Accept(1)", "PeerDelivery!Accept(2)", "PeerDelivery!Accept(3)");
  }

  @Test
  void offerIsRefusedWhenTheOutboxIsFull() {
    offer(session, 3);
    assertThat(session.offer(message(4)).fate()).contains(FULL);
    assertThat(rig.events.events()).endsWith("PeerDelivery!Refuse(4)");
    assertThat(session.state().outbox()).hasSize(3);
    assertThat(rig.metrics.count("delivery", FULL)).isOne();
  }

  @Test
  void offerIsRefusedAfterGivingUp() {
    offer(session, 1);
    session.giveUp();
    assertThat(session.offer(message(2)).fate()).contains(CLOSED);
    assertThat(rig.events.events()).endsWith("PeerDelivery!Refuse(2)");
  }

  @Test
  void offerOfALongMessageIsRefusedAndIsNoStepOfTheSpecification() {
    assertThat(session.offer(Bytes.utf8("12345")).fate())
        .contains(new Fate.Refused(Reason.TOO_LARGE));
    assertThat(session.offer(Bytes.utf8("1234")).fate()).isEmpty();
    assertThat(rig.events.events()).containsExactly("PeerDelivery!Accept(1)");
  }

  // GiveUp, TellUnknown

  @Test
  void givingUpEndsTheConnectionAndReturnsWhatIsLeftOneByOne() throws IOException {
    List<Receipt> receipts = offer(session, 2);
    session.connect(pipe.left());
    session.encode();
    assertThat(session.tellUnknown()).isFalse();
    assertThat(session.giveUp()).isTrue();
    assertThat(session.isClosed()).isTrue();
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(session.state()).isEqualTo(new Session.State(List.of(1L, 2L), 0, 0, true, false, 0));
    assertThat(session.tellUnknown()).isTrue();
    assertThat(receipts.get(0).fate()).contains(GIVEN_UP);
    assertThat(receipts.get(1).fate()).isEmpty();
    assertThat(session.tellUnknown()).isTrue();
    assertThat(receipts.get(1).fate()).contains(GIVEN_UP);
    assertThat(session.tellUnknown()).isFalse();
    assertThat(rig.events.events())
        .endsWith(
            "PeerDelivery!GiveUp", "PeerDelivery!TellUnknown(1)", "PeerDelivery!TellUnknown(2)");
    assertThat(rig.metrics.count("delivery", GIVEN_UP)).isEqualTo(2);
  }

  @Test
  void givingUpIsDisabledWhenNothingIsHeldAndTheSecondTime() {
    assertThat(session.giveUp()).isFalse();
    assertThat(session.isClosed()).isFalse();
    offer(session, 1);
    assertThat(session.giveUp()).isTrue();
    assertThat(session.giveUp()).isFalse();
  }

  // Encode, EncodeFails

  @Test
  void encodeNeedsAConnectionAMessageAndAnEmptySink() {
    assertThat(session.encode()).isFalse();
    offer(session, 2);
    assertThat(session.encode()).isFalse();
    session.connect(pipe.left());
    assertThat(session.encode()).isTrue();
    assertThat(session.encode()).isFalse();
    assertThat(session.state())
        .isEqualTo(new Session.State(List.of(1L, 2L), 1, 1, false, true, FRAME_BYTES));
    session.flush();
    assertThat(session.encode()).isTrue();
    session.flush();
    assertThat(session.encode()).isFalse();
    assertThat(rig.events.events()).contains("PeerDelivery!Encode(1)", "PeerDelivery!Encode(2)");
  }

  @Test
  void sinkOfSeveralFramesTakesThemBeforeItIsFlushed() throws IOException {
    Session batching =
        rig.session(
            new SessionSettings(
                9,
                4,
                2,
                39,
                SETTINGS.writeTimeout(),
                SETTINGS.firstBackoff(),
                SETTINGS.maxBackoff()),
            Encoder.NONE);
    offer(batching, 5);
    batching.connect(pipe.left());
    assertThat(batching.encode()).isTrue();
    assertThat(batching.encode()).isTrue();
    assertThat(batching.encode()).as("two frames are the bound").isFalse();
    assertThat(batching.flush()).isTrue();
    assertThat(framesAt(pipe.right())).containsExactly("1:1:01", "1:2:02");
    batching.offer(Bytes.utf8("long"));
    for (int number = 3; number <= 5; number++) {
      batching.encode();
      batching.flush();
    }
    batching.offer(Bytes.utf8("more"));
    assertThat(batching.encode()).isTrue();
    assertThat(batching.encode()).as("a second of 20 bytes does not fit into 39").isFalse();
    batching.flush();
    assertThat(batching.encode()).isTrue();
  }

  @Test
  void messageThatCannotBeEncodedIsReturnedAndTheConnectionStays() {
    List<Receipt> receipts = new ArrayList<>();
    Session picky =
        rig.session(
            SETTINGS,
            message -> {
              if (message.equals(message(2))) {
                throw new IOException("no twos");
              }
              if (message.equals(message(3))) {
                throw new IllegalStateException("no threes");
              }
              return message;
            });
    receipts.addAll(offer(picky, 3));
    picky.connect(pipe.left());
    picky.encode();
    picky.flush();
    assertThat(picky.encode()).isTrue();
    assertThat(receipts.get(1).fate()).contains(ENCODE_FAILED);
    assertThat(picky.encode()).isTrue();
    assertThat(receipts.get(2).fate()).contains(ENCODE_FAILED);
    assertThat(receipts.get(0).fate()).isEmpty();
    assertThat(picky.state()).isEqualTo(new Session.State(List.of(1L), 1, 1, false, true, 0));
    assertThat(rig.events.events())
        .endsWith("PeerDelivery!EncodeFails(2)", "PeerDelivery!EncodeFails(3)");
    assertThat(rig.failures()).isEqualTo(Map.of("encode-failed", 2L));
    assertThat(picky.lastFailure()).get().asString().contains("no threes");
  }

  @Test
  void messageThatGrowsTooLongWhenItIsEncodedIsReturned() {
    Session growing =
        rig.session(SETTINGS, message -> Bytes.utf8("12345".substring(0, message.size() + 3)));
    Receipt first = growing.offer(message(1));
    Receipt second = growing.offer(Bytes.utf8("ab"));
    growing.connect(pipe.left());
    growing.encode();
    growing.flush();
    growing.encode();
    assertThat(first.fate()).isEmpty();
    assertThat(second.fate()).contains(ENCODE_FAILED);
  }

  @Test
  void encoderIsAskedOnceHoweverOftenTheMessageIsSent() throws IOException {
    List<Bytes> asked = new ArrayList<>();
    Session sealing =
        rig.session(
            SETTINGS,
            message -> {
              asked.add(message);
              return Bytes.utf8("x");
            });
    sealing.offer(message(1));
    sealing.connect(pipe.left());
    sealing.encode();
    sealing.sever();
    Pipe second = rig.pipe(1000);
    sealing.connect(second.left());
    sealing.encode();
    sealing.flush();
    assertThat(framesAt(second.right())).containsExactly("2:1:78");
    assertThat(asked).containsExactly(message(1));
  }

  @Test
  void encoderIsAskedOnceAnyMessageAtAllWouldFit() {
    List<Bytes> asked = new ArrayList<>();
    // Behind a frame of one byte there is room for 18: not for four, but for an empty one.
    Session sealing =
        rig.session(
            new SessionSettings(
                9,
                4,
                2,
                FRAME_BYTES + 18,
                SETTINGS.writeTimeout(),
                SETTINGS.firstBackoff(),
                SETTINGS.maxBackoff()),
            message -> {
              asked.add(message);
              return message;
            });
    sealing.offer(message(1));
    sealing.offer(Bytes.utf8("four"));
    sealing.offer(message(3));
    sealing.connect(pipe.left());
    assertThat(sealing.encode()).isTrue();
    assertThat(sealing.encode()).as("it does not fit").isFalse();
    assertThat(sealing.encode()).isFalse();
    assertThat(asked).containsExactly(message(1), Bytes.utf8("four"));
    sealing.flush();
    assertThat(sealing.encode()).isTrue();
    assertThat(sealing.encode()).as("nothing fits").isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void encodeDoesNothingWhenTheOwnerGivesUpWhileTheEncoderRuns() {
    List<Session> self = new ArrayList<>();
    Session session =
        rig.session(
            SETTINGS,
            message -> {
              self.get(0).giveUp();
              return message;
            });
    self.add(session);
    session.offer(message(1));
    session.connect(pipe.left());
    assertThat(session.encode()).isFalse();
    assertThat(session.state().outbox()).containsExactly(1L);
    assertThat(rig.events.events()).doesNotContain("PeerDelivery!Encode(1)");
  }

  @Test
  void encodeFailsIsDisabledWhenTheOwnerGivesUpWhileTheEncoderRuns() {
    List<Session> self = new ArrayList<>();
    Session session =
        rig.session(
            SETTINGS,
            message -> {
              self.get(0).giveUp();
              throw new IOException("too late to matter");
            });
    self.add(session);
    session.offer(message(1));
    session.connect(pipe.left());
    assertThat(session.encode()).isFalse();
    assertThat(session.state().outbox()).containsExactly(1L);
    assertThat(rig.failures()).isEmpty();
  }

  @Test
  void encodeFailsIsDisabledOnceAMessageWasEncoded() {
    session.offer(message(1));
    session.connect(pipe.left());
    session.encode();
    session.sever();
    session.connect(rig.pipe(1000).left());
    Outbox.Entry entry = new Outbox.Entry(1, message(1));
    assertThat(session.encodeFails(entry, new IOException("not the next"))).isFalse();
    assertThat(session.state().outbox()).containsExactly(1L);
  }

  // Flush, TimeOutWrite, WriteToBroken, FailWithIoError

  @Test
  void flushMovesWhatThereIsRoomFor() {
    Pipe narrow = rig.pipe(10);
    assertThat(session.flush()).isFalse();
    session.offer(message(1));
    session.connect(narrow.left());
    assertThat(session.flush()).as("an empty sink").isFalse();
    session.encode();
    rig.events.take();
    assertThat(session.flush()).isTrue();
    assertThat(rig.events.take()).containsExactly("PeerDelivery!Flush");
    assertThat(session.state().sinkBytes()).isEqualTo(FRAME_BYTES - 10);
    assertThat(session.flush()).as("no room").isFalse();
    assertThat(session.encode()).as("half a frame in the sink").isFalse();
    assertThat(rig.events.take()).isEmpty();
  }

  @Test
  void writeTimesOutWhenItMakesNoProgressForTheWholeTime() {
    Pipe narrow = rig.pipe(10);
    session.offer(message(1));
    session.connect(narrow.left());
    assertThat(session.timeOutWrite()).as("nothing to write").isFalse();
    session.encode();
    session.flush();
    rig.now += Duration.ofSeconds(10).toNanos() - 1;
    assertThat(session.timeOutWrite()).isFalse();
    rig.now++;
    assertThat(session.timeOutWrite()).isTrue();
    assertThat(narrow.left().isClosed()).isTrue();
    assertThat(session.state()).isEqualTo(new Session.State(List.of(1L), 0, 1, false, false, 0));
    assertThat(session.timeOutWrite()).isFalse();
    assertThat(rig.events.events()).endsWith("PeerDelivery!TimeOutWrite");
    assertThat(rig.failures()).isEqualTo(Map.of("write-timeout", 1L));
  }

  @Test
  void timeOfAWriteBeginsAnewWithEachProgress() throws IOException {
    Pipe narrow = rig.pipe(10);
    session.offer(message(1));
    session.connect(narrow.left());
    session.encode();
    session.flush();
    rig.now += Duration.ofSeconds(9).toNanos();
    narrow.right().read(ByteBuffer.allocate(3));
    assertThat(session.flush()).isTrue();
    rig.now += Duration.ofSeconds(9).toNanos();
    assertThat(session.timeOutWrite()).isFalse();
    rig.now += Duration.ofSeconds(1).toNanos();
    assertThat(session.timeOutWrite()).isTrue();
  }

  @Test
  void writeToABrokenConnectionEndsIt() {
    session.offer(message(1));
    session.connect(pipe.left());
    session.encode();
    pipe.reset();
    assertThat(session.flush()).isTrue();
    assertThat(session.state().inUse()).isFalse();
    assertThat(session.lastFailure()).get().asString().contains("connection reset");
    assertThat(rig.events.events()).endsWith("PeerDelivery!WriteToBroken");
    assertThat(rig.failures()).isEqualTo(Map.of("write-to-broken", 1L));
  }

  @Test
  void writeThatFailsOnAConnectionThatCanBeReadEndsItAllTheSame() {
    session.offer(message(1));
    session.connect(pipe.left());
    session.encode();
    pipe.left().failNextWrite("disk on fire");
    assertThat(session.flush()).isTrue();
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(session.state()).isEqualTo(new Session.State(List.of(1L), 0, 1, false, false, 0));
    assertThat(rig.events.events()).endsWith("PeerDelivery!FailWithIoError");
    assertThat(rig.failures()).isEqualTo(Map.of("write-failed", 1L));
  }

  @Test
  void failedWritesNeedAConnectionAndSomethingToWrite() {
    assertThat(session.writeToBroken()).isFalse();
    session.connect(pipe.left());
    assertThat(session.failWithIoError()).isFalse();
    assertThat(session.state().inUse()).isTrue();
  }

  // NoticeReset, Sever, Connect

  @Test
  void resetIsNoticedByTheReader() {
    assertThat(session.noticeReset()).isFalse();
    session.offer(message(1));
    session.connect(pipe.left());
    session.encode();
    session.flush();
    assertThat(session.noticeReset()).isFalse();
    pipe.reset();
    assertThat(session.noticeReset()).isTrue();
    assertThat(session.state()).isEqualTo(new Session.State(List.of(1L), 0, 1, false, false, 0));
    assertThat(rig.events.events()).endsWith("PeerDelivery!NoticeReset");
    assertThat(rig.failures()).isEqualTo(Map.of("connection-lost", 1L));
  }

  @Test
  void endOfTheStreamIsAReset() {
    session.connect(pipe.left());
    pipe.right().close();
    assertThat(session.noticeReset()).isTrue();
  }

  @Test
  void endWithinAnAcknowledgementIsAReset() throws IOException {
    session.connect(pipe.left());
    pipe.right().write(ByteBuffer.wrap(new byte[] {0, 0, 0}));
    pipe.right().close();
    assertThat(session.noticeReset()).isTrue();
  }

  @Test
  void severEndsAConnectionThatIsUp() {
    assertThat(session.sever()).isFalse();
    session.connect(pipe.left());
    assertThat(session.sever()).isTrue();
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(rig.events.take()).containsExactly("PeerDelivery!Connect", "PeerDelivery!Sever");
  }

  @Test
  void connectionResumesBehindTheLastAcknowledgedMessage() throws IOException {
    offer(session, 3);
    session.connect(pipe.left());
    for (int i = 0; i < 3; i++) {
      session.encode();
      session.flush();
    }
    assertThat(framesAt(pipe.right())).containsExactly("1:1:01", "1:2:02", "1:3:03");
    acknowledge(pipe.right(), 1);
    assertThat(session.tellDelivered()).isTrue();
    session.sever();
    Pipe second = rig.pipe(1000);
    assertThat(session.connect(second.left())).isTrue();
    assertThat(session.state()).isEqualTo(new Session.State(List.of(2L, 3L), 0, 2, false, true, 0));
    session.encode();
    session.flush();
    assertThat(framesAt(second.right())).containsExactly("2:2:02");
  }

  @Test
  void connectionIsClosedIfThereIsOneAlreadyOrTheSessionHasEnded() {
    session.connect(pipe.left());
    Pipe second = rig.pipe(10);
    assertThat(session.connect(second.left())).isFalse();
    assertThat(second.left().isClosed()).isTrue();
    assertThat(pipe.left().isClosed()).isFalse();
    offer(session, 1);
    session.giveUp();
    Pipe third = rig.pipe(10);
    assertThat(session.connect(third.left())).isFalse();
    assertThat(third.left().isClosed()).isTrue();
  }

  // TellDelivered

  @Test
  void acknowledgedMessageLeavesTheOutboxAndItsOwnerIsTold() throws IOException {
    List<Receipt> receipts = offer(session, 2);
    assertThat(session.tellDelivered()).as("no connection").isFalse();
    session.connect(pipe.left());
    session.encode();
    session.flush();
    assertThat(session.tellDelivered()).as("no acknowledgement").isFalse();
    acknowledge(pipe.right(), 1);
    assertThat(session.tellDelivered()).isTrue();
    assertThat(receipts.get(0).fate()).contains(DELIVERED);
    assertThat(receipts.get(1).fate()).isEmpty();
    assertThat(session.state()).isEqualTo(new Session.State(List.of(2L), 0, 0, false, true, 0));
    assertThat(session.tellDelivered()).isFalse();
    assertThat(rig.events.events()).endsWith("PeerDelivery!TellDelivered(1)");
    assertThat(rig.metrics.count("delivery", DELIVERED)).isOne();
  }

  @Test
  void cumulativeAcknowledgementIsSeveralSteps() throws IOException {
    List<Receipt> receipts = offer(session, 3);
    session.connect(pipe.left());
    for (int i = 0; i < 3; i++) {
      session.encode();
      session.flush();
    }
    acknowledge(pipe.right(), 2);
    assertThat(session.tellDelivered()).isTrue();
    assertThat(session.tellDelivered()).isTrue();
    assertThat(session.tellDelivered()).isFalse();
    assertThat(receipts.get(2).fate()).isEmpty();
    assertThat(rig.events.events())
        .endsWith("PeerDelivery!TellDelivered(1)", "PeerDelivery!TellDelivered(2)");
  }

  // close

  @Test
  void closeOfAnEmptySessionEndsItAtOnce() {
    session.connect(pipe.left());
    assertThat(reportOf(session.close(new Deadline(100))))
        .containsExactly(new CloseReport(0, 0, 0));
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(session.isClosed()).isTrue();
    assertThat(session.connect(rig.pipe(1).left())).isFalse();
    assertThat(rig.scheduler.timerCount()).isZero();
  }

  @Test
  void closeWaitsForAcknowledgementsAndRefusesOffersMeanwhile() throws IOException {
    List<Receipt> receipts = offer(session, 2);
    session.connect(pipe.left());
    List<CloseReport> report = reportOf(session.close(new Deadline(100)));
    assertThat(session.isClosed()).isTrue();
    assertThat(session.offer(message(9)).fate()).contains(CLOSED);
    assertThat(session.encode()).isTrue();
    session.flush();
    acknowledge(pipe.right(), 1);
    session.tellDelivered();
    assertThat(report).isEmpty();
    assertThat(pipe.left().isClosed()).isFalse();
    session.encode();
    session.flush();
    acknowledge(pipe.right(), 2);
    session.tellDelivered();
    assertThat(report).containsExactly(new CloseReport(2, 0, 0));
    assertThat(report.get(0).held()).isEqualTo(2);
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(rig.scheduler.timerCount()).as("the deadline's timer is gone").isZero();
    assertThat(receipts).allMatch(receipt -> receipt.fate().equals(Optional.of(DELIVERED)));
    assertThat(session.offer(message(9)).fate()).contains(CLOSED);
  }

  @Test
  void closeGivesUpAtTheFirstDeadlineWhateverTheSecondSays() {
    Session running = rig.runningSession(SETTINGS, Encoder.NONE, rig::dial);
    List<Receipt> receipts = offer(running, 2);
    Deadline deadline = Deadline.after(rig.scheduler, Duration.ofSeconds(5));
    List<CloseReport> first = reportOf(running.close(deadline));
    List<CloseReport> second =
        reportOf(running.close(Deadline.after(rig.scheduler, Duration.ofSeconds(50))));
    rig.scheduler.advance(Duration.ofSeconds(4));
    assertThat(first).isEmpty();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(first).containsExactly(new CloseReport(0, 0, 2));
    assertThat(second).isEqualTo(first);
    assertThat(receipts).allMatch(receipt -> receipt.fate().equals(Optional.of(GIVEN_UP)));
  }

  @Test
  void closeIsDoneWithTheLastMessageThatIsReturned() {
    offer(session, 2);
    List<CloseReport> report = reportOf(session.close(new Deadline(100)));
    assertThat(session.giveUp()).isTrue();
    assertThat(session.tellUnknown()).isTrue();
    assertThat(report).isEmpty();
    assertThat(session.tellUnknown()).isTrue();
    assertThat(report).containsExactly(new CloseReport(0, 0, 2));
  }

  @Test
  void closeReportCountsWhatCannotBeEncoded() {
    Session failing =
        rig.session(
            SETTINGS,
            message -> {
              throw new IOException("never");
            });
    offer(failing, 2);
    failing.connect(pipe.left());
    List<CloseReport> report = reportOf(failing.close(new Deadline(100)));
    failing.encode();
    assertThat(report).isEmpty();
    failing.encode();
    assertThat(report).containsExactly(new CloseReport(0, 2, 0));
    assertThat(pipe.left().isClosed()).isTrue();
  }

  // What comes back from a receiver that does not keep to the protocol: the loop ends the
  // connection.

  @Test
  void acknowledgementOfAMessageThatWasNotSentEndsTheConnection() throws IOException {
    Receipt receipt = sendOneOn(pipe);
    acknowledge(pipe.right(), 2);
    assertMalformedAnswer(receipt, FrameException.Kind.MALFORMED);
  }

  @Test
  void acknowledgementThatDoesNotGrowEndsTheConnection() throws IOException {
    Receipt receipt = sendOneOn(pipe);
    acknowledge(pipe.right(), 0);
    assertMalformedAnswer(receipt, FrameException.Kind.MALFORMED);
  }

  @Test
  void acknowledgementWithoutANumberEndsTheConnection() throws IOException {
    Receipt receipt = sendOneOn(pipe);
    send(pipe.right(), new Frame(Wire.ACK, Bytes.utf8("x")));
    assertMalformedAnswer(receipt, FrameException.Kind.MALFORMED);
  }

  @Test
  void answerOfUnknownTypeEndsTheConnection() throws IOException {
    Receipt receipt = sendOneOn(pipe);
    send(pipe.right(), new Frame((byte) 77, Bytes.EMPTY));
    assertMalformedAnswer(receipt, FrameException.Kind.UNKNOWN_TYPE);
  }

  private void assertMalformedAnswer(Receipt receipt, FrameException.Kind kind) {
    rig.scheduler.runAll();
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(receipt.fate()).isEmpty();
    assertThat(rig.failures()).containsEntry("malformed-answer", 1L);
    assertThat(rig.events.events()).contains("PeerDelivery!Sever");
    assertThat(session.lastFailure())
        .get()
        .isInstanceOfSatisfying(
            FrameException.class, cause -> assertThat(cause.kind()).isEqualTo(kind));
  }

  @Test
  void sessionThatTheReceiverHasForgottenIsGivenUp() throws IOException {
    Receipt receipt = sendOneOn(pipe);
    send(pipe.right(), new Frame(Wire.LOST, Bytes.EMPTY));
    rig.scheduler.runAll();
    assertThat(receipt.fate()).contains(GIVEN_UP);
    assertThat(session.isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("session-lost", 1L);
  }

  @Test
  void sessionThatIsSaidToBeForgottenThoughNothingIsOpenIsResumed() throws IOException {
    Receipt receipt = sendOneOn(pipe);
    acknowledge(pipe.right(), 1);
    rig.scheduler.runAll();
    assertThat(receipt.fate()).contains(DELIVERED);
    send(pipe.right(), new Frame(Wire.LOST, Bytes.EMPTY));
    rig.scheduler.runAll();
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(session.isClosed()).isFalse();
    assertThat(rig.calls).hasSize(1);
  }

  // Helpers

  private Receipt sendOneOn(Pipe to) {
    Receipt receipt = session.offer(message(1));
    session.connect(to.left());
    session.encode();
    session.flush();
    return receipt;
  }

  private static List<Receipt> offer(Session to, int count) {
    List<Receipt> receipts = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      receipts.add(to.offer(message(number)));
    }
    return receipts;
  }

  private static List<CloseReport> reportOf(CompletionStage<CloseReport> stage) {
    List<CloseReport> reports = new ArrayList<>();
    CompletionStage<Void> told = stage.thenAccept(reports::add);
    assertThat(told).isNotNull();
    return reports;
  }

  @Test
  void endOfStreamIsNamedInTheLastFailure() {
    session.offer(message(1));
    session.connect(pipe.left());
    rig.scheduler.runAll();
    pipe.right().close();
    rig.scheduler.runAll();
    assertThat(session.lastFailure()).get().isInstanceOf(EOFException.class);
    assertThat(rig.events.events()).endsWith("PeerDelivery!NoticeReset");
  }
}
