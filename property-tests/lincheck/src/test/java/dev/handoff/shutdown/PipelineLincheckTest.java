package dev.handoff.shutdown;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.Wide;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The {@link Pipeline} with its queue is one queue that is written in order and ends when it is
 * closed and empty: {@code finish} is {@code PeerShutdown!Finish}, {@code advance} all other steps
 * of the pipeline.
 *
 * <p>Finish has two guards to ask: the queue's for whether it is closed and empty, the pipeline's
 * for the rest. Its linearization point is the last thing that it asks of the queue, {@code
 * isEmpty}: a queue that was closed before is empty for ever then. Asked in another order there is
 * no such point, which is {@code finish-checks-drained-first}:
 *
 * <pre>
 * |           Thread 1           |     Thread 2      |
 * | finish(): true               |                   |
 * |   guard.enter(): Section#1   |                   |
 * |   isDrained(): true          |                   |
 * |   switch                     |                   |
 * |                              | offer(): accepted |
 * |                              | close(): true     |
 * |   writer.state(): CHOOSING   |                   |
 * |   requests.actor(): CLOSING  |                   |
 * |   writer.finish(Section#1)   |                   |
 * | advance()                    |                   |
 * | state(): CLOSING             |                   |
 * </pre>
 *
 * <p>The message has no fate, and the close no end. Races meet it once in tens of thousands of
 * samples; here it takes one switch.
 */
@Weakened("shutdown/finish-checks-drained-first")
public final class PipelineLincheckTest {
  private static final OutboundSettings SETTINGS =
      new OutboundSettings(4, 4, 4, 8, 8, 1, 64, Duration.ofSeconds(1));

  private final RequestQueue queue =
      new RequestQueue(SETTINGS, EventSink.NONE, Metrics.NONE, () -> {});
  private final Pipeline pipeline =
      new Pipeline(new Wide(), SETTINGS, queue, EventSink.NONE, Metrics.NONE, report -> {});

  @Operation
  public String offer() {
    return queue.offer(Bytes.EMPTY).toString();
  }

  @Operation
  public boolean close() {
    return queue.beginClose(new CloseReport.Cause.Requested());
  }

  @Operation
  public boolean finish() {
    return pipeline.finish();
  }

  /** Takes all steps that can be taken. */
  @Operation
  public void advance() {
    pipeline.advance(64);
  }

  @Operation
  public String state() {
    return queue.actor() + " " + queue.numbers();
  }

  public static final class Specification {
    private int queued;
    private Actor actor = Actor.SERVING;
    private boolean finished;

    public String offer() {
      if (actor != Actor.SERVING) {
        return "Refused[reason=CLOSED]";
      }
      queued++;
      return "accepted";
    }

    public boolean close() {
      boolean enabled = actor == Actor.SERVING;
      if (enabled) {
        actor = Actor.CLOSING;
      }
      return enabled;
    }

    public boolean finish() {
      boolean enabled = actor == Actor.CLOSING && queued == 0 && !finished;
      finished |= enabled;
      return enabled;
    }

    public void advance() {
      queued = 0;
      finish();
      if (finished) {
        actor = Actor.ENDED;
      }
    }

    public String state() {
      return actor + " " + (queued == 0 ? "[]" : "held");
    }
  }

  @Test
  void theWriterEndsBehindTheLastMessage() {
    Interleavings.of(PipelineLincheckTest.class, Specification.class)
        .guarded(Multiplexer.class, Writer.class, Fates.class, Outgoing.class, Piece.class)
        .scenario(thread(), thread("finish"), thread("offer", "close"), thread("advance", "state"))
        .scenario(
            thread("offer"),
            thread("advance"),
            thread("close", "offer"),
            thread("advance", "state"))
        .check();
  }
}
