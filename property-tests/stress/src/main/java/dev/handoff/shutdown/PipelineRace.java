package dev.handoff.shutdown;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Frame;
import dev.handoff.Metrics;
import dev.handoff.Receipt;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.StubConnection;
import dev.handoff.trace.EventSink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The stages between the request queue and the connection: the two lanes, fed and emptied by both
 * threads, and their end. In the specification each stage is a process of its own, and its steps
 * come in any order; in the shipped connection one loop takes them all.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * shutdown.PipelineRace.FinishAndClose  9,241  {1, 1=9241}
 * shutdown.PipelineRace.Idea  15,129  {0, 0=5334, 0, 1=125, 1, 1=9670}
 * shutdown.PipelineRace.Lanes  8,985  {3, 6=8985}
 *
 * weakened by shutdown/finish-checks-drained-first:
 * FinishAndClose  25,931
 *   FORBIDDEN: {0, 0=1}
 * </pre>
 */
public final class PipelineRace {
  private static final int SMALL = Long.BYTES;

  private static final OutboundSettings SETTINGS =
      new OutboundSettings(4, 4, 2, 64, SMALL, 1, 32, Duration.ofSeconds(1));

  private PipelineRace() {}

  private static Pipeline pipeline(
      StubConnection connection, RequestQueue requests, AtomicInteger announced) {
    return new Pipeline(
        connection,
        SETTINGS,
        requests,
        EventSink.NONE,
        Metrics.NONE,
        report -> announced.getAndIncrement());
  }

  private static RequestQueue requests() {
    return new RequestQueue(SETTINGS, EventSink.NONE, Metrics.NONE, () -> {});
  }

  private static int isDelivered(Receipt receipt) {
    return receipt.fate().filter(Fate.DELIVERED::equals).isPresent() ? 1 : 0;
  }

  /** The idea alone: ask first for what stays so. */
  @JCStressTest
  @Description("One thread adds and then closes; another asks whether it is closed, then how much.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Closed, and all that ever came is seen.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not closed, and nothing there yet.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Not closed, and it will be asked again.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Closed, and what was added before is not seen. Adding happens before closing, and closing "
              + "before the look that finds it closed. Asked in the other order, it is allowed.")
  @State
  public static class Idea {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Actor
    public void addAndClose() {
      count.set(1);
      closed.set(1);
    }

    @Actor
    public void look(II_Result result) {
      result.r1 = closed.get();
      result.r2 = count.get();
    }
  }

  /** The shipped class: the writer does not end before the last message. */
  @JCStressTest
  @Description("One thread offers a message and closes; another ends the writer if all is written.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The message is written, the end announced.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "The writer has ended before the message came: it is neither written nor returned, and the "
              + "close never ends (NoSilentLoss, ShutdownTerminates). First it is asked whether the "
              + "queue is closed, then whether it is empty: of a closed queue that is for ever.")
  @State
  @Weakened("shutdown/finish-checks-drained-first")
  public static class FinishAndClose {
    private final StubConnection connection = StubConnection.withRoom();
    private final RequestQueue requests = requests();
    private final AtomicInteger announced = new AtomicInteger();
    private final Pipeline pipeline = pipeline(connection, requests, announced);
    private Receipt receipt = Receipt.of(Fate.DELIVERED);

    @Actor
    public void offerAndClose() {
      receipt = requests.offer(Bytes.of(1));
      requests.beginClose(new CloseReport.Cause.Requested());
    }

    @Actor
    public void finish() {
      for (int i = 0; i < 8; i++) {
        pipeline.finish();
      }
    }

    @Arbiter
    public void end(II_Result result) {
      pipeline.advance(100);
      result.r1 = isDelivered(receipt);
      result.r2 = announced.get();
    }
  }

  /** The shipped class: two lanes, in each of which nobody overtakes. */
  @JCStressTest
  @Description(
      "Two threads take the steps of all stages; a large message is between two small ones.")
  @Outcome(id = "3, 6", expect = ACCEPTABLE, desc = "All are written, each lane in its order.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A frame is lost, is there twice, or has overtaken another of its lane (FifoPerChannel, "
              + "OneFate), or a stage has found what cannot be. Each stage takes a frame from the one "
              + "before in one section.")
  @State
  @Weakened("shutdown/encodes-in-two-sections")
  public static class Lanes {
    private static final Bytes LARGE =
        Bytes.from(ByteBuffer.allocate(3 * SMALL).putLong(7).putLong(8).putLong(9).flip());

    private final StubConnection connection = StubConnection.withRoom();
    private final RequestQueue requests = requests();
    private final Pipeline pipeline = pipeline(connection, requests, new AtomicInteger());
    private final Receipt first = requests.offer(Bytes.of(1));
    private final Receipt large = requests.offer(LARGE);
    private final Receipt last = requests.offer(Bytes.of(2));

    private final AtomicInteger thrown = new AtomicInteger();

    private void takeSteps() {
      try {
        for (int i = 0; i < 8; i++) {
          pipeline.forward();
          pipeline.fetch();
          pipeline.send();
          if (!pipeline.encode(Channel.STREAM)) {
            pipeline.encode(Channel.MESSAGE);
          }
          pipeline.write();
          pipeline.confirm();
        }
      } catch (RuntimeException e) {
        // It must not end the race: this is an outcome of it.
        thrown.getAndIncrement();
      }
    }

    @Actor
    public void one() {
      takeSteps();
    }

    @Actor
    public void other() {
      takeSteps();
    }

    @Arbiter
    public void written(II_Result result) {
      if (thrown.get() > 0) {
        result.r1 = -1;
        return;
      }
      pipeline.advance(100);
      result.r1 = isDelivered(first) + isDelivered(large) + isDelivered(last);
      result.r2 = framesInOrder(connection.written().buffer());
    }

    /** Returns how many frames there are, or -1 if one has overtaken another of its lane. */
    private static int framesInOrder(ByteBuffer wire) {
      int frames = 0;
      long message = 0;
      int place = 0;
      while (wire.hasRemaining()) {
        int length = wire.getInt(wire.position());
        byte type = wire.get(wire.position() + Integer.BYTES + 1);
        ByteBuffer payload = wire.slice(wire.position() + Frame.HEADER_BYTES, length);
        if (type == WireFormat.MESSAGE) {
          if (payload.getLong() != ++message) {
            return -1;
          }
        } else if (type == WireFormat.FRAGMENT && payload.getInt(Long.BYTES) != ++place) {
          return -1;
        }
        wire.position(wire.position() + Frame.HEADER_BYTES + length);
        frames++;
      }
      return frames;
    }
  }
}
