package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.trace.EventSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each step of the specification: when it is enabled, what it does, and what it records. */
class PipelineTest {
  private static final CloseReport.Cause REQUESTED = new CloseReport.Cause.Requested();

  private final Rig rig = new Rig(1000);
  private final List<String> wakes = new ArrayList<>();
  private RequestQueue requests = requests(Rig.standard());
  private Pipeline pipeline = pipeline(Rig.standard());

  private RequestQueue requests(OutboundSettings settings) {
    return new RequestQueue(settings, rig.events, rig.metrics, () -> wakes.add("woken"));
  }

  private Pipeline pipeline(OutboundSettings settings) {
    return new Pipeline(
        rig.pipe.left(), settings, requests, rig.events, rig.metrics, rig.reports::add);
  }

  private void use(OutboundSettings settings) {
    requests = requests(settings);
    pipeline = pipeline(settings);
  }

  private void use(Rig other, OutboundSettings settings) {
    requests = new RequestQueue(settings, other.events, other.metrics, () -> {});
    pipeline =
        new Pipeline(other.pipe.left(), settings, requests, other.events, other.metrics, r -> {});
  }

  /** Takes the step, and returns what it recorded. */
  private List<String> events(boolean taken) {
    assertThat(taken).isTrue();
    return rig.events.take();
  }

  private void assertDisabled(boolean taken) {
    assertThat(taken).isFalse();
    assertThat(rig.events.take()).isEmpty();
  }

  private Receipt offered(Bytes message) {
    Receipt receipt = requests.offer(message);
    assertThat(receipt.fate()).isEmpty();
    rig.events.take();
    return receipt;
  }

  /** Offers a message and moves it into the multiplexer. */
  private Receipt fetched(Bytes message) {
    Receipt receipt = offered(message);
    assertThat(pipeline.forward() && pipeline.fetch()).isTrue();
    rig.events.take();
    return receipt;
  }

  /** Offers a small message and moves it into the sink. */
  private Receipt encoded() {
    Receipt receipt = fetched(Rig.SMALL);
    assertThat(pipeline.send() && pipeline.encode(Channel.MESSAGE)).isTrue();
    rig.events.take();
    return receipt;
  }

  private void send(int frames) {
    for (int i = 0; i < frames; i++) {
      assertThat(pipeline.send()).isTrue();
    }
  }

  private void close() {
    assertThat(requests.beginClose(REQUESTED)).isTrue();
    rig.events.take();
  }

  private void expire() {
    close();
    assertThat(pipeline.passDeadline()).isTrue();
    rig.events.take();
  }

  private void abort() {
    expire();
    assertThat(pipeline.abort()).isTrue();
    rig.events.take();
  }

  private static List<String> names(List<Piece> pieces) {
    return pieces.stream().map(one -> one.message().number() + "." + one.index()).toList();
  }

  // Offer

  @Test
  void offerToAnEmptyQueueIsAcceptedAndWakes() {
    Receipt receipt = requests.offer(Rig.SMALL);
    assertThat(receipt.fate()).isEmpty();
    assertThat(rig.events.take()).containsExactly("PeerShutdown!Offer(1)");
    assertThat(pipeline.state().requests()).containsExactly(1L);
    assertThat(wakes).hasSize(1);
  }

  @Test
  void offerToAQueueThatIsNotEmptyIsAcceptedAndWakesNobodyAgain() {
    requests.offer(Rig.SMALL);
    requests.offer(Rig.SMALL);
    assertThat(pipeline.state().requests()).containsExactly(1L, 2L);
    assertThat(wakes).hasSize(1);
  }

  @Test
  void offerToAFullQueueIsRefusedAndNumbered() {
    offered(Rig.SMALL);
    offered(Rig.SMALL);
    Receipt receipt = requests.offer(Rig.SMALL);
    assertThat(receipt.fate()).contains(new Fate.Refused(Reason.FULL));
    assertThat(rig.events.take()).containsExactly("PeerShutdown!Offer(3)");
    assertThat(pipeline.state().requests()).containsExactly(1L, 2L);
    assertThat(rig.metrics.count("shutdown", new Fate.Refused(Reason.FULL))).isEqualTo(1);
  }

