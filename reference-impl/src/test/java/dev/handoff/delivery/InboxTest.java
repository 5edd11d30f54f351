package dev.handoff.delivery;

import static dev.handoff.delivery.Rig.FRAME_BYTES;
import static dev.handoff.delivery.Rig.ID;
import static dev.handoff.delivery.Rig.SENDER;
import static dev.handoff.delivery.Rig.framesAt;
import static dev.handoff.delivery.Rig.message;
import static dev.handoff.delivery.Rig.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.PeerId;
import dev.handoff.SessionId;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.fakes.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The receiver's half: each action by itself, and what the loop and the inbox do. */
class InboxTest {
  private final Rig rig = new Rig();
  private final List<String> handedUp = new ArrayList<>();
  private final Handler handler = (from, message) -> handedUp.add(from + ":" + message.hex());
  private final SessionReceiver receiver = receiver(handler);
  private final Inbox inbox =
      new Inbox(new InboxSettings(4, 2, 2), handler, rig.scheduler, rig.events, rig.metrics);
  private final Pipe first = rig.pipe(1000);
  private final Pipe second = rig.pipe(1000);
  private final Pipe third = rig.pipe(1000);

  private SessionReceiver receiver(Handler handler) {
    return new SessionReceiver(SENDER, 4, handler, rig.scheduler, rig.events, rig.metrics);
  }

  private static void data(Pipe pipe, int number) throws IOException {
    send(pipe.left(), Wire.DATA, number, message(number));
  }

  private static void resumed(Pipe pipe, int number) throws IOException {
    send(pipe.left(), Wire.RESUMED, number, message(number));
  }

  @BeforeEach
  void connect() {
    receiver.accept(first.right());
    receiver.install();
  }

  // Read, Take

  @Test
  void readTakesWhatHasArrived() throws IOException {
    assertThat(receiver.read()).isFalse();
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    frame.putInt(9).put((byte) 1).put(Wire.DATA).putShort((short) 0).putLong(1).put((byte) 1);
    first.left().write(frame.flip().limit(10));
    assertThat(receiver.read()).isTrue();
    assertThat(receiver.state().isWhole()).isFalse();
    assertThat(receiver.take()).isFalse();
    first.left().write(frame.limit(FRAME_BYTES));
    assertThat(receiver.read()).isTrue();
    assertThat(receiver.state()).isEqualTo(new SessionReceiver.State(0, true, false, 0));
    data(first, 2);
    assertThat(receiver.read()).as("a whole frame waits").isFalse();
    assertThat(rig.events.events()).containsExactly("PeerDelivery!Read", "PeerDelivery!Read");
  }

  @Test
  void takeHandsUpAndAcknowledges() throws IOException {
    assertThat(receiver.take()).isFalse();
    data(first, 1);
    receiver.read();
    assertThat(receiver.take()).isTrue();
    assertThat(handedUp).containsExactly("sender:01");
    assertThat(receiver.state()).isEqualTo(new SessionReceiver.State(1, false, false, 1));
    assertThat(receiver.acknowledge()).isTrue();
    assertThat(receiver.acknowledge()).isFalse();
    assertThat(framesAt(first.left())).containsExactly("3:1");
    assertThat(rig.events.events()).containsExactly("PeerDelivery!Read", "PeerDelivery!Take(1)");
  }

  @Test
  void takeDropsWhatTheSessionHasHadAndAcknowledgesItAgain() throws IOException {
    data(first, 3);
    receiver.read();
    receiver.take();
    receiver.accept(second.right());
    receiver.install();
    resumed(second, 2);
    resumed(second, 3);
    resumed(second, 4);
    receiver.read();
    receiver.take();
    assertThat(receiver.acknowledge()).isTrue();
    receiver.read();
    receiver.take();
    receiver.read();
    receiver.take();
    assertThat(receiver.acknowledge()).isTrue();
    assertThat(handedUp).containsExactly("sender:03", "sender:04");
    assertThat(framesAt(second.left()))
        .as("the second is cumulative")
        .containsExactly("3:2", "3:4");
    assertThat(framesAt(first.left())).isEmpty();
    assertThat(rig.events.events())
        .filteredOn(event -> !event.equals("PeerDelivery!Read"))
        .endsWith("PeerDelivery!Take(2)", "PeerDelivery!Take(3)", "PeerDelivery!Take(4)");
  }

