package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The outermost queue against a list: first in, first out, bounded, and closed for good. */
class RequestQueuePropertiesTest {
  private enum Step {
    OFFER,
    OFFER_TOO_LARGE,
    FORWARD_ONE,
    FORWARD_SOME,
    TAKE_HELD,
    CLOSE
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequency(
            Tuple.of(12, Step.OFFER),
            Tuple.of(1, Step.OFFER_TOO_LARGE),
            Tuple.of(4, Step.FORWARD_ONE),
            Tuple.of(3, Step.FORWARD_SOME),
            Tuple.of(2, Step.TAKE_HELD),
            Tuple.of(1, Step.CLOSE))
        .list()
        .ofMaxSize(120);
  }

  @Property(tries = 500)
  void queueIsAListThatRefusesWhenItIsFullOrClosed(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 40) int capacity) {
    AtomicInteger woken = new AtomicInteger();
    OutboundSettings settings =
        new OutboundSettings(capacity, 4, 4, 8, 8, 1, 64, Duration.ofSeconds(1));
    RequestQueue queue =
        new RequestQueue(settings, EventSink.NONE, Metrics.NONE, woken::incrementAndGet);
    Multiplexer multiplexer = new Multiplexer(Integer.MAX_VALUE, 4);
    ArrayDeque<Long> expected = new ArrayDeque<>();
    List<Long> forwarded = new ArrayList<>();
    long offered = 0;
    long accepted = 0;
    boolean closed = false;
    for (Step step : steps) {
      switch (step) {
        case OFFER -> {
          offered++;
          int wakings = woken.get();
          boolean wasEmpty = expected.isEmpty();
          Receipt receipt = queue.offer(Bytes.of(offered));
          if (closed) {
            assertThat(receipt.fate()).contains(new Fate.Refused(Reason.CLOSED));
          } else if (expected.size() == capacity) {
            assertThat(receipt.fate()).contains(new Fate.Refused(Reason.FULL));
          } else {
            assertThat(receipt.fate()).isEmpty();
            assertThat(woken.get() - wakings).isEqualTo(wasEmpty ? 1 : 0);
            expected.add(offered);
            accepted++;
          }
        }
        case OFFER_TOO_LARGE ->
            assertThat(queue.offer(Bytes.copyOf(new byte[9])).fate())
                .contains(new Fate.Refused(Reason.TOO_LARGE));
        case FORWARD_ONE -> forward(queue, multiplexer, 1, expected, forwarded);
        case FORWARD_SOME -> forward(queue, multiplexer, 5, expected, forwarded);
        case TAKE_HELD -> {
          Long first = expected.poll();
          assertThat(queue.takeHeld().map(Outgoing::number).orElse(-1L))
              .isEqualTo(first == null ? -1L : first);
        }
        case CLOSE -> {
          assertThat(queue.beginClose(new CloseReport.Cause.Requested())).isEqualTo(!closed);
          closed = true;
        }
      }
      assertThat(queue.numbers()).containsExactlyElementsOf(expected);
      assertThat(queue.numbers()).hasSizeLessThanOrEqualTo(capacity);
      assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
      assertThat(queue.offered()).isEqualTo(offered);
      assertThat(queue.accepted()).isEqualTo(accepted);
      assertThat(multiplexer.writes()).isEqualTo(forwarded);
    }
  }

  private static void forward(
      RequestQueue queue,
      Multiplexer multiplexer,
      int limit,
      ArrayDeque<Long> expected,
      List<Long> forwarded) {
    int count = Math.min(limit, expected.size());
    for (int i = 0; i < count; i++) {
      forwarded.add(expected.remove());
    }
    assertThat(queue.forwardTo(multiplexer, limit)).isEqualTo(count);
  }
}