  @Test
  void offerAfterTheCloseBeganIsRefusedAndNumbered() {
    close();
    Receipt receipt = requests.offer(Rig.SMALL);
    assertThat(receipt.fate()).contains(new Fate.Refused(Reason.CLOSED));
    assertThat(rig.events.take()).containsExactly("PeerShutdown!Offer(1)");
    assertThat(pipeline.state().offered()).isEqualTo(1);
    assertThat(wakes).isEmpty();
    assertThat(rig.metrics.count("shutdown", new Fate.Refused(Reason.CLOSED))).isEqualTo(1);
  }

  @Test
  void offerToAFullQueueAfterTheCloseBeganIsRefusedBecauseClosed() {
    offered(Rig.SMALL);
    offered(Rig.SMALL);
    close();
    assertThat(requests.offer(Rig.SMALL).fate()).contains(new Fate.Refused(Reason.CLOSED));
  }

  @Test
  void offerThatIsAsLargeAsTheBoundIsAccepted() {
    assertThat(requests.offer(Bytes.copyOf(new byte[12])).fate()).isEmpty();
    assertThat(pipeline.state().requests()).containsExactly(1L);
  }

  @Test
  void offerThatIsTooLargeIsRefusedAndIsNoStep() {
    Receipt receipt = requests.offer(Bytes.copyOf(new byte[13]));
    assertThat(receipt.fate()).contains(new Fate.Refused(Reason.TOO_LARGE));
    assertThat(rig.events.take()).isEmpty();
    assertThat(pipeline.state().offered()).isZero();
    assertThat(rig.metrics.count("shutdown", new Fate.Refused(Reason.TOO_LARGE))).isEqualTo(1);
  }

  // BeginClose

  @Test
  void beginCloseClosesOnce() {
    assertThat(events(requests.beginClose(REQUESTED))).containsExactly("PeerShutdown!BeginClose");
    assertThat(pipeline.state().actor()).isEqualTo(Actor.CLOSING);
    assertDisabled(requests.beginClose(REQUESTED));
  }

  // Forward

  @Test
  void forwardMovesTheOldestIfThereIsRoom() {
    offered(Rig.SMALL);
    offered(Rig.SMALL);
    assertThat(events(pipeline.forward())).containsExactly("PeerShutdown!Forward");
    assertThat(pipeline.state().requests()).containsExactly(2L);
    assertThat(pipeline.state().writes()).containsExactly(1L);
    assertDisabled(pipeline.forward());
  }

  @Test
  void forwardOfNothingIsDisabled() {
    assertDisabled(pipeline.forward());
  }

  @Test
  void forwardGoesOnWhileClosing() {
    offered(Rig.SMALL);
    close();
    assertThat(pipeline.forward()).isTrue();
  }

  // Fetch

  @Test
  void fetchTakesTheOldestIfTheMultiplexerIsBetweenTwo() {
    offered(Rig.LARGE);
    assertDisabled(pipeline.fetch());
    pipeline.forward();
    rig.events.take();
    assertThat(events(pipeline.fetch())).containsExactly("PeerShutdown!Fetch");
    assertThat(pipeline.state().writes()).isEmpty();
    assertThat(names(pipeline.state().mux())).containsExactly("1.0");
    offered(Rig.SMALL);
    pipeline.forward();
    rig.events.take();
    assertDisabled(pipeline.fetch());
  }

  // Send

  @Test
  void sendOfASmallMessageEmptiesTheMultiplexer() {
    assertDisabled(pipeline.send());
    fetched(Rig.SMALL);
    assertThat(events(pipeline.send())).containsExactly("PeerShutdown!Send");
    assertThat(pipeline.state().mux()).isEmpty();
    assertThat(names(pipeline.state().messages())).containsExactly("1.0");
    assertThat(pipeline.state().stream()).isEmpty();
  }

  @Test
  void sendOfALargeMessageGoesOnToItsLastFragment() {
    use(Rig.settings(2, 1, 3, 1));
    fetched(Rig.LARGE);
    pipeline.send();
    assertThat(names(pipeline.state().mux())).containsExactly("1.1");
    pipeline.send();
    assertThat(names(pipeline.state().mux())).containsExactly("1.2");
    pipeline.send();
    assertThat(pipeline.state().mux()).isEmpty();
    assertThat(names(pipeline.state().stream())).containsExactly("1.0", "1.1", "1.2");
    assertThat(pipeline.state().messages()).isEmpty();
  }

