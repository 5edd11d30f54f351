package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.fakes.Pipe;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real threads: who offers, who reads and who closes meet. */
class OutboundThreadsTest {
  private static final int OFFERERS = 3;
  private static final int OFFERS = 4_000;

  /** Reads and rebuilds, whenever there is something. */
  private static final class Reader implements Runnable {
    private final Pipe.End end;
    private final FrameParser parser = new FrameParser(76);
    private final Reassembler reassembler = new Reassembler(1000);
    private final List<Bytes> messages = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<List<Bytes>> ended = new CompletableFuture<>();

    private Reader(Pipe.End end) {
      this.end = end;
    }

    @Override
    public void run() {
      try {
        int count = parser.readFrom(end);
        while (count > 0) {
          for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
            reassembler.accept(next.get()).ifPresent(messages::add);
          }
          count = parser.readFrom(end);
        }
        if (count < 0) {
          ended.complete(messages);
        } else {
          end.onReadable(this);
        }
      } catch (IOException e) {
        ended.completeExceptionally(e);
      }
    }
  }

  private static Bytes message(int offerer, int number) {
    byte[] content = new byte[number % 10 == 0 ? 300 : 12];
    ByteBuffer.wrap(content).putInt(offerer).putInt(number);
    return Bytes.copyOf(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void closeUnderLoadLeavesNoMessageWithoutAFate(int sinkFrames) throws Exception {
    OutboundSettings settings =
        new OutboundSettings(
            64, 16, 16, 1000, 64, sinkFrames, sinkFrames * 84, Duration.ofSeconds(60));
    Counters metrics = new Counters();
    AtomicLong refused = new AtomicLong();
    List<Receipt> accepted = Collections.synchronizedList(new ArrayList<>());
    try (ThreadScheduler scheduler = new ThreadScheduler("outbound", 2)) {
      Pipe pipe = new Pipe(scheduler, 4096, new PeerId("self"), Rig.PEER);
      Reader reader = new Reader(pipe.right());
      reader.run();
      CompletableFuture<CloseReport> disconnected = new CompletableFuture<>();
      OutboundConnection connection =
          new OutboundConnection(
              pipe.left(),
              settings,
              scheduler,
              SystemClock.INSTANCE,
              EventSink.NONE,
              metrics,
              disconnected::complete);
      List<Thread> offerers = new ArrayList<>();
      for (int i = 0; i < OFFERERS; i++) {
        int offerer = i;
        Thread thread =
            new Thread(
                () -> {
                  for (int number = 0; number < OFFERS; number++) {
                    Receipt receipt = connection.offer(message(offerer, number));
                    if (receipt.fate().filter(Fate.Refused.class::isInstance).isPresent()) {
                      refused.incrementAndGet();
                    } else {
                      accepted.add(receipt);
                    }
                    // The close comes while the others are still offering.
                    if (offerer == 0 && number == OFFERS / 2) {
                      connection.close(
                          Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(60)));
                    }
                  }
                });
        offerers.add(thread);
        thread.start();
      }
      for (Thread thread : offerers) {
        thread.join(TimeUnit.MINUTES.toMillis(1));
      }
      CloseReport report = disconnected.get(60, TimeUnit.SECONDS);
      List<Bytes> received = reader.ended.get(60, TimeUnit.SECONDS);
      assertThat(accepted.size() + refused.get()).isEqualTo((long) OFFERERS * OFFERS);
      assertThat(accepted).isNotEmpty();
      assertThat(accepted)
          .allSatisfy(receipt -> assertThat(receipt.fate()).contains(Fate.DELIVERED));
      assertThat(report.accepted()).isEqualTo(accepted.size());
      assertThat(report.returned()).isEmpty();
      assertThat(received).hasSize(accepted.size()).doesNotHaveDuplicates();
      assertThat(metrics.count("shutdown", Fate.DELIVERED)).isEqualTo(accepted.size());
      assertThat(metrics.failures()).isEmpty();
    }
  }

  @Test
  void deadlineCutsAStalledConnection() throws Exception {
    OutboundSettings settings =
        new OutboundSettings(64, 16, 16, 1000, 64, 4, 400, Duration.ofSeconds(60));
    try (ThreadScheduler scheduler = new ThreadScheduler("outbound", 2)) {
      Pipe pipe = new Pipe(scheduler, 100, new PeerId("self"), Rig.PEER);
      OutboundConnection connection =
          new OutboundConnection(
              pipe.left(),
              settings,
              scheduler,
              SystemClock.INSTANCE,
              EventSink.NONE,
              new Counters(),
              report -> {});
      long accepted = 0;
      for (int number = 0; number < 200; number++) {
        if (connection.offer(message(0, number)).fate().isEmpty()) {
          accepted++;
        }
      }
      CloseReport report =
          connection
              .close(Deadline.after(SystemClock.INSTANCE, Duration.ofMillis(20)))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      assertThat(report.accepted()).isGreaterThanOrEqualTo(accepted);
      assertThat(report.returned()).isNotEmpty();
      assertThat(report.accepted()).isEqualTo(report.delivered() + report.returned().size());
    }
  }
}
