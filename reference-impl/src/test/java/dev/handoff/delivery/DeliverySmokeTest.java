package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.Dialer.Dialled;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.fakes.Pipe;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two threads offer to two receivers on real threads, while connections are reset. */
class DeliverySmokeTest {
  private static final int EACH = 3000;
  private static final List<PeerId> RECEIVERS = List.of(new PeerId("a"), new PeerId("b"));

  private final Queue<Pipe> pipes = new ConcurrentLinkedQueue<>();
  private final Map<PeerId, Queue<String>> handedUp = new ConcurrentHashMap<>();

  @Test
  void sumsAddUpOnRealThreads() throws ExecutionException, InterruptedException, TimeoutException {
    RECEIVERS.forEach(receiver -> handedUp.put(receiver, new ConcurrentLinkedQueue<>()));
    Counters metrics = new Counters();
    ExecutorService owners = Executors.newFixedThreadPool(2);
    try (ThreadScheduler scheduler = new ThreadScheduler("delivery-smoke", 3)) {
      Map<PeerId, Inbox> inboxes = new ConcurrentHashMap<>();
      for (PeerId receiver : RECEIVERS) {
        inboxes.put(
            receiver,
            new Inbox(
                InboxSettings.standard(),
                (from, message) -> queue(receiver).add(message.utf8()),
                scheduler,
                EventSink.NONE,
                metrics));
      }
      Peers peers =
          new Peers(
              RECEIVERS,
              SessionSettings.standard()
                  .withOutboxMessages(100)
                  .withBackoff(Duration.ofMillis(1), Duration.ofMillis(5)),
              Encoder.NONE,
              dialer(scheduler, inboxes),
              scheduler,
              SystemClock.INSTANCE,
              new Random(1),
              EventSink.NONE,
              metrics);
      peers.open();
      List<Future<List<Receipt>>> offered = new ArrayList<>();
      for (String owner : List.of("x", "y")) {
        offered.add(owners.submit(() -> offerAll(peers, owner)));
      }
      List<Receipt> receipts = new ArrayList<>();
      for (Future<List<Receipt>> part : offered) {
        receipts.addAll(part.get(60, TimeUnit.SECONDS));
      }
      Deadline deadline = Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(60));
      Map<PeerId, CloseReport> reports =
          peers.close(deadline).toCompletableFuture().get(90, TimeUnit.SECONDS);
      assertThat(reports.values()).allMatch(report -> report.held() == report.delivered());
      inboxes.values().forEach(Inbox::close);
      check(receipts, metrics);
    } finally {
      owners.shutdownNow();
    }
  }

  private Queue<String> queue(PeerId receiver) {
    return handedUp.computeIfAbsent(receiver, any -> new ConcurrentLinkedQueue<>());
  }

  private Dialer dialer(ThreadScheduler scheduler, Map<PeerId, Inbox> inboxes) {
    return (peer, session, whenDone) ->
        scheduler.execute(
            () -> {
              Pipe pipe = new Pipe(scheduler, 5000, Rig.SENDER, peer);
              pipes.add(pipe);
              Stream.ofNullable(inboxes.get(peer))
                  .forEach(inbox -> inbox.accept(Rig.SENDER, session, pipe.right()));
              whenDone.accept(new Dialled.Connected(pipe.left()));
            });
  }

  /** A message that is refused is another offer's message the next time. */
  private List<Receipt> offerAll(Peers peers, String owner) {
    SplittableRandom random = new SplittableRandom(owner.hashCode());
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      receipts.addAll(peers.broadcast(Bytes.utf8(owner + i)).values());
      if (random.nextInt(100) == 0) {
        pipes.forEach(Pipe::reset);
        pipes.clear();
      }
    }
    return receipts;
  }

  private void check(List<Receipt> receipts, Counters metrics) {
    assertThat(receipts).hasSize(2 * 2 * EACH);
    long delivered =
        receipts.stream().filter(receipt -> receipt.fate().orElseThrow() == Fate.DELIVERED).count();
    long refused =
        receipts.stream()
            .filter(receipt -> receipt.fate().orElseThrow() instanceof Fate.Refused)
            .count();
    assertThat(delivered).isPositive();
    assertThat(delivered + refused).isEqualTo(receipts.size());
    assertThat(metrics.count("delivery", Fate.DELIVERED)).isEqualTo(delivered);
    assertThat(handedUp.values().stream().mapToLong(Queue::size).sum()).isEqualTo(delivered);
    for (Queue<String> messages : handedUp.values()) {
      for (String owner : List.of("x", "y")) {
        assertThat(
                messages.stream()
                    .filter(message -> message.startsWith(owner))
                    .map(message -> Integer.valueOf(message.substring(1))))
            .isSorted()
            .doesNotHaveDuplicates();
      }
    }
  }
}