  @Test
  void sendToAFullChannelIsDisabled() {
    fetched(Rig.LARGE);
    pipeline.send();
    rig.events.take();
    assertDisabled(pipeline.send());
    assertThat(names(pipeline.state().mux())).containsExactly("1.1");
  }

  // Encode

  @Test
  void encodeTakesFromThatChannel() {
    fetched(Rig.LARGE);
    pipeline.send();
    rig.events.take();
    assertDisabled(pipeline.encode(Channel.MESSAGE));
    assertThat(events(pipeline.encode(Channel.STREAM)))
        .containsExactly("PeerShutdown!Encode(stream)");
    assertThat(pipeline.state().stream()).isEmpty();
    assertThat(names(pipeline.state().sink())).containsExactly("1.0");
    assertThat(pipeline.state().writer()).isEqualTo(Writer.State.FLUSHING);
    assertThat(rig.pipe.right().incomingBytes()).isZero();
  }

  @Test
  void encodeIntoASinkOfOneThatIsNotEmptyIsDisabled() {
    encoded();
    fetched(Rig.SMALL);
    pipeline.send();
    rig.events.take();
    assertDisabled(pipeline.encode(Channel.MESSAGE));
    pipeline.write();
    rig.events.take();
    assertDisabled(pipeline.encode(Channel.MESSAGE));
  }

  @Test
  void encodeIntoASinkWithoutRoomInBytesIsDisabled() {
    // The sink has 24 bytes: two small frames fit, and no third; a large one does not fit with one.
    use(new OutboundSettings(4, 4, 4, 12, 4, 9, 24, Rig.WRITE_TIMEOUT));
    encoded();
    fetched(Rig.LARGE);
    pipeline.send();
    rig.events.take();
    assertDisabled(pipeline.encode(Channel.STREAM));
  }

  @Test
  void encodeIntoASinkOfWhichAFrameIsTakenIsDisabled() {
    use(Rig.settings(2, 1, 1, 3));
    encoded();
    pipeline.write();
    fetched(Rig.SMALL);
    pipeline.send();
    rig.events.take();
    assertDisabled(pipeline.encode(Channel.MESSAGE));
    pipeline.confirm();
    assertThat(pipeline.encode(Channel.MESSAGE)).isTrue();
  }

  @Test
  void encodeIntoASinkOfWhichAByteIsTakenIsDisabled() {
    Rig narrow = new Rig(1);
    OutboundSettings settings = Rig.settings(2, 1, 1, 3);
    requests = new RequestQueue(settings, narrow.events, narrow.metrics, () -> {});
    pipeline =
        new Pipeline(
            narrow.pipe.left(), settings, requests, narrow.events, narrow.metrics, r -> {});
    encoded();
    fetched(Rig.SMALL);
    pipeline.send();
    assertThat(pipeline.write()).isFalse();
    assertThat(narrow.pipe.right().incomingBytes()).isEqualTo(1);
    assertThat(pipeline.encode(Channel.MESSAGE)).isFalse();
  }

  // Write

  @Test
  void writeOfAnEmptySinkIsDisabled() {
    assertDisabled(pipeline.write());
  }

  @Test
  void writeIsTakenWithTheLastByteOfTheFrame() throws Exception {
    Rig narrow = new Rig(Rig.SMALL_FRAME - 1);
    requests = new RequestQueue(Rig.standard(), narrow.events, narrow.metrics, () -> {});
    pipeline =
        new Pipeline(
            narrow.pipe.left(), Rig.standard(), requests, narrow.events, narrow.metrics, r -> {});
    encoded();
    narrow.events.take();
    assertThat(pipeline.write()).isFalse();
    assertThat(pipeline.state().taken()).isZero();
    assertThat(narrow.events.take()).isEmpty();
    assertThat(narrow.received()).isEmpty();
    assertThat(pipeline.write()).isTrue();
    assertThat(pipeline.state().taken()).isEqualTo(1);
    assertThat(narrow.events.take()).containsExactly("PeerShutdown!Write");
    assertThat(narrow.received()).containsExactly(Rig.SMALL);
  }

