package dev.handoff.delivery;

import static dev.handoff.lincheck.Interleavings.thread;
import static java.util.Objects.requireNonNull;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.lincheck.Bringing;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * A {@link SessionReceiver} is a watermark: each message is handed up once and in order, on however
 * many connections it comes; and no connection that it was given is left without an end. {@code
 * run} is {@code PeerDelivery!Read}, {@code ReadOld}, {@code Take} and {@code TakeOld}.
 *
 * <p>The linearization point of {@code accept} and {@code close} is their section under the guard,
 * of a message the section in which the watermark moves. What was handed up is asked last.
 */
@Weakened({
  "delivery/accept-looks-at-closed-outside-the-guard",
  "delivery/install-without-the-guard",
  "delivery/deduplicates-per-connection"
})
@Param(name = "which", gen = IntGen.class, conf = "0:1")
public final class SessionReceiverLincheckTest {
  private final TasksByHand tasks = new TasksByHand();
  private final AtomicReference<String> handedUp = new AtomicReference<>("");
  private final List<Bringing> connections = List.of(twoMessages(), twoMessages());
  private final SessionReceiver receiver =
      new SessionReceiver(
          new PeerId("sender"),
          8,
          (from, message) -> handedUp.accumulateAndGet(message.utf8(), String::concat),
          tasks,
          EventSink.NONE,
          Metrics.NONE);

  /** A connection that has brought the messages 1 and 2, as each of a session does at first. */
  private static Bringing twoMessages() {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    for (long number = 1; number <= 2; number++) {
      Bytes content = Bytes.utf8(Long.toString(number));
      bytes
          .putInt(Long.BYTES + content.size())
          .put(Frame.VERSION)
          .put(Wire.DATA)
          .putShort((short) 0);
      bytes.putLong(number).put(content.buffer());
    }
    Bringing connection = new Bringing(bytes.flip());
    connection.arrive();
    return connection;
  }

  /** The actions Read, ReadOld, Take and TakeOld, as often as they can be taken. */
  @Operation
  public void run() {
    tasks.run();
  }

  /** A connection of the session comes in. */
  @Operation
  public void accept(int which) {
    receiver.accept(connections.get(which));
  }

  @Operation
  public void close() {
    receiver.close();
  }

  /** What was handed up, in that order; asked when nobody is at work any more. */
  @Operation
  public String handedUp() {
    return requireNonNull(handedUp.get());
  }

  /**
   * Whether there is a connection that is neither waited for nor closed, though it was accepted.
   */
  @Operation
  public boolean isForgotten(int which) {
    return !connections.get(which).isAttended();
  }

  /** Each message once and in order, on however many connections it comes. */
  public static final class Specification {
    private String handedUp = "";

    public void run() {}

    public void accept(int which) {
      handedUp = "12";
    }

    public void close() {}

    public String handedUp() {
      return handedUp;
    }

    public boolean isForgotten(int which) {
      return false;
    }
  }

  @Test
  void eachMessageIsHandedUpOnce() {
    Interleavings.of(SessionReceiverLincheckTest.class, Specification.class)
        .guarded(Incoming.class)
        .scenario(
            thread("accept 0"),
            thread("run"),
            thread("accept 1"),
            thread("run", "handedUp", "isForgotten 0", "isForgotten 1"))
        .check();
  }

  @Test
  void noConnectionOutlivesItsReceiver() {
    Interleavings.of(SessionReceiverLincheckTest.class, Specification.class)
        .guarded(Incoming.class)
        .scenario(thread(), thread("accept 0"), thread("close"), thread("run", "isForgotten 0"))
        .check();
  }
}
