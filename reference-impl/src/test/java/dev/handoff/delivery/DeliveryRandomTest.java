package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Dialer.Dialled;
import dev.handoff.Fate;
import dev.handoff.Receipt;
import dev.handoff.fakes.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A session and its receiver under random interleavings of their tasks and random faults: resets,
 * failed writes, connections that linger, messages that cannot be encoded, handlers that throw,
 * unreachable peers.
 */
class DeliveryRandomTest {
  private static final int STEPS = 10_000;

  private final Rig rig = new Rig();
  private final List<Integer> handedUp = new ArrayList<>();
  private final List<Pipe> pipes = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<Integer> messages = new ArrayList<>();
  private final Set<Pipe> spoiled = new HashSet<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void everyAcceptedMessageGetsItsFateAndIsTakenOnceAndInOrder(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean[] faulty = {true};
    SessionSettings settings =
        new SessionSettings(
            1 + random.nextInt(8),
            8,
            1 + random.nextInt(3),
            64,
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));
    Inbox inbox =
        new Inbox(
            new InboxSettings(8, 2, 2),
            (from, message) -> {
              if (faulty[0] && random.nextInt(20) == 0) {
                throw new IllegalStateException("expected");
              }
              handedUp.add(message.buffer().getInt());
            },
            rig.scheduler,
            rig.events,
            rig.metrics);
    Session session =
        rig.runningSession(
            settings,
            message -> {
              if (faulty[0] && random.nextInt(20) == 0) {
                throw new IOException("expected");
              }
              return message;
            },
            (peer, id, whenDone) ->
                rig.scheduler.execute(
                    () -> {
                      if (faulty[0] && random.nextInt(4) == 0) {
                        whenDone.accept(new Dialled.Unreachable(new IOException("expected")));
                        return;
                      }
                      Pipe pipe = rig.pipe(8 + random.nextInt(60));
                      pipes.add(pipe);
                      inbox.accept(Rig.SENDER, id, pipe.right());
                      whenDone.accept(new Dialled.Connected(pipe.left()));
                    }));
    List<Throwable> reported =
        SessionLoopTest.reportedWhile(
            () -> {
              for (int i = 0; i < STEPS; i++) {
                act(random, session);
                check(session, settings);
              }
            });
    assertThat(reported).allMatch(failure -> "expected".equals(failure.getMessage()));
    faulty[0] = false;
    boolean givesUp = random.nextInt(4) == 0;
    List<CloseReport> reports = new ArrayList<>();
    long open = receipts.stream().filter(receipt -> receipt.fate().isEmpty()).count();
    assertThat(
            session
                .close(Deadline.after(rig.scheduler, givesUp ? Duration.ZERO : Duration.ofHours(1)))
                .thenAccept(reports::add))
        .isNotNull();
    rig.scheduler.advance(Duration.ofSeconds(givesUp ? 0 : 60));
    assertThat(reports)
        .singleElement()
        .satisfies(report -> assertThat(report.held()).isEqualTo(open));
    assertThat(receipts).allMatch(receipt -> receipt.fate().isPresent());
    checkEnd(givesUp);
  }

  private void act(SplittableRandom random, Session session) {
    int choice = random.nextInt(100);
    if (choice < 15) {
      int message = messages.size();
      messages.add(message);
      receipts.add(session.offer(Bytes.from(ByteBuffer.allocate(4).putInt(0, message))));
    } else if (choice < 18) {
      rig.scheduler.advance(Duration.ofMillis(random.nextInt(100)));
    } else if (choice == 18 && !pipes.isEmpty()) {
      fault(random, session, pipes.get(pipes.size() - 1));
    } else if (rig.scheduler.readyCount() > 0) {
      rig.scheduler.run(random.nextInt(rig.scheduler.readyCount()));
    }
  }

  private void fault(SplittableRandom random, Session session, Pipe pipe) {
    int choice = random.nextInt(5);
    // A pipe whose next write fails calls itself writable; it must not be stuck as well.
    boolean fresh = (choice != 1 && choice != 3) || spoiled.add(pipe);
    switch (fresh ? choice : 0) {
      case 0 -> pipe.reset();
      case 1 -> pipe.left().failNextWrite("expected");
      case 2 -> pipe.right().failNextWrite("expected");
      case 3 -> pipe.left().flushStuck(true);
      default -> session.sever();
    }
  }

  /** The invariants of every state: bounds, order, exactly once, and no delivery that was not. */
  private void check(Session session, SessionSettings settings) {
    Session.State state = session.state();
    assertThat(state.outbox().size()).isLessThanOrEqualTo(settings.outboxMessages());
    assertThat(state.outbox()).isSorted();
    assertThat(state.sent()).isLessThanOrEqualTo(state.encoded());
  }

  private void checkEnd(boolean gaveUp) {
    assertThat(handedUp).isSorted().doesNotHaveDuplicates();
    assertThat(handedUp.size()).as("the run did something").isGreaterThan(100);
    Set<Integer> taken = new HashSet<>(handedUp);
    long delivered = 0;
    long undelivered = 0;
    long unknown = 0;
    long refused = 0;
    for (int i = 0; i < receipts.size(); i++) {
      Fate fate = receipts.get(i).fate().orElseThrow();
      if (fate instanceof Fate.Delivered) {
        delivered++;
        assertThat(taken).contains(messages.get(i));
      } else if (fate instanceof Fate.Unknown) {
        unknown++;
      } else {
        assertThat(taken).doesNotContain(messages.get(i));
        if (fate instanceof Fate.Undelivered) {
          undelivered++;
        } else {
          refused++;
        }
      }
    }
    assertThat(delivered + undelivered + unknown + refused).isEqualTo(messages.size());
    assertThat(delivered).isBetween(taken.size() - unknown, (long) taken.size());
    if (!gaveUp) {
      assertThat(unknown).isZero();
    }
    assertThat(undelivered).as("encoding failed").isPositive();
    assertThat(rig.failures().keySet())
        .contains("encode-failed", "handler-failed", "unreachable", "severed");
  }
}