  @Test
  void writeIsTakenOncePerFrame() {
    encoded();
    assertThat(events(pipeline.write())).containsExactly("PeerShutdown!Write");
    assertDisabled(pipeline.write());
  }

  @Test
  void writeOfSeveralFramesIsAsManySteps() {
    use(Rig.settings(2, 1, 1, 3));
    encoded();
    encoded();
    assertThat(pipeline.state().sink()).hasSize(2);
    assertThat(events(pipeline.write()))
        .containsExactly("PeerShutdown!Write", "PeerShutdown!Write");
  }

  @Test
  void writeIsTakenForThoseFramesOnlyThatAreWhole() {
    Rig narrow = new Rig(Rig.SMALL_FRAME + 1);
    use(narrow, Rig.settings(2, 1, 1, 3));
    encoded();
    encoded();
    narrow.events.take();
    assertThat(pipeline.write()).isTrue();
    assertThat(narrow.events.take()).containsExactly("PeerShutdown!Write");
    assertThat(pipeline.state().taken()).isEqualTo(1);
  }

  @Test
  void writeGoesOnAfterTheDeadline() {
    encoded();
    expire();
    assertThat(events(pipeline.write())).containsExactly("PeerShutdown!Write");
  }

  @Test
  void writeToAFailedConnectionStopsAll() {
    Receipt receipt = encoded();
    rig.pipe.left().failNextWrite("cable pulled");
    assertThat(pipeline.write()).isFalse();
    assertThat(rig.events.take())
        .containsExactly("PeerShutdown!BeginClose", "PeerShutdown!PassDeadline");
    assertThat(rig.metrics.failures())
        .containsEntry("protocol=\"shutdown\",kind=\"connection-failed\"", 1L);
    pipeline.abort();
    assertThat(receipt.fate()).contains(Rig.UNKNOWN);
    pipeline.announce();
    assertThat(rig.reports.get(0).cause())
        .isInstanceOfSatisfying(
            CloseReport.Cause.Failed.class,
            failed -> assertThat(failed.failure()).hasMessage("cable pulled"));
  }

  @Test
  void writeToAFailedConnectionWhileClosingPassesTheDeadline() {
    encoded();
    close();
    rig.pipe.reset();
    assertThat(pipeline.write()).isFalse();
    assertThat(rig.events.take()).containsExactly("PeerShutdown!PassDeadline");
    assertThat(requests.cause()).isEqualTo(REQUESTED);
  }

  // Confirm

  @Test
  void confirmOfAnEmptySinkIsDisabled() {
    assertDisabled(pipeline.confirm());
  }

  @Test
  void confirmBeforeTheWriteIsDisabled() {
    encoded();
    assertDisabled(pipeline.confirm());
  }

  @Test
  void confirmWhileTheConnectionKeepsBytesIsDisabled() {
    encoded();
    rig.pipe.left().flushStuck(true);
    pipeline.write();
    rig.events.take();
    assertDisabled(pipeline.confirm());
  }

  @Test
  void confirmOfTheLastFrameDelivers() {
    Receipt receipt = encoded();
    pipeline.write();
    rig.events.take();
    assertThat(receipt.fate()).isEmpty();
    assertThat(events(pipeline.confirm())).containsExactly("PeerShutdown!Confirm");
    assertThat(receipt.fate()).contains(Fate.DELIVERED);
    assertThat(pipeline.state().sink()).isEmpty();
    assertThat(pipeline.state().writer()).isEqualTo(Writer.State.CHOOSING);
    assertThat(rig.metrics.count("shutdown", Fate.DELIVERED)).isEqualTo(1);
  }

  @Test
  void confirmOfAHeaderDeliversNothing() {
    Receipt receipt = fetched(Rig.LARGE);
    assertThat(pipeline.send() && pipeline.encode(Channel.STREAM) && pipeline.write()).isTrue();
    rig.events.take();
    assertThat(events(pipeline.confirm())).containsExactly("PeerShutdown!Confirm");
    assertThat(receipt.fate()).isEmpty();
  }

  @Test
  void confirmOfSeveralFramesIsAsManySteps() {
    use(Rig.settings(2, 1, 1, 3));
    List<Receipt> receipts = List.of(encoded(), encoded());
    pipeline.write();
    rig.events.take();
    assertThat(events(pipeline.confirm()))
        .containsExactly("PeerShutdown!Confirm", "PeerShutdown!Confirm");
    assertThat(receipts).allSatisfy(one -> assertThat(one.fate()).contains(Fate.DELIVERED));
  }