  @Test
  void whatEndsTheConnectionIsNoStep() throws IOException {
    first.reset();
    assertThat(receiver.read()).isFalse();
    receiver.accept(second.right());
    receiver.install();
    data(second, 1);
    receiver.read();
    assertThat(receiver.take()).isTrue();
    second.right().failNextWrite("half closed");
    assertThat(receiver.acknowledge()).isFalse();
    assertThat(second.right().isClosed()).isTrue();
    SessionReceiver forgetful = receiver(handler);
    forgetful.accept(third.right());
    forgetful.install();
    resumed(third, 7);
    forgetful.read();
    assertThat(forgetful.take()).isFalse();
    assertThat(third.right().isClosed()).isTrue();
    assertThat(rig.events.events())
        .containsExactly("PeerDelivery!Read", "PeerDelivery!Take(1)", "PeerDelivery!Read");
  }

  @Test
  void messageWhoseHandlerThrowsIsNotTaken() throws IOException {
    SessionReceiver fragile =
        receiver(
            (from, message) -> {
              throw new IllegalStateException("not now");
            });
    fragile.accept(second.right());
    fragile.install();
    data(second, 1);
    fragile.read();
    List<Boolean> taken = new ArrayList<>();
    assertThat(SessionLoopTest.reportedWhile(() -> taken.add(fragile.take()))).hasSize(1);
    assertThat(taken).containsExactly(false);
    assertThat(fragile.state().watermark()).isZero();
  }

  // ReadOld, TakeOld

  @Test
  void connectionBeforeIsReadAndTakenFromButNotAcknowledged() throws IOException {
    assertThat(receiver.readOld()).isFalse();
    data(first, 1);
    data(first, 2);
    receiver.accept(second.right());
    assertThat(receiver.install()).isTrue();
    assertThat(receiver.install()).isFalse();
    assertThat(receiver.readOld()).isTrue();
    assertThat(receiver.state()).isEqualTo(new SessionReceiver.State(0, false, true, 0));
    assertThat(receiver.takeOld()).isTrue();
    assertThat(receiver.state()).isEqualTo(new SessionReceiver.State(1, false, false, 0));
    assertThat(receiver.readOld()).isTrue();
    resumed(second, 1);
    receiver.read();
    assertThat(receiver.take()).isTrue();
    assertThat(receiver.takeOld()).isTrue();
    assertThat(receiver.takeOld()).isFalse();
    assertThat(receiver.acknowledge()).isTrue();
    assertThat(handedUp).containsExactly("sender:01", "sender:02");
    assertThat(framesAt(first.left())).isEmpty();
    assertThat(framesAt(second.left())).containsExactly("3:1");
    assertThat(rig.events.events())
        .containsExactly(
            "PeerDelivery!ReadOld",
            "PeerDelivery!TakeOld(1)",
            "PeerDelivery!ReadOld",
            "PeerDelivery!Read",
            "PeerDelivery!Take(1)",
            "PeerDelivery!TakeOld(2)");
  }

  @Test
  void onlyTheLatestPredecessorIsKept() {
    receiver.accept(second.right());
    receiver.install();
    assertThat(first.right().isClosed()).isFalse();
    receiver.accept(third.right());
    receiver.install();
    assertThat(first.right().isClosed()).isTrue();
    assertThat(second.right().isClosed()).isFalse();
  }

  @Test
  void connectionThatWasReplacedBeforeTheLoopSawItIsClosed() {
    receiver.accept(second.right());
    receiver.accept(third.right());
    assertThat(second.right().isClosed()).isTrue();
    receiver.install();
    assertThat(first.right().isClosed()).isFalse();
  }

  // The loop

