package dev.handoff.shutdown;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The {@link RequestQueue} is a bounded queue that numbers all offers and can be closed: none is
 * accepted behind the close. {@code offer} and {@code close} are {@code PeerShutdown!Offer} and
 * {@code BeginClose}, {@code expire} is the queue's part of {@code PassDeadline}, and {@code take}
 * that of {@code Return}.
 *
 * <p>The linearization point of each is its section under the queue's guard. The main loop is woken
 * behind the section of an offer that finds the queue empty, so whether it was is asked last.
 *
 * <p>Weakened by {@code offer-decides-wake-before-guard}: the message waits, and nobody is woken.
 *
 * <pre>
 * |               Thread 1               | Thread 2 |
 * | offer(): accepted                    |          |
 * | offer(): accepted                    |          |
 * |   requests.isEmpty(): false          |          |
 * |   switch                             |          |
 * |                                      | drain()  |
 * |   guard.enter(): Section#1           |          |
 * |   requests.add(Outgoing#2): true     |          |
 * |   section.close()                    |          |
 * | isForgotten(): true                  |          |
 * </pre>
 */
@Weakened({
  "shutdown/offer-checks-closed-outside-guard",
  "shutdown/offer-checks-full-outside-guard",
  "shutdown/offer-in-two-sections",
  "shutdown/offer-decides-wake-before-guard",
  "shutdown/offer-counts-before-guard",
  "shutdown/close-checks-actor-outside-guard"
})
public final class RequestQueueLincheckTest {
  private static final int CAPACITY = 2;
  private static final OutboundSettings SETTINGS =
      new OutboundSettings(CAPACITY, 1, 1, 8, 8, 1, 64, Duration.ofSeconds(1));

  private final RequestQueue queue =
      new RequestQueue(SETTINGS, EventSink.NONE, Metrics.NONE, this::wake);
  private volatile boolean woken;

  private void wake() {
    woken = true;
  }

  @Operation
  public String offer() {
    return queue.offer(Bytes.EMPTY).toString();
  }

  @Operation
  public boolean close() {
    return queue.beginClose(new CloseReport.Cause.Requested());
  }

  /** The deadline of the close passes. */
  @Operation
  public boolean expire() {
    return queue.expire();
  }

  /** The main loop takes the oldest message; returns its number, or 0. */
  @Operation
  public long take() {
    return queue.takeHeld().map(Outgoing::number).orElse(0L);
  }

  /** The main loop, woken, takes all messages, and rests. */
  @Operation
  public void drain() {
    woken = false;
    while (queue.takeHeld().isPresent()) {}
  }

  @Operation
  public String numbers() {
    return queue.offered() + " " + queue.numbers();
  }

  /** Whether the main loop rests although there is something to take. */
  @Operation
  public boolean isForgotten() {
    return !woken && !queue.isEmpty();
  }

  public static final class Specification {
    private final Queue<Long> numbers = new ArrayDeque<>();
    private long offered;
    private Actor actor = Actor.SERVING;

    public String offer() {
      offered++;
      if (actor != Actor.SERVING) {
        return "Refused[reason=CLOSED]";
      } else if (numbers.size() == CAPACITY) {
        return "Refused[reason=FULL]";
      }
      numbers.add(offered);
      return "accepted";
    }

    public boolean close() {
      boolean enabled = actor == Actor.SERVING;
      if (enabled) {
        actor = Actor.CLOSING;
      }
      return enabled;
    }

    public boolean expire() {
      boolean enabled = actor == Actor.CLOSING;
      if (enabled) {
        actor = Actor.EXPIRED;
      }
      return enabled;
    }

    public long take() {
      return numbers.isEmpty() ? 0 : numbers.remove();
    }

    public void drain() {
      numbers.clear();
    }

    public String numbers() {
      return offered + " " + List.copyOf(numbers);
    }

    public boolean isForgotten() {
      return false;
    }
  }

  @Test
  void offersHaveAnOrderAndNoneFollowsAClose() {
    Interleavings.of(RequestQueueLincheckTest.class, Specification.class)
        .scenario(thread("offer"), thread("offer"), thread("offer"), thread("numbers"))
        .scenario(thread(), thread("offer"), thread("offer"), thread("numbers"))
        .scenario(thread(), thread("offer"), thread("close", "take"), thread("numbers"))
        .scenario(thread(), thread("close", "expire"), thread("close"), thread("expire", "numbers"))
        .scenario(thread("offer"), thread("offer"), thread("drain"), thread("isForgotten"))
        .check();
  }
}