  @Test
  void confirmOnAFailedConnectionStopsAll() {
    encoded();
    pipeline.write();
    rig.events.take();
    rig.pipe.reset();
    assertThat(pipeline.confirm()).isFalse();
    assertThat(rig.events.take())
        .containsExactly("PeerShutdown!BeginClose", "PeerShutdown!PassDeadline");
  }

  // TimeOutWrite

  @Test
  void timeOutWriteBeginsTheClose() {
    encoded();
    assertThat(events(pipeline.timeOutWrite())).containsExactly("PeerShutdown!TimeOutWrite");
    assertThat(pipeline.state().actor()).isEqualTo(Actor.CLOSING);
    assertThat(requests.cause()).isEqualTo(new CloseReport.Cause.WriteTimedOut());
    assertDisabled(pipeline.timeOutWrite());
  }

  @Test
  void timeOutWriteOfNothingOrOfWhatIsTakenIsDisabled() {
    assertDisabled(pipeline.timeOutWrite());
    encoded();
    pipeline.write();
    rig.events.take();
    assertDisabled(pipeline.timeOutWrite());
  }

  // Finish

  @Test
  void finishClosesTheConnectionWhenAllIsFlushed() {
    assertDisabled(pipeline.finish());
    close();
    assertThat(events(pipeline.finish())).containsExactly("PeerShutdown!Finish");
    assertThat(pipeline.state().writer()).isEqualTo(Writer.State.ENDED);
    assertThat(rig.pipe.left().isClosed()).isTrue();
    assertDisabled(pipeline.finish());
    assertDisabled(pipeline.passDeadline());
  }

  @Test
  void finishIsDisabledWhileAnythingIsHeld() {
    offered(Rig.LARGE);
    close();
    assertDisabled(pipeline.finish());
    pipeline.forward();
    rig.events.take();
    assertDisabled(pipeline.finish());
    pipeline.fetch();
    rig.events.take();
    assertDisabled(pipeline.finish());
    pipeline.send();
    rig.events.take();
    assertDisabled(pipeline.finish());
    pipeline.encode(Channel.STREAM);
    rig.events.take();
    assertDisabled(pipeline.finish());
    assertThat(rig.pipe.left().isClosed()).isFalse();
  }

  @Test
  void finishIsDisabledWhileASmallMessageIsInItsChannel() {
    fetched(Rig.SMALL);
    pipeline.send();
    close();
    assertDisabled(pipeline.finish());
  }

  // PassDeadline, and what it stops

  @Test
  void passDeadlineIsDisabledUnlessClosing() {
    assertDisabled(pipeline.passDeadline());
    close();
    assertThat(events(pipeline.passDeadline())).containsExactly("PeerShutdown!PassDeadline");
    assertThat(pipeline.state().actor()).isEqualTo(Actor.EXPIRED);
    assertThat(pipeline.state().waited()).isEqualTo(1);
    assertDisabled(pipeline.passDeadline());
  }

  @Test
  void afterTheDeadlineNothingMovesOn() {
    use(Rig.settings(2, 2, 1, 1));
    fetched(Rig.LARGE);
    pipeline.send();
    offered(Rig.SMALL);
    pipeline.forward();
    offered(Rig.SMALL);
    expire();
    assertDisabled(pipeline.forward());
    assertDisabled(pipeline.fetch());
    assertDisabled(pipeline.send());
    assertDisabled(pipeline.encode(Channel.STREAM));
    assertDisabled(pipeline.finish());
    assertDisabled(pipeline.returnMessage());
    assertDisabled(pipeline.announce());
  }

  @Test
  void afterTheDeadlineAnEmptyMultiplexerFetchesNothing() {
    offered(Rig.SMALL);
    pipeline.forward();
    expire();
    assertDisabled(pipeline.fetch());
  }

  // Abort

  @Test
  void abortIsDisabledBeforeTheDeadline() {
    assertDisabled(pipeline.abort());
    close();
    assertDisabled(pipeline.abort());
  }

