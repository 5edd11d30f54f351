package dev.handoff.fanout;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Guard;
import dev.handoff.StoreException;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.MemoryStore;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * A shutdown that was asked for is under way, or has ended the process, whatever crashes meanwhile:
 * linearizable to a flag. {@code crash} and {@code shutdown} are {@code CommitFanOut!Crash} and
 * {@code RequestShutdown}, under the panic policy by which the process dies.
 *
 * <p>The linearization point of both is their section under the log's guard.
 */
@Weakened("fanout/shutdown-asks-outside-the-section")
@SuppressWarnings("try") // Sections are entered for the steps in them.
public final class CoordinatorLincheckTest {
  private final TasksByHand tasks = new TasksByHand();
  private final CommitFanOut fanOut;

  public CoordinatorLincheckTest() throws StoreException {
    fanOut =
        CommitFanOut.open(
            FanOutSettings.DEFAULT.withPanicPolicy(PanicPolicy.PROCESS),
            FanOutPorts.inMemory(tasks, () -> 0).withStore(new MemoryStore(tasks)));
  }

  /** The action Crash: the process dies of it. */
  @Operation
  public void crash() {
    try (Guard.Section section = fanOut.log().guard().enter()) {
      fanOut.log().member(ComponentName.PROOF_MANAGER).crash(section, new IllegalStateException());
    }
  }

  /** The action RequestShutdown; of a process that is down, its end. */
  @Operation
  public void shutdown() {
    var unused = fanOut.shutdown();
  }

  /** Whether the process goes on as if nobody had asked for a shutdown. */
  @Operation
  public boolean isRunning() {
    return fanOut.log().read(() -> fanOut.log().shutdown()) == CommitLog.Shutdown.RUNNING;
  }

  /** A shutdown that was asked for is under way or has ended, whatever crashes. */
  public static final class Specification {
    private boolean running = true;

    public void crash() {}

    public void shutdown() {
      running = false;
    }

    public boolean isRunning() {
      return running;
    }
  }

  @Test
  void aShutdownIsNotLostInACrash() {
    Interleavings.of(CoordinatorLincheckTest.class, Specification.class)
        .guarded(Owed.class, CommitHistory.class, ExpiringMap.class, Records.class)
        .scenario(thread(), thread("crash"), thread("shutdown"), thread("isRunning"))
        .check();
  }
}
