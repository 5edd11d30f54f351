package dev.handoff.shutdown;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.Wide;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The {@link Pipeline} is two queues and two channels, whoever takes its steps: {@code forward},
 * {@code fetch}, {@code send} and {@code encode} are the actions of {@code PeerShutdown} of these
 * names. A small message is one frame of lane 0; a large one is three frames of lane 1, a header
 * and two fragments.
 *
 * <p>The linearization point of each is its section under the pipeline's guard, within which that
 * of the request queue is entered.
 *
 * <p>No seeded bug is about the order of threads here, so the weakened class is {@code
 * room-counts-multiplexer-slot}: two messages are forwarded where there is room for one.
 */
@Weakened("shutdown/room-counts-multiplexer-slot")
@Param(name = "lane", gen = IntGen.class, conf = "0:1")
public final class LanesLincheckTest {
  private static final int FRAGMENT_BYTES = 4;
  private static final int LARGE_FRAMES = 3;

  /** Room for one message or frame in each place. */
  private static final OutboundSettings SETTINGS =
      new OutboundSettings(4, 1, 1, 8, FRAGMENT_BYTES, 1, 64, Duration.ofSeconds(1));

  private final RequestQueue queue =
      new RequestQueue(SETTINGS, EventSink.NONE, Metrics.NONE, () -> {});
  private final Pipeline pipeline =
      new Pipeline(new Wide(), SETTINGS, queue, EventSink.NONE, Metrics.NONE, report -> {});

  /** Offers a message that goes through this lane. */
  @Operation
  public String offer(int lane) {
    return queue.offer(Bytes.copyOf(new byte[lane == 0 ? 1 : 2 * FRAGMENT_BYTES])).toString();
  }

  /** From the request queue to the write queue. */
  @Operation
  public boolean forward() {
    return pipeline.forward();
  }

  /** From the write queue into the multiplexer. */
  @Operation
  public boolean fetch() {
    return pipeline.fetch();
  }

  /** The next frame of the multiplexer's message, into its channel. */
  @Operation
  public boolean send() {
    return pipeline.send();
  }

  /** From the channel into the sink. */
  @Operation
  public boolean encode(int lane) {
    return pipeline.encode(lane == 0 ? Channel.MESSAGE : Channel.STREAM);
  }

  /** How many frames have gone through each place; a message is known by its lane. */
  public static final class Specification {
    private final Queue<Integer> requests = new ArrayDeque<>();
    private final Queue<Integer> writes = new ArrayDeque<>();
    private final int[] channels = {0, 0};
    private int framesToSend;
    private int laneToSend;
    private boolean sinkIsFull;

    public String offer(int lane) {
      requests.add(lane);
      return "accepted";
    }

    public boolean forward() {
      return !requests.isEmpty() && writes.isEmpty() && writes.add(requests.remove());
    }

    public boolean fetch() {
      if (framesToSend > 0 || writes.isEmpty()) {
        return false;
      }
      laneToSend = writes.remove();
      framesToSend = laneToSend == 0 ? 1 : LARGE_FRAMES;
      return true;
    }

    public boolean send() {
      if (framesToSend == 0 || channels[laneToSend] == 1) {
        return false;
      }
      channels[laneToSend]++;
      framesToSend--;
      return true;
    }

    public boolean encode(int lane) {
      if (sinkIsFull || channels[lane] == 0) {
        return false;
      }
      channels[lane]--;
      sinkIsFull = true;
      return true;
    }
  }

  @Test
  void eachFrameGoesItsWayOnce() {
    Interleavings.of(LanesLincheckTest.class, Specification.class)
        .guarded(Multiplexer.class, Writer.class, Fates.class, Outgoing.class, Piece.class)
        .scenario(
            thread("offer 1", "offer 0", "forward", "fetch"),
            thread("send", "encode 1"),
            thread("forward", "send"),
            thread("send", "encode 1", "fetch"))
        .scenario(
            thread("offer 0", "offer 0"), thread("forward"), thread("forward"), thread("fetch"))
        .check();
  }
}
