package dev.handoff.delivery;

import static dev.handoff.delivery.Rig.FRAME_BYTES;
import static dev.handoff.delivery.Rig.GIVEN_UP;
import static dev.handoff.delivery.Rig.SENDER;
import static dev.handoff.delivery.Rig.SETTINGS;
import static dev.handoff.delivery.Rig.acknowledge;
import static dev.handoff.delivery.Rig.framesAt;
import static dev.handoff.delivery.Rig.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.fakes.Pipe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final PeerId ONE = new PeerId("one");
  private static final PeerId TWO = new PeerId("two");

  private final Rig rig = new Rig();
  private final List<PeerId> dialled = new ArrayList<>();
  private final Peers peers =
      new Peers(
          List.of(ONE, TWO),
          SETTINGS,
          Encoder.NONE,
          (peer, session, whenDone) -> dialled.add(peer),
          rig.scheduler,
          () -> rig.now,
          new SplittableRandom(1),
          rig.events,
          rig.metrics);

  private Pipe connect(PeerId peer, int room) {
    Pipe pipe = new Pipe(rig.scheduler, room, SENDER, peer);
    peers.session(peer).connect(pipe.left());
    return pipe;
  }

  private static Optional<Fate> fate(Map<PeerId, Receipt> receipts, PeerId peer) {
    return Optional.ofNullable(receipts.get(peer)).flatMap(Receipt::fate);
  }

  private List<String> isolationEvents() {
    return rig.events.take().stream().filter(event -> event.startsWith("PeerIsolation")).toList();
  }

  @Test
  void broadcastOffersToEachInOrderAndRefusalByOneIsNotThatOfTheOther() {
    for (int number = 1; number <= 3; number++) {
      peers.offer(ONE, message(number));
    }
    rig.events.take();
    Map<PeerId, Receipt> receipts = peers.broadcast(message(4));
    assertThat(receipts.keySet()).containsExactly(ONE, TWO);
    assertThat(fate(receipts, ONE)).contains(new Fate.Refused(Reason.FULL));
    assertThat(fate(receipts, TWO)).isEmpty();
    assertThat(rig.events.take())
        .containsExactly(
            "PeerDelivery!Refuse(4)",
            "PeerIsolation!Refuse(4, 1)",
            "PeerDelivery!Accept(1)",
            "PeerIsolation!Accept(1, 2)");
  }

  @Test
  void writePutsTheNextMessageIntoThePipeAsLongAsThereIsRoom() throws IOException {
    Pipe pipe = connect(ONE, FRAME_BYTES);
    assertThat(peers.write(ONE)).isFalse();
    for (int number = 1; number <= 3; number++) {
      peers.broadcast(message(number));
    }
    isolationEvents();
    // One message on the wire, and one in the sink.
    assertThat(peers.write(ONE)).isTrue();
    assertThat(peers.write(ONE)).isTrue();
    assertThat(peers.write(ONE)).isFalse();
    assertThat(isolationEvents())
        .containsExactly("PeerIsolation!Write(1)", "PeerIsolation!Write(1)");
    assertThat(framesAt(pipe.right())).containsExactly("1:1:01");
    assertThat(peers.takeAndAcknowledge(ONE)).isFalse();
    acknowledge(pipe.right(), 1);
    assertThat(peers.takeAndAcknowledge(ONE)).isTrue();
    assertThat(isolationEvents()).containsExactly("PeerIsolation!TakeAndAcknowledge(1)");
  }

  @Test
  void stuckReceiverIsTimedOutAndGivenUpByItself() {
    connect(ONE, 1);
    Pipe healthy = connect(TWO, 1000);
    Map<PeerId, Receipt> receipts = peers.broadcast(message(1));
    peers.write(ONE);
    peers.write(TWO);
    assertThat(peers.timeOutWrite(ONE)).isFalse();
    rig.now += Duration.ofSeconds(10).toNanos();
    assertThat(peers.timeOutWrite(ONE)).isTrue();
    assertThat(peers.tellUnknown(ONE)).isFalse();
    assertThat(peers.giveUp(ONE)).isTrue();
    assertThat(peers.tellUnknown(ONE)).isTrue();
    assertThat(fate(receipts, ONE)).contains(GIVEN_UP);
    assertThat(fate(receipts, TWO)).isEmpty();
    assertThat(healthy.left().isClosed()).isFalse();
    assertThat(isolationEvents())
        .endsWith(
            "PeerIsolation!TimeOutWrite(1)",
            "PeerIsolation!GiveUp(1)",
            "PeerIsolation!TellUnknown(1)");
  }

  @Test
  void openDialsEveryPeer() {
    peers.open();
    rig.scheduler.runAll();
    assertThat(dialled).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void sessionThatHasEndedIsRenewedOnce() {
    Session before = peers.session(ONE);
    assertThat(peers.renew(ONE)).isFalse();
    assertThat(peers.giveUp(ONE)).as("it holds nothing").isFalse();
    peers.offer(ONE, message(1));
    assertThat(peers.giveUp(ONE)).isTrue();
    assertThat(peers.offer(ONE, message(2)).fate()).contains(new Fate.Refused(Reason.CLOSED));
    assertThat(peers.renew(ONE)).isTrue();
    assertThat(peers.renew(ONE)).isFalse();
    assertThat(peers.session(ONE).id()).isNotEqualTo(before.id());
    rig.scheduler.runAll();
    assertThat(dialled).containsExactly(ONE);
    assertThat(peers.offer(ONE, message(3)).fate()).isEmpty();
    rig.scheduler.runAll();
    assertThat(dialled).as("it waits for the answer").hasSize(1);
    assertThat(before.state().outbox()).as("what the ended one held is returned").isEmpty();
  }

  @Test
  void closeClosesAllByOneDeadlineAndNothingIsRenewedThen() {
    Pipe pipe = connect(ONE, 1000);
    peers.offer(TWO, message(1));
    List<Map<PeerId, CloseReport>> reports = new ArrayList<>();
    assertThat(peers.close(new Deadline(5)).thenAccept(reports::add)).isNotNull();
    assertThat(pipe.left().isClosed()).isTrue();
    assertThat(reports).isEmpty();
    rig.scheduler.advance(Duration.ofNanos(5));
    assertThat(reports)
        .containsExactly(Map.of(ONE, new CloseReport(0, 0, 0), TWO, new CloseReport(0, 0, 1)));
    assertThat(peers.renew(ONE)).isFalse();
  }

  @Test
  void strangerIsNamedInTheError() {
    assertThatThrownBy(() -> peers.offer(new PeerId("three"), message(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("three")
        .hasMessageContaining("one");
  }
}
