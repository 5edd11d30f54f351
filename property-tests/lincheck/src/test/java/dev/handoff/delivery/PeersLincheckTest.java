package dev.handoff.delivery;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Deadline;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * {@link Peers} has one session with a peer, which is renewed once for each time that it ends:
 * linearizable to a flag. There is no action for it: to the specification a renewed session is
 * another instance.
 *
 * <p>The linearization point of {@code renew} is the {@code replace} in the map.
 */
@Weakened("delivery/renew-puts-without-comparing")
public final class PeersLincheckTest {
  private static final PeerId PEER = new PeerId("peer");
  private static final SessionSettings SETTINGS =
      new SessionSettings(
          1, 8, 1, 64, Duration.ofSeconds(1), Duration.ofNanos(1), Duration.ofNanos(1));

  private final TasksByHand tasks = new TasksByHand();
  private final Peers peers =
      new Peers(
          List.of(PEER),
          SETTINGS,
          Encoder.NONE,
          (peer, id, whenDone) -> {},
          tasks,
          () -> 0,
          () -> 0,
          EventSink.NONE,
          Metrics.NONE);

  /** The present session ends. */
  @Operation
  public void end() {
    var unused = peers.session(PEER).close(new Deadline(1));
  }

  /** Begins a new session, if the present one has ended; returns whether it did. */
  @Operation
  public boolean renew() {
    return peers.renew(PEER);
  }

  /** A session that has ended or not. */
  public static final class Specification {
    private boolean ended;

    public void end() {
      ended = true;
    }

    public boolean renew() {
      boolean enabled = ended;
      ended = false;
      return enabled;
    }
  }

  @Test
  void aSessionThatHasEndedIsRenewedOnce() {
    Interleavings.of(PeersLincheckTest.class, Specification.class)
        .guarded(Outbox.class, Link.class, Backoff.class)
        .scenario(thread("end"), thread("renew"), thread("renew"), thread("renew"))
        .check();
  }
}
