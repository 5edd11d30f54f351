package dev.handoff.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.stress.HeldTasks;
import dev.handoff.stress.StubConnection;
import dev.handoff.trace.EventSink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Connections of one session come in on any thread, while its loop reads them and while it is
 * closed. None of them is dropped unclosed, and a message that comes on two is handed up once.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * delivery.SessionReceiverRace.AcceptAndClose  8,729  {4=8729}
 * delivery.SessionReceiverRace.AcceptAndInstall  8,985  {8=8985}
 * delivery.SessionReceiverRace.Idea  9,753  {2=9753}
 * delivery.SessionReceiverRace.SameMessage  8,985  {1, 1=8985}
 *
 * weakened by delivery/accept-looks-at-closed-outside-the-guard:
 * AcceptAndClose  342
 *   FORBIDDEN: {3=2}
 * </pre>
 */
public final class SessionReceiverRace {
  private SessionReceiverRace() {}

  private static SessionReceiver receiver(Handler handler, Scheduler scheduler) {
    return new SessionReceiver(
        new PeerId("v1"), Long.BYTES, handler, scheduler, EventSink.NONE, Metrics.NONE);
  }

  private static List<StubConnection> connections(int count) {
    return Stream.generate(StubConnection::withRoom).limit(count).toList();
  }

  private static int countClosed(List<StubConnection> connections) {
    return (int) connections.stream().filter(StubConnection::isClosed).count();
  }

  /** The idea alone: what is put into a place, or taken out, is exchanged for what was there. */
  @JCStressTest
  @Description(
      "A place has a connection; one thread puts another there, and one takes what there is.")
  @Outcome(
      id = "2",
      expect = ACCEPTABLE,
      desc = "Both are accounted for: taken, replaced, or there.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "One was overwritten, and nobody knows of it. Both threads exchange atomically.")
  @State
  public static class Idea {
    private final AtomicReference<Optional<String>> place =
        new AtomicReference<>(Optional.of("first"));
    private final AtomicInteger found = new AtomicInteger();

    private void exchange(Optional<String> next) {
      place.getAndSet(next).ifPresent(before -> found.getAndIncrement());
    }

    @Actor
    public void accept() {
      exchange(Optional.of("second"));
    }

    @Actor
    public void install() {
      exchange(Optional.empty());
    }

    @Arbiter
    public void found(I_Result result) {
      exchange(Optional.empty());
      result.r1 = found.get();
    }
  }

  /** The shipped class: a connection that comes during the close is closed. */
  @JCStressTest
  @Description("One thread brings four connections while another closes the receiver.")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "All are closed.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A receiver that has ended keeps a connection, and its sender waits for ever "
              + "(DeliveredOrTold). Whether it has ended is asked in the section that keeps.")
  @State
  @Weakened("delivery/accept-looks-at-closed-outside-the-guard")
  public static class AcceptAndClose {
    private final SessionReceiver receiver = receiver((from, message) -> {}, new HeldTasks());
    private final List<StubConnection> connections = connections(4);

    @Actor
    public void accept() {
      connections.forEach(receiver::accept);
    }

    @Actor
    public void close() {
      receiver.close();
    }

    @Arbiter
    public void closed(I_Result result) {
      result.r1 = countClosed(connections);
    }
  }

  /** The shipped class: the loop takes one connection while the next comes. */
  @JCStressTest
  @Description("One thread brings eight connections while another installs what has arrived.")
  @Outcome(id = "8", expect = ACCEPTABLE, desc = "Once the receiver is closed, all are.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One was dropped between the look and the clearing: it is neither read nor closed, and its "
              + "sender waits for ever (DeliveredOrTold). Both are one section.")
  @State
  @Weakened("delivery/install-without-the-guard")
  public static class AcceptAndInstall {
    private final SessionReceiver receiver = receiver((from, message) -> {}, new HeldTasks());
    private final List<StubConnection> connections = connections(8);

    @Actor
    public void accept() {
      connections.forEach(receiver::accept);
    }

    @Actor
    public void install() {
      for (int i = 0; i < 8; i++) {
        // About as long as it takes to bring one: so that one comes while another is installed.
        for (int pause = 0; pause < 16; pause++) {
          Thread.onSpinWait();
        }
        receiver.install();
      }
    }

    @Arbiter
    public void closed(I_Result result) {
      receiver.close();
      result.r1 = countClosed(connections);
    }
  }

  /** The shipped class: one message, two connections. */
  @JCStressTest
  @Description("Two threads bring a connection each; both carry the same message.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Handed up once, and so noted.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Handed up twice, or not at all (ExactlyOnce). The watermark is the session's, not the "
              + "connection's, and the steps of its loop do not overlap, whoever wakes it.")
  @State
  @Weakened("delivery/deduplicates-per-connection")
  public static class SameMessage {
    private final AtomicInteger handedUp = new AtomicInteger();
    private final SessionReceiver receiver =
        receiver((from, message) -> handedUp.getAndIncrement(), CallersThread.INSTANCE);
    private final StubConnection one = connection();
    private final StubConnection other = connection();

    private static StubConnection connection() {
      StubConnection connection = StubConnection.withRoom();
      connection.arrive(Frames.frame(Wire.DATA, 1, Bytes.of(1)));
      return connection;
    }

    @Actor
    public void one() {
      receiver.accept(one);
    }

    @Actor
    public void other() {
      receiver.accept(other);
    }

    @Arbiter
    public void handedUp(II_Result result) {
      result.r1 = handedUp.get();
      result.r2 = (int) receiver.state().watermark();
    }
  }
}
