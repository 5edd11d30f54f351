package dev.handoff.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Guard;
import dev.handoff.StoreException;
import dev.handoff.jdk.SystemClock;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.HeldTasks;
import dev.handoff.stress.QueuedStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A restart or a crash meets the shutdown. Whoever looks, does something slow and then acts has to
 * look again; whoever looks and acts in two sections must not.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * fanout.CoordinatorRace.CrashAndShutDown  8,729  {1=1731, 2=6998}
 * fanout.CoordinatorRace.Idea  14,873  {0, 1=4047, 1, 0=10826}
 * fanout.CoordinatorRace.RestartAndFinish  8,985  {0, 1=3825, 1, 0=5160}
 *
 * weakened by fanout/restart-does-not-look-again:
 * RestartAndFinish  8,473
 *   FORBIDDEN: {1, 1=7}
 * </pre>
 */
public final class CoordinatorRace {
  private static final ComponentName GENERATOR = ComponentName.BATCH_GENERATOR;

  private CoordinatorRace() {}

  private static CommitFanOut open(FanOutSettings settings) {
    try {
      return CommitFanOut.open(
          settings,
          FanOutPorts.inMemory(new HeldTasks(), SystemClock.INSTANCE).withStore(new QueuedStore()));
    } catch (StoreException e) {
      throw new IllegalStateException("nothing is stored that could be wrong", e);
    }
  }

  /** The idea alone: act if it is still as it was seen. */
  @JCStressTest
  @Description("One thread starts what is down; another ends what is down.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Started, and so not ended.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Ended, and so not started.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Started and ended, or neither. Both change one word if it is still what they have seen: "
              + "one of them comes second, and fails.")
  @State
  public static class Idea {
    private static final int DOWN = 0;

    private final AtomicInteger state = new AtomicInteger(DOWN);

    @Actor
    public void start(II_Result result) {
      result.r1 = state.compareAndSet(DOWN, 1) ? 1 : 0;
    }

    @Actor
    public void end(II_Result result) {
      result.r2 = state.compareAndSet(DOWN, 2) ? 1 : 0;
    }
  }

  /** The shipped class: nothing comes up after the end. */
  @JCStressTest
  @Description(
      "A component is down, the others have stopped; it is restarted, or the shutdown ends.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It is up again: the shutdown waits for it.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The shutdown has ended, and it stays down.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A component is up, with its deadlines, after the owner was told that all are out "
              + "(ShutdownTerminates). The restart reads the store outside of the guard, and asks "
              + "again when it is back.")
  @State
  @Weakened("fanout/restart-does-not-look-again")
  public static class RestartAndFinish {
    private final CommitFanOut fanOut =
        open(FanOutSettings.DEFAULT.withStateKeeping(StateKeeping.DURABLE));
    private final CommitLog log = fanOut.log();

    /** A component has crashed and is given up, and the others are stopped in order. */
    public RestartAndFinish() {
      try (Guard.Section section = log.guard().enter()) {
        fanOut.coordinator().requestShutdown(section);
        Member generator = log.member(GENERATOR);
        generator.crash(section, new IllegalStateException("of the race"));
        generator.detach(section);
        log.member(ComponentName.PROOF_COORDINATOR).stop(section);
        log.member(ComponentName.PROOF_MANAGER).stop(section);
      }
    }

    @Actor
    public void restart(II_Result result) {
      try {
        result.r1 = fanOut.restartComponent(GENERATOR) ? 1 : 0;
      } catch (StoreException e) {
        result.r1 = -1;
      }
    }

    @Actor
    public void finish(II_Result result) {
      try (Guard.Section section = log.guard().enter()) {
        result.r2 = fanOut.coordinator().finishShutdown(section) ? 1 : 0;
      }
    }
  }

  /** The shipped class: a shutdown of a process that crashes is not forgotten. */
  @JCStressTest
  @Description("All die with one component while another thread asks for a shutdown.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "Requested of a process that has crashed since.")
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "The process had crashed: the shutdown is done.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Neither requested nor done, and its report never completes (ShutdownTerminates). Whether "
              + "the process is up is asked in the section that requests.")
  @State
  @Weakened("fanout/shutdown-asks-outside-the-section")
  public static class CrashAndShutDown {
    private final CommitFanOut fanOut =
        open(FanOutSettings.DEFAULT.withPanicPolicy(PanicPolicy.PROCESS));
    private final CommitLog log = fanOut.log();
    private CompletionStage<ShutdownReport> report = new CompletableFuture<>();

    @Actor
    public void crash() {
      try (Guard.Section section = log.guard().enter()) {
        log.member(GENERATOR).crash(section, new IllegalStateException("of the race"));
      }
    }

    @Actor
    public void shutDown() {
      report = fanOut.shutdown();
    }

    @Arbiter
    public void shutdown(I_Result result) {
      result.r1 =
          switch (log.read(log::shutdown)) {
            case RUNNING -> 0;
            case REQUESTED -> 1;
            case DONE -> report.toCompletableFuture().isDone() ? 2 : -1;
          };
    }
  }
}