  @Test
  void abortMakesAMessageWithItsLastFrameInTheSinkUnknown() {
    Receipt receipt = encoded();
    expire();
    assertThat(events(pipeline.abort())).containsExactly("PeerShutdown!Abort");
    assertThat(receipt.fate()).contains(Rig.UNKNOWN);
    assertThat(rig.metrics.count("shutdown", Rig.UNKNOWN)).isEqualTo(1);
    assertThat(pipeline.state().sink()).isEmpty();
    assertThat(pipeline.state().writer()).isEqualTo(Writer.State.ENDED);
    assertThat(rig.pipe.left().isClosed()).isTrue();
    assertDisabled(pipeline.abort());
    assertDisabled(pipeline.write());
    assertDisabled(pipeline.confirm());
  }

  @Test
  void abortMakesAllMessagesInALargerSinkUnknown() {
    use(Rig.settings(2, 1, 1, 3));
    List<Receipt> receipts = List.of(encoded(), encoded());
    expire();
    assertThat(pipeline.abort()).isTrue();
    assertThat(receipts).allSatisfy(one -> assertThat(one.fate()).contains(Rig.UNKNOWN));
  }

  @Test
  void abortWithAHeaderInTheSinkDecidesNothing() {
    Receipt receipt = fetched(Rig.LARGE);
    assertThat(pipeline.send() && pipeline.encode(Channel.STREAM)).isTrue();
    abort();
    assertThat(receipt.fate()).isEmpty();
    assertThat(events(pipeline.returnMessage())).containsExactly("PeerShutdown!Return(1)");
    assertThat(receipt.fate()).contains(Rig.UNDELIVERED);
  }

  // Return

