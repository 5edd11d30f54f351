package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.conformance.Traced;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions on threads and sockets, through a network that fails, explained by the specification.
 */
class PeerDeliveryTraceTest {
  private static final int CAPACITY = 8;

  /**
   * Long enough for a receiver that is stopped to go on before the next connection times out too:
   * of the connections that have ended, the specification remembers the last.
   */
  private static final Duration BACKOFF = Duration.ofMillis(1500);

  @TempDir Path folder;

  /**
   * Small messages: as many as the outbox holds are on the wire at once, so it has room for all.
   */
  @Test
  void runWithResetsSeversAndLostConnectionsIsExplained() throws Exception {
    Path file = folder.resolve("PeerDelivery-faults.ndjson");
    try (TraceRig rig = new TraceRig(CAPACITY, 100, Duration.ofMillis(20), () -> {})) {
      TraceProxy.Lane lane = rig.open();
      offerOnTwoThreads(rig, 40);
      lane = severWhileReading(rig, lane);
      lane = severAndReadTheOldOneLater(rig, lane);
      lane = severAndLoseTheOldOne(rig, lane);
      lane = reset(rig, lane);
      lane = failAWrite(rig, lane);
      assertThat(rig.offerUnfit()).isNotNull();
      rig.settle();
      fillTheOutbox(rig, lane);
      giveUp(rig, lane);
      rig.log.write(file, CAPACITY, 2 * CAPACITY);
    }
    assertExplained(
        file,
        "Accept",
        "Refuse",
        "GiveUp",
        "Encode",
        "EncodeFails",
        "Flush",
        "FailWithIoError",
        "NoticeReset",
        "Sever",
        "Connect",
        "Read",
        "ReadOld",
        "Take",
        "TakeOld",
        "TellDelivered",
        "TellUnknown",
        "Reset",
        "LoseOld");
  }

  /** Messages that no socket holds half of: a receiver that stops is noticed by the next write. */
  @Test
  void runWithAReceiverThatStopsReadingIsExplained() throws Exception {
    Path file = folder.resolve("PeerDelivery-stalls.ndjson");
    AtomicReference<CountDownLatch> stop = new AtomicReference<>(new CountDownLatch(0));
    AtomicReference<TraceLog> log = new AtomicReference<>(new TraceLog());
    try (TraceRig rig =
        new TraceRig(
            4,
            1 << 20,
            BACKOFF,
            () ->
                stopReading(
                    Objects.requireNonNull(stop.get()), Objects.requireNonNull(log.get())))) {
      log.set(rig.log);
      TraceProxy.Lane lane = rig.open();
      assertThat(rig.offer()).isNotNull();
      rig.settle();
      for (boolean broken : new boolean[] {false, true}) {
        CountDownLatch resume = new CountDownLatch(1);
        stop.set(resume);
        rig.deaf.set(broken);
        for (int i = 0; i < 3; i++) {
          assertThat(rig.offer().fate()).isEmpty();
        }
        rig.awaitEvents("Stall", broken ? 2 : 1);
        if (broken) {
          rig.log.await("a write that is stuck", () -> rig.session.state().sinkBytes() > 0);
          rig.log.environment("Reset");
          lane.reset();
          rig.awaitEvents("WriteToBroken", 1);
          rig.deaf.set(false);
        } else {
          rig.awaitEvents("TimeOutWrite", 1);
        }
        stop.set(new CountDownLatch(0));
        resume.countDown();
        rig.settle();
        lane = rig.proxy.next();
      }
      rig.log.write(file, 4, 1);
    }
    assertExplained(
        file,
        "Accept",
        "Connect",
        "Encode",
        "Flush",
        "Read",
        "Reset",
        "Resume",
        "Stall",
        "Take",
        "TakeOld",
        "TellDelivered",
        "TimeOutWrite",
        "WriteToBroken");
  }