  @Test
  void loopTakesAllThatComesAndAcknowledgesOnceForWhatCameAtOnce() throws IOException {
    data(first, 1);
    data(first, 4);
    data(first, 5);
    rig.scheduler.runAll();
    assertThat(handedUp).containsExactly("sender:01", "sender:04", "sender:05");
    // The parser holds one frame of the longest message, 20 bytes, and one of these has 17.
    assertThat(framesAt(first.left())).containsExactly("3:1", "3:4", "3:5");
    data(first, 6);
    rig.scheduler.runAll();
    assertThat(framesAt(first.left())).containsExactly("3:6");
  }

  @Test
  void acknowledgementsThatFindNoRoomAreJoinedIntoOne() throws IOException {
    Pipe narrow = rig.pipe(20);
    receiver.accept(narrow.right());
    for (int number = 1; number <= 5; number++) {
      data(narrow, number);
      rig.scheduler.runAll();
    }
    assertThat(handedUp).hasSize(5);
    // 16 of 20 bytes are the first; four more fit; the rest waits for the sender to read.
    assertThat(narrow.left().incomingBytes()).isEqualTo(20);
    ByteBuffer bytes = ByteBuffer.allocate(100);
    narrow.left().read(bytes);
    rig.scheduler.runAll();
    narrow.left().read(bytes);
    rig.scheduler.runAll();
    narrow.left().read(bytes);
    assertThat(bytes.position()).isEqualTo(48);
    assertThat(bytes.getLong(8)).isEqualTo(1);
    assertThat(bytes.getLong(24)).isEqualTo(2);
    assertThat(bytes.getLong(40)).isEqualTo(5);
  }

  @Test
  void loopReadsOnlyConnectionsThatHaveSaidThatTheyAreReadable() throws IOException {
    CountingReads before = new CountingReads(second.right());
    CountingReads present = new CountingReads(third.right());
    SessionReceiver both = receiver(handler);
    both.accept(before);
    rig.scheduler.runAll();
    both.accept(present);
    rig.scheduler.runAll();
    long readsBefore = before.reads;
    long readsPresent = present.reads;
    data(third, 1);
    rig.scheduler.runAll();
    assertThat(before.reads).isEqualTo(readsBefore);
    assertThat(present.reads).isGreaterThan(readsPresent);
    readsPresent = present.reads;
    data(second, 2);
    rig.scheduler.runAll();
    assertThat(before.reads).isGreaterThan(readsBefore);
    assertThat(present.reads).isEqualTo(readsPresent);
    assertThat(handedUp).containsExactly("sender:01", "sender:02");
  }

  /** Counts how often it is read. */
  private static final class CountingReads implements Connection {
    private final Connection end;
    private long reads;

    private CountingReads(Connection end) {
      this.end = end;
    }

    @Override
    public PeerId peer() {
      return end.peer();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return end.write(bytes);
    }

    @Override
    public boolean flush() throws IOException {
      return end.flush();
    }

    @Override
    public void onWritable(Runnable listener) {
      end.onWritable(listener);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      reads++;
      return end.read(into);
    }

    @Override
    public void onReadable(Runnable listener) {
      end.onReadable(listener);
    }

    @Override
    public void close() {
      end.close();
    }
  }

  @Test
  void loopReadsTheConnectionBeforeToItsEnd() throws IOException {
    data(first, 1);
    receiver.accept(second.right());
    rig.scheduler.runAll();
    assertThat(handedUp).containsExactly("sender:01");
    data(first, 2);
    rig.scheduler.runAll();
    assertThat(handedUp).containsExactly("sender:01", "sender:02");
    first.left().close();
    rig.scheduler.runAll();
    assertThat(first.right().isClosed()).isTrue();
    assertThat(second.right().isClosed()).isFalse();
    assertThat(rig.failures()).containsEntry("connection-ended", 1L);
  }