  @Test
  void returnsComeFromTheInnermostQueueFirst() {
    use(Rig.settings(2, 1, 4, 1));
    // 1 is whole in the stream channel, 2 in the message channel, 3 in part in the stream channel.
    List<Receipt> receipts = new ArrayList<>();
    receipts.add(fetched(Rig.LARGE));
    send(3);
    receipts.add(fetched(Rig.SMALL));
    assertThat(pipeline.send()).isTrue();
    receipts.add(fetched(Rig.LARGER));
    assertThat(pipeline.send()).isTrue();
    receipts.add(offered(Rig.SMALL));
    assertThat(pipeline.forward()).isTrue();
    receipts.add(offered(Rig.SMALL));
    assertThat(names(pipeline.state().stream())).containsExactly("1.0", "1.1", "1.2", "3.0");
    abort();
    List<String> events = new ArrayList<>();
    while (pipeline.returnMessage()) {
      events.addAll(rig.events.take());
    }
    assertThat(events)
        .containsExactly(
            "PeerShutdown!Return(2)",
            "PeerShutdown!Return(1)",
            "PeerShutdown!Return(3)",
            "PeerShutdown!Return(4)",
            "PeerShutdown!Return(5)");
    assertThat(receipts).allSatisfy(one -> assertThat(one.fate()).contains(Rig.UNDELIVERED));
    assertThat(rig.metrics.count("shutdown", Rig.UNDELIVERED)).isEqualTo(5);
    assertThat(pipeline.announce()).isTrue();
    assertThat(rig.reports.get(0).returned())
        .extracting(CloseReport.Returned::number)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void returnAfterAnOrderlyEndIsDisabled() {
    close();
    pipeline.finish();
    rig.events.take();
    assertDisabled(pipeline.returnMessage());
  }

  // Announce

  @Test
  void announceReportsOnceTheWriterHasEnded() {
    assertDisabled(pipeline.announce());
    encoded();
    assertThat(pipeline.write() && pipeline.confirm()).isTrue();
    close();
    assertDisabled(pipeline.announce());
    pipeline.finish();
    rig.events.take();
    assertThat(rig.reports).isEmpty();
    assertThat(events(pipeline.announce())).containsExactly("PeerShutdown!Announce");
    assertThat(pipeline.state().actor()).isEqualTo(Actor.ENDED);
    assertThat(rig.reports).containsExactly(new CloseReport(Rig.PEER, REQUESTED, 1, 1, List.of()));
    assertDisabled(pipeline.announce());
  }

  @Test
  void announceIsDisabledWhileAMessageIsToBeReturned() {
    Receipt receipt = offered(Rig.SMALL);
    abort();
    assertDisabled(pipeline.announce());
    assertThat(pipeline.returnMessage()).isTrue();
    assertThat(pipeline.announce()).isTrue();
    assertThat(receipt.fate()).contains(Rig.UNDELIVERED);
  }

  @Test
  void offerAfterTheAnnouncementIsRefused() {
    close();
    assertThat(pipeline.finish() && pipeline.announce()).isTrue();
    assertThat(requests.offer(Rig.SMALL).fate()).contains(new Fate.Refused(Reason.CLOSED));
  }

  // Many steps

  @Test
  void advanceTakesNoMoreStepsThanTheLimit() {
    offered(Rig.SMALL);
    for (String event : List.of("Forward", "Fetch", "Send", "Encode(message)", "Write")) {
      assertThat(pipeline.advance(1)).isEqualTo(1);
      assertThat(rig.events.take()).containsExactly("PeerShutdown!" + event);
    }
    assertThat(pipeline.pendingFlush()).isEqualTo(1);
    assertThat(pipeline.advance(10)).isEqualTo(1);
    assertThat(rig.events.take()).containsExactly("PeerShutdown!Confirm");
    assertThat(pipeline.pendingFlush()).isZero();
    assertThat(pipeline.advance(10)).isZero();
  }

  @Test
  void advanceForwardsNoMoreThanIsLeftOfTheLimit() {
    use(Rig.settings(9, 9, 1, 1));
    fetched(Rig.SMALL);
    send(1);
    for (int i = 0; i < 5; i++) {
      offered(Rig.SMALL);
    }
    // One step encodes what is in the channel.
    assertThat(pipeline.advance(3)).isEqualTo(3);
    assertThat(pipeline.state().sink()).hasSize(1);
    assertThat(pipeline.state().writes()).hasSize(2);
  }

  @Test
  void advanceOnAFullConnectionForwardsNoMoreThanIsLeftOfTheLimit() {
    use(new Rig(1), Rig.settings(9, 9, 2, 1));
    for (int i = 0; i < 2; i++) {
      fetched(Rig.SMALL);
      send(1);
    }
    for (int i = 0; i < 5; i++) {
      offered(Rig.SMALL);
    }
    // One step encodes the first frame, of which the connection takes a byte.
    assertThat(pipeline.advance(3)).isEqualTo(3);
    assertThat(pipeline.state().sink()).hasSize(1);
    assertThat(pipeline.state().writes()).hasSize(2);
  }

  @Test
  void advanceAfterTheDeadlineReturnsAllAndAnnounces() {
    encoded();
    offered(Rig.SMALL);
    expire();
    assertThat(pipeline.advance(10)).isEqualTo(3);
    assertThat(rig.events.take())
        .containsExactly("PeerShutdown!Abort", "PeerShutdown!Return(2)", "PeerShutdown!Announce");
  }

  @Test
  void advanceTakesTurnsBetweenTheChannels() {
    use(Rig.settings(3, 3, 3, 9));
    fetched(Rig.LARGE);
    send(3);
    fetched(Rig.SMALL);
    pipeline.send();
    fetched(Rig.SMALL);
    pipeline.send();
    assertThat(pipeline.advance(5)).isEqualTo(5);
    assertThat(names(pipeline.state().sink())).containsExactly("2.0", "1.0", "3.0", "1.1", "1.2");
  }

  @Test
  void failOfAConnectionThatEndedIsWithoutEffect() {
    close();
    assertThat(pipeline.finish() && pipeline.announce()).isTrue();
    rig.events.take();
    pipeline.fail(new IllegalStateException("too late"));
    assertThat(rig.events.take()).isEmpty();
    assertThat(requests.cause()).isEqualTo(REQUESTED);
  }

  @Test
  void sinkThatWasBuiltForShorterFramesThrows() {
    Writer writer = new Writer(rig.pipe.left(), Rig.standard(), new Fates(rig.metrics));
    Piece tooLong = new Piece(new Outgoing(1, Bytes.copyOf(new byte[17]), new Promise(), 17), 0);
    try (Guard.Section section = new Guard(EventSink.NONE).enter()) {
      assertThatIllegalStateException().isThrownBy(() -> writer.encode(section, tooLong));
    }
    assertThat(writer.frames()).isEmpty();
  }
}