  private static void stopReading(CountDownLatch until, TraceLog log) {
    if (until.getCount() > 0) {
      log.environment("Stall");
      try {
        if (!until.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody has the receiver go on");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      log.environment("Resume");
    }
  }

  private static void offerOnTwoThreads(TraceRig rig, int each) throws InterruptedException {
    List<Thread> owners = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread owner =
          new Thread(
              () -> {
                for (int k = 0; k < each; k++) {
                  assertThat(rig.offer()).isNotNull();
                }
              });
      owners.add(owner);
      owner.start();
    }
    for (Thread owner : owners) {
      owner.join();
    }
    rig.settle();
  }

  /** What is on its way is taken, from whichever connection it comes first. */
  private static TraceProxy.Lane severWhileReading(TraceRig rig, TraceProxy.Lane lane)
      throws InterruptedException {
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(rig.offer()).isNotNull();
    }
    assertThat(rig.session.sever()).isTrue();
    rig.settle();
    lane.awaitEnd();
    return rig.proxy.next();
  }

  /** Offers while the network holds everything back, and severs when all is in its hands. */
  private static TraceProxy.Lane severHeld(TraceRig rig, TraceProxy.Lane lane)
      throws InterruptedException {
    lane.hold();
    assertThat(rig.offer()).isNotNull();
    assertThat(rig.offer()).isNotNull();
    rig.log.await(
        "messages on the wire",
        () -> rig.session.state().sent() == 2 && rig.session.state().sinkBytes() == 0);
    assertThat(rig.session.sever()).isTrue();
    TraceProxy.Lane next = rig.proxy.next();
    rig.settle();
    return next;
  }

  private static TraceProxy.Lane severAndReadTheOldOneLater(TraceRig rig, TraceProxy.Lane lane)
      throws InterruptedException {
    TraceProxy.Lane next = severHeld(rig, lane);
    lane.release();
    lane.awaitEnd();
    rig.awaitEvents("TakeOld", 2);
    return next;
  }

  private static TraceProxy.Lane severAndLoseTheOldOne(TraceRig rig, TraceProxy.Lane lane)
      throws Exception {
    TraceProxy.Lane next = severHeld(rig, lane);
    rig.log.environment("LoseOld");
    lane.reset();
    return next;
  }

  private static TraceProxy.Lane reset(TraceRig rig, TraceProxy.Lane lane) throws Exception {
    lane.hold();
    assertThat(rig.offer()).isNotNull();
    rig.log.await(
        "a message on the wire",
        () -> rig.session.state().sent() == 1 && rig.session.state().sinkBytes() == 0);
    rig.log.environment("Reset");
    lane.reset();
    rig.awaitEvents("NoticeReset", 1);
    rig.settle();
    return rig.proxy.next();
  }

  private static TraceProxy.Lane failAWrite(TraceRig rig, TraceProxy.Lane lane)
      throws InterruptedException {
    rig.nextWriteFails.set(true);
    assertThat(rig.offer()).isNotNull();
    rig.awaitEvents("FailWithIoError", 1);
    rig.settle();
    lane.awaitEnd();
    return rig.proxy.next();
  }

  private static void fillTheOutbox(TraceRig rig, TraceProxy.Lane lane) {
    lane.hold();
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(rig.offer().fate()).isEmpty();
    }
    assertThat(rig.offer().fate()).contains(new Fate.Refused(Reason.FULL));
    lane.release();
    rig.settle();
  }

  private static void giveUp(TraceRig rig, TraceProxy.Lane lane) {
    lane.hold();
    assertThat(rig.offer()).isNotNull();
    assertThat(rig.offer()).isNotNull();
    assertThat(rig.session.giveUp()).isTrue();
    rig.settle();
    assertThat(rig.offer().fate()).contains(new Fate.Refused(Reason.CLOSED));
  }

  private static void assertExplained(Path file, String... actions) throws Exception {
    try (Oracles oracles = Oracles.open()) {
      long begin = System.nanoTime();
      Validation validation = TraceValidator.validate(oracles, TraceFile.read(file));
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertThat(validation)
          .isInstanceOfSatisfying(
              Validation.Explained.class,
              explained -> {
                System.out.printf(
                    "%s: %d events, %d hidden steps, %d states at most, %d ms: %s%n",
                    file.getFileName(),
                    explained.trace().events().size(),
                    explained.hiddenSteps(),
                    explained.largestFrontier(),
                    millis,
                    explained.actions());
                assertThat(new TreeSet<>(explained.actions().keySet())).contains(actions);
              });
      Traced.count((Validation.Explained) validation);
    }
  }
}