  @Test
  void connectionThatAnEarlierOneHasOvertakenIsAcknowledged() throws IOException {
    // The sender has opened the second, ended it, and opened the first; they came the other way.
    receiver.accept(second.right());
    rig.scheduler.runAll();
    data(first, 1);
    rig.scheduler.runAll();
    assertThat(framesAt(first.left())).as("if its end is not heard").containsExactly("3:1");
    second.left().close();
    data(first, 2);
    rig.scheduler.runAll();
    assertThat(framesAt(first.left())).as("and if it is").containsExactly("3:2");
    assertThat(handedUp).containsExactly("sender:01", "sender:02");
    assertThat(first.right().isClosed()).isFalse();
  }

  @Test
  void acknowledgementOnTheConnectionBeforeWaitsForRoomOrEndsIt() throws IOException {
    Pipe narrow = rig.pipe(20);
    receiver.accept(narrow.right());
    rig.scheduler.runAll();
    receiver.accept(second.right());
    data(narrow, 1);
    rig.scheduler.runAll();
    data(narrow, 2);
    rig.scheduler.runAll();
    assertThat(narrow.left().incomingBytes()).as("one, and a part of the next").isEqualTo(20);
    ByteBuffer bytes = ByteBuffer.allocate(100);
    narrow.left().read(bytes);
    rig.scheduler.runAll();
    narrow.left().read(bytes);
    assertThat(bytes.position()).isEqualTo(32);
    narrow.right().failNextWrite("half closed");
    data(narrow, 3);
    rig.scheduler.runAll();
    assertThat(handedUp).containsExactly("sender:01", "sender:02", "sender:03");
    assertThat(narrow.right().isClosed()).isTrue();
    assertThat(second.right().isClosed()).isFalse();
    assertThat(rig.failures()).containsEntry("acknowledgement-failed", 1L);
  }

