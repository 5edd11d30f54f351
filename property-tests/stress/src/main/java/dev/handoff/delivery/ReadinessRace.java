package dev.handoff.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.StubConnection;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Bytes arrive while the loop is about to wait for them. It must be woken, and must find that there
 * is something to read when it is: else it sleeps on what has arrived, and an acknowledgement that
 * is there is never told (DeliveredOrTold).
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * delivery.ReadinessRace.AwaitAndArrive  11,289  {1, 1=11289}
 * delivery.ReadinessRace.Idea  8,473  {0, 1=6818, 1, 0=1655}
 *
 * weakened by delivery/flag-lowered-after-the-listener:
 * AwaitAndArrive  588
 *   FORBIDDEN: {0, 1=75}
 * </pre>
 */
public final class ReadinessRace {
  private ReadinessRace() {}

  /** The idea alone: each says first what it has, and then looks what the other says. */
  @JCStressTest
  @Description("One thread begins to wait and then looks; another arrives and then looks.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Whoever waits has seen the arrival.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Whoever has arrived has seen who waits.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both have seen each other.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Neither has seen the other. Volatile accesses have one order for all: the later of the two "
              + "writes comes before the look of the thread that made it, and the earlier before "
              + "both. Of plain fields, every processor lets the look overtake the write.")
  @State
  public static class Idea {
    private volatile boolean waits;
    private volatile boolean arrived;

    @Actor
    public void await(II_Result result) {
      waits = true;
      result.r1 = arrived ? 1 : 0;
    }

    @Actor
    public void arrive(II_Result result) {
      arrived = true;
      result.r2 = waits ? 1 : 0;
    }
  }

  /** The shipped class. */
  @JCStressTest
  @Description("One thread waits for something to read; another says that something has arrived.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was woken, and will try to read.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "It was not woken, or was and finds nothing readable. The flag is lowered before the "
              + "listener is registered: so the listener, which raises it, comes second.")
  @State
  @Weakened("delivery/flag-lowered-after-the-listener")
  public static class AwaitAndArrive {
    private final StubConnection connection = StubConnection.withRoom();
    private final Readiness readiness = new Readiness(connection);
    private final AtomicInteger woken = new AtomicInteger();

    @Actor
    public void await() {
      readiness.awaitReadable(woken::getAndIncrement);
    }

    @Actor
    public void arrive() {
      connection.arrive(Bytes.of(1));
    }

    @Arbiter
    public void readable(II_Result result) {
      result.r1 = readiness.isReadable() ? 1 : 0;
      result.r2 = woken.get();
    }
  }
}
