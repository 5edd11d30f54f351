package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.conformance.TraceRecorder;
import dev.handoff.conformance.Traced;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.tcp.Acceptor;
import dev.handoff.tcp.Security;
import dev.handoff.tcp.TcpEndpoint;
import dev.handoff.tcp.TcpSettings;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broadcast to three receivers over sockets, one of which accepts every connection and reads none
 * of them: a run that times its writes out, refuses when its outbox is full, and gives it up, and
 * all the while serves the others.
 *
 * <p>The pipe of the specification is the sink and whatever the operating system holds. Nobody
 * knows how many messages that is, so the room of a pipe is not observed here: it is given as that
 * of the outbox, and replay judges it.
 */
class PeerIsolationTraceTest {
  private static final PeerId SENDER = new PeerId("sender");
  private static final List<PeerId> RECEIVERS = Names.peers(3);
  private static final PeerId STUCK = Names.peer(2);
  private static final int CAPACITY = 3;
  private static final int MESSAGES = 6;

  /** More than the system's buffers of a connection hold. */
  private static final int MESSAGE_BYTES = 1 << 21;

  private static final TcpSettings BUFFERS = TcpSettings.DEFAULT.withBuffers(1 << 16, 1 << 16);

  private final Queue<Connection> unread = new ConcurrentLinkedQueue<>();
  private final List<TcpEndpoint> endpoints = new ArrayList<>();
  private final CountDownLatch timedOut = new CountDownLatch(2);

  @Test
  void stuckReceiverDelaysNobody(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("isolation.ndjson");
    try (ThreadScheduler scheduler = new ThreadScheduler("isolation", 3)) {
      try (TraceRecorder recorder =
          TraceRecorder.open(
              file,
              "delivery",
              "PeerIsolation",
              Map.of(
                  "Messages", "1.." + MESSAGES,
                  "Peers", "1..3",
                  "Stuck", "2",
                  "Capacity", "" + CAPACITY,
                  "PipeRoom", "" + CAPACITY),
              List.of())) {
        run(peers(scheduler, recorder));
      } finally {
        Ending.close(endpoints, scheduler);
      }
    }
    try (Oracles oracles = Oracles.open()) {
      Validation validation = TraceValidator.validate(oracles, TraceFile.read(file));
      assertThat(validation).isInstanceOf(Validation.Explained.class);
      assertThat(validation.actions())
          .containsOnlyKeys(
              "Accept",
              "GiveUp",
              "Refuse",
              "TakeAndAcknowledge",
              "TellUnknown",
              "TimeOutWrite",
              "Write");
      System.out.println("trace of PeerIsolation: " + validation.actions());
      Traced.count((Validation.Explained) validation);
    }
  }

  private Peers peers(ThreadScheduler scheduler, TraceRecorder recorder) throws IOException {
    Map<PeerId, InetSocketAddress> addresses = new HashMap<>();
    for (PeerId receiver : RECEIVERS) {
      Inbox inbox =
          new Inbox(
              new InboxSettings(MESSAGE_BYTES, 2, 2),
              (from, message) -> {},
              scheduler,
              EventSink.NONE,
              Metrics.NONE);
      Acceptor acceptor =
          receiver.equals(STUCK)
              ? (peer, session, connection) -> unread.add(connection)
              : inbox::accept;
      addresses.put(
          receiver,
          endpoint(receiver, Set.of(SENDER), scheduler)
              .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), acceptor));
    }
    Peers peers =
        new Peers(
            RECEIVERS,
            SessionSettings.standard()
                .withOutboxMessages(CAPACITY)
                .withMaxMessageBytes(MESSAGE_BYTES)
                .withWriteTimeout(Duration.ofMillis(1500))
                .withBackoff(Duration.ofMillis(1), Duration.ofMillis(5)),
            Encoder.NONE,
            endpoint(SENDER, Set.copyOf(RECEIVERS), scheduler).dialer(addresses),
            scheduler,
            SystemClock.INSTANCE,
            new Random(1),
            (action, arguments) -> {
              recorder.record(action, arguments);
              if (action.equals("PeerIsolation!TimeOutWrite")) {
                timedOut.countDown();
              }
            },
            Metrics.NONE);
    peers.open();
    return peers;
  }

  private TcpEndpoint endpoint(PeerId self, Set<PeerId> known, ThreadScheduler scheduler)
      throws IOException {
    TcpEndpoint endpoint =
        TcpEndpoint.open(self, Security.plain(known), BUFFERS, scheduler, Metrics.NONE);
    endpoints.add(endpoint);
    return endpoint;
  }

  private void run(Peers peers) throws Exception {
    List<Receipt> stuck = new ArrayList<>();
    for (int message = 1; message < MESSAGES; message++) {
      stuck.add(broadcast(peers));
    }
    assertThat(stuck.stream().filter(receipt -> receipt.fate().isEmpty())).hasSize(CAPACITY);
    assertThat(timedOut.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(peers.giveUp(STUCK)).isTrue();
    for (Receipt receipt : stuck.subList(0, CAPACITY)) {
      assertThat(fate(receipt)).isInstanceOf(Fate.Unknown.class);
    }
    assertThat(fate(broadcast(peers))).isInstanceOf(Fate.Refused.class);
    peers
        .close(Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(10)))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  /** Returns the stuck receiver's answer when the others have the message. */
  private static Receipt broadcast(Peers peers) throws Exception {
    Map<PeerId, Receipt> receipts =
        new HashMap<>(peers.broadcast(Bytes.copyOf(new byte[MESSAGE_BYTES])));
    Receipt stuck = Objects.requireNonNull(receipts.remove(STUCK));
    for (Receipt receipt : receipts.values()) {
      assertThat(fate(receipt)).isEqualTo(Fate.DELIVERED);
    }
    return stuck;
  }

  private static Fate fate(Receipt receipt) throws Exception {
    return receipt.stage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