  @Test
  void acknowledgementThatCannotBeWrittenEndsTheConnection() throws IOException {
    first.right().failNextWrite("half closed");
    data(first, 1);
    rig.scheduler.runAll();
    assertThat(handedUp).containsExactly("sender:01");
    assertThat(first.right().isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("acknowledgement-failed", 1L);
  }

  @Test
  void messageWhoseHandlerThrowsIsNotAcknowledgedAndComesAgain() throws IOException {
    List<String> tried = new ArrayList<>();
    SessionReceiver fragile =
        receiver(
            (from, message) -> {
              tried.add(message.hex());
              if (tried.size() == 2) {
                throw new IllegalStateException("not now");
              }
            });
    Pipe pipe = rig.pipe(1000);
    fragile.accept(pipe.right());
    data(pipe, 1);
    data(pipe, 2);
    List<Throwable> reported = SessionLoopTest.reportedWhile(rig.scheduler::runAll);
    assertThat(reported).singleElement().asString().contains("not now");
    assertThat(pipe.right().isClosed()).isTrue();
    assertThat(framesAt(pipe.left())).containsExactly("3:1");
    assertThat(rig.failures()).containsEntry("handler-failed", 1L);
    fragile.accept(second.right());
    resumed(second, 2);
    rig.scheduler.runAll();
    assertThat(tried).containsExactly("01", "02", "02");
    assertThat(framesAt(second.left())).containsExactly("3:2");
  }

  // A sender that does not keep to the protocol

  @Test
  void messagesOutOfOrderEndTheConnection() throws IOException {
    data(first, 2);
    data(first, 2);
    rig.scheduler.runAll();
    assertMalformed("sender:02");
  }

  @Test
  void numberThatIsNotPositiveEndsTheConnection() throws IOException {
    data(first, 0);
    rig.scheduler.runAll();
    assertMalformed();
  }

  @Test
  void messageWithoutANumberEndsTheConnection() throws IOException {
    send(first.left(), new Frame(Wire.DATA, Bytes.utf8("short")));
    rig.scheduler.runAll();
    assertMalformed();
  }

  @Test
  void frameOfUnknownTypeEndsTheConnection() throws IOException {
    send(first.left(), Wire.ACK, 1, Bytes.EMPTY);
    rig.scheduler.runAll();
    assertMalformed();
  }

  @Test
  void messageThatIsTooLongEndsTheConnection() throws IOException {
    send(first.left(), Wire.DATA, 1, Bytes.utf8("12345"));
    rig.scheduler.runAll();
    assertMalformed();
  }

  @Test
  void messageOutOfOrderBehindOneThatIsTakenEndsTheConnectionThen() throws IOException {
    // Empty messages of 16 bytes: two are parsed of one read only if the parser has room for both.
    SessionReceiver wide =
        new SessionReceiver(SENDER, 100, handler, rig.scheduler, rig.events, rig.metrics);
    Pipe pipe = rig.pipe(1000);
    wide.accept(pipe.right());
    wide.install();
    data(pipe, 3);
    data(pipe, 1);
    wide.read();
    assertThat(wide.take()).isTrue();
    assertThat(handedUp).containsExactly("sender:03");
    assertThat(pipe.right().isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("malformed-message", 1L);
  }

  private void assertMalformed(String... taken) {
    assertThat(first.right().isClosed()).isTrue();
    assertThat(handedUp).containsExactly(taken);
    assertThat(rig.failures()).containsEntry("malformed-message", 1L);
  }

  @Test
  void endWithinAMessageIsAnEndedConnection() throws IOException {
    first.left().write(ByteBuffer.wrap(new byte[] {0, 0}));
    first.left().close();
    rig.scheduler.runAll();
    assertThat(first.right().isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("connection-ended", 1L);
  }

  @Test
  void connectionThatThrowsWhatItMustNotIsClosed() {
    receiver.accept(second.right());
    rig.scheduler.runAll();
    receiver.accept(new SessionLoopTest.Mad());
    List<Throwable> reported = SessionLoopTest.reportedWhile(rig.scheduler::runAll);
    assertThat(reported).isNotEmpty();
    assertThat(rig.failures()).containsEntry("step-failed", 2L);
    assertThat(second.right().isClosed()).isTrue();
  }

  // Sessions

  @Test
  void sessionThatBeganElsewhereIsToldThatItIsNotRemembered() throws IOException {
    inbox.accept(SENDER, ID, second.right());
    resumed(second, 7);
    rig.scheduler.runAll();
    assertThat(handedUp).isEmpty();
    assertThat(second.right().isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("session-forgotten", 1L);
    inbox.accept(SENDER, ID, third.right());
    resumed(third, 7);
    third.right().failNextWrite("no answer");
    rig.scheduler.runAll();
    assertThat(handedUp).as("and it stays so").isEmpty();
    assertThat(rig.failures()).containsEntry("answer-failed", 1L);
  }

  @Test
  void answerToASessionThatIsNotRememberedReachesItsSender() throws IOException {
    Session session = rig.runningSession(Rig.SETTINGS, Encoder.NONE, rig::dial);
    session.offer(message(1));
    Pipe lost = rig.pipe(1000);
    session.connect(lost.left());
    session.encode();
    session.sever();
    session.connect(second.left());
    session.encode();
    session.flush();
    inbox.accept(SENDER, ID, second.right());
    // One task at a time, to read the answer before the end of the stream takes it along.
    while (rig.scheduler.readyCount() > 0 && !session.isClosed()) {
      rig.scheduler.run(0);
    }
    assertThat(handedUp).isEmpty();
    assertThat(rig.failures()).containsEntry("session-forgotten", 1L);
  }

  @Test
  void sessionWhoseFirstConnectionBroughtNothingWholeIsRemembered() throws IOException {
    inbox.accept(SENDER, ID, second.right());
    rig.scheduler.runAll();
    second.reset();
    inbox.accept(SENDER, ID, third.right());
    resumed(third, 1);
    rig.scheduler.runAll();
    assertThat(handedUp).containsExactly("sender:01");
  }

  @Test
  void sessionsOfAPeerAreRememberedUpToTheBoundTheLatestFirst() throws IOException {
    Pipe[] pipes = {rig.pipe(1000), rig.pipe(1000), rig.pipe(1000), rig.pipe(1000)};
    inbox.accept(SENDER, new SessionId(0, 1), pipes[0].right());
    inbox.accept(SENDER, new SessionId(0, 2), pipes[1].right());
    inbox.accept(SENDER, new SessionId(0, 1), pipes[2].right());
    inbox.accept(SENDER, new SessionId(0, 3), pipes[3].right());
    rig.scheduler.runAll();
    assertThat(pipes[1].right().isClosed()).as("session 2 was connected longest ago").isTrue();
    assertThat(pipes[2].right().isClosed()).isFalse();
    data(pipes[2], 1);
    data(pipes[3], 1);
    rig.scheduler.runAll();
    assertThat(handedUp)
        .as("each session counts for itself")
        .containsExactly("sender:01", "sender:01");
    Pipe again = rig.pipe(1000);
    inbox.accept(SENDER, new SessionId(0, 2), again.right());
    data(again, 1);
    rig.scheduler.runAll();
    assertThat(again.right().isClosed()).isFalse();
    assertThat(handedUp).as("nothing is left of the session that was forgotten").hasSize(3);
  }

  @Test
  void reasonWhyAConnectionWasEndedCanBeAskedFor() throws IOException {
    inbox.accept(SENDER, ID, second.right());
    assertThat(inbox.lastFailures(SENDER)).isEmpty();
    data(second, 2);
    data(second, 1);
    rig.scheduler.runAll();
    assertThat(inbox.lastFailures(SENDER))
        .singleElement()
        .asString()
        .contains("message 1 behind message 2");
    assertThat(inbox.lastFailures(new PeerId("stranger"))).isEmpty();
  }

  @Test
  void connectionsOfMorePeersThanTheBoundAreClosed() {
    inbox.accept(new PeerId("a"), ID, rig.pipe(1).right());
    inbox.accept(new PeerId("b"), ID, rig.pipe(1).right());
    inbox.accept(new PeerId("c"), ID, second.right());
    inbox.accept(new PeerId("a"), ID, third.right());
    assertThat(second.right().isClosed()).isTrue();
    assertThat(third.right().isClosed()).isFalse();
    assertThat(rig.failures()).containsEntry("too-many-peers", 1L);
  }

  @Test
  void closedInboxEndsAllConnectionsAndThoseThatComeLater() throws IOException {
    inbox.accept(SENDER, ID, second.right());
    rig.scheduler.runAll();
    Pipe fourth = rig.pipe(1000);
    inbox.accept(SENDER, ID, fourth.right());
    rig.scheduler.runAll();
    Pipe fifth = rig.pipe(1000);
    inbox.accept(SENDER, ID, fifth.right());
    data(second, 1);
    inbox.close();
    inbox.accept(SENDER, ID, third.right());
    rig.scheduler.runAll();
    assertThat(handedUp).isEmpty();
    assertThat(second.right().isClosed()).isTrue();
    assertThat(fourth.right().isClosed()).isTrue();
    assertThat(fifth.right().isClosed()).isTrue();
    assertThat(third.right().isClosed()).isTrue();
    assertThat(rig.failures()).containsEntry("inbox-closed", 1L);
  }

  @Test
  void closedInboxKeepsNothingOfItsSessions() throws IOException {
    inbox.accept(SENDER, ID, second.right());
    data(second, 2);
    data(second, 1);
    rig.scheduler.runAll();
    assertThat(inbox.lastFailures(SENDER)).hasSize(1);
    inbox.close();
    assertThat(inbox.lastFailures(SENDER)).isEmpty();
  }

  @Test
  void closedReceiverIsNotWoken() throws IOException {
    ManualScheduler own = new ManualScheduler();
    SessionReceiver receiver =
        new SessionReceiver(SENDER, 4, handler, own, rig.events, rig.metrics);
    receiver.accept(second.right());
    own.runAll();
    data(second, 1);
    receiver.close();
    // What is ready is for the listeners of the connection.
    assertThat(rig.scheduler.runAll()).isPositive();
    assertThat(own.readyCount()).as("its scheduler may be closed").isZero();
  }

  @Test
  void closedReceiverClosesWhatItIsGiven() {
    assertThat(receiver(handler).acknowledge()).as("no connection").isFalse();
    receiver.close();
    receiver.accept(second.right());
    assertThat(first.right().isClosed()).isTrue();
    assertThat(second.right().isClosed()).isTrue();
  }
}
