package dev.handoff.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Deadline;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.jdk.SystemClock;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads have seen that the session with a peer has ended, and begin a new one. Of two new
 * ones the second would replace the first, whose messages nobody waits for any more.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * delivery.PeersRace.Idea  8,985  {0, 1=1424, 1, 0=7561}
 * delivery.PeersRace.TwoRenewals  9,497  {0, 1=2862, 1, 0=6635}
 *
 * weakened by delivery/renew-puts-without-comparing:
 * TwoRenewals  450
 *   FORBIDDEN: {1, 1=4}
 * </pre>
 */
public final class PeersRace {
  private PeersRace() {}

  /** The idea alone: replace what was seen, or nothing. */
  @JCStressTest
  @Description("Two threads replace the value that both have seen in a map.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first has replaced it.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The other has replaced it.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "Both have, or none. The map compares and replaces in one step.")
  @State
  public static class Idea {
    private final ConcurrentMap<String, String> sessions =
        new ConcurrentHashMap<>(Map.of("peer", "ended"));

    @Actor
    public void one(II_Result result) {
      result.r1 = sessions.replace("peer", "ended", "one") ? 1 : 0;
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = sessions.replace("peer", "ended", "other") ? 1 : 0;
    }
  }

  /** The shipped class. */
  @JCStressTest
  @Description("Two threads renew a session that has ended.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first has begun the new session.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The other has begun it.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both have begun one, and the second has replaced the first: what is offered to that is "
              + "held by nobody (NoSilentDrop). It is replaced only if it is still the ended one.")
  @State
  @Weakened("delivery/renew-puts-without-comparing")
  public static class TwoRenewals {
    private static final PeerId PEER = new PeerId("v1");
    private static final Random RANDOM = new Random(1);

    private final Peers peers =
        new Peers(
            List.of(PEER),
            SessionSettings.standard(),
            message -> message,
            (peer, id, whenDone) -> {},
            CallersThread.INSTANCE,
            SystemClock.INSTANCE,
            RANDOM,
            EventSink.NONE,
            Metrics.NONE);
    final CompletionStage<CloseReport> ended =
        peers.session(PEER).close(Deadline.after(SystemClock.INSTANCE, Duration.ofDays(1)));

    @Actor
    public void one(II_Result result) {
      result.r1 = peers.renew(PEER) ? 1 : 0;
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = peers.renew(PEER) ? 1 : 0;
    }
  }
}
