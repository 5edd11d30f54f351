package dev.handoff.fanout;

import static dev.handoff.fanout.Bench.BG;
import static dev.handoff.fanout.Bench.PC;
import static dev.handoff.fanout.Bench.PM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Reason;
import dev.handoff.conformance.Traced;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commit fan-out as in production, with threads and SQLite: what it does is a behaviour of
 * {@code CommitFanOut.tla}.
 *
 * <p>No action is hidden. The test plays the environment: the disk, what makes a component crash,
 * the supervisor. It records one step itself: that the process starts again, which no code of the
 * new process can know.
 */
@Timeout(300)
class CommitFanOutTraceTest {
  private static final int OWNERS = 2;

  @TempDir Path folder;

  /** Which actions a run is there to show. */
  private record Run(Path trace, List<String> shows) {}

  @Test
  void everyTraceIsABehaviourAndTogetherTheyTakeEveryAction() throws Exception {
    List<Run> runs =
        List.of(
            underLoad(),
            withAHungDisk(StateKeeping.VOLATILE),
            withAHungDisk(StateKeeping.DURABLE),
            withExits(StateKeeping.VOLATILE),
            withExits(StateKeeping.DURABLE));
    SortedSet<String> taken = new TreeSet<>();
    SortedSet<String> all = new TreeSet<>();
    try (Oracles oracles = Oracles.open()) {
      for (Run run : runs) {
        TraceFile trace = TraceFile.read(run.trace());
        SpecOracle oracle = TraceValidator.open(oracles, trace);
        Validation validation =
            TraceValidator.validate(oracle, trace, TraceValidator.DEFAULT_LIMIT);
        assertThat(validation)
            .as(() -> String.valueOf(run.trace().getFileName()))
            .isInstanceOf(Validation.Explained.class);
        assertThat(validation.actions().keySet()).containsAll(run.shows());
        taken.addAll(validation.actions().keySet());
        Traced.count((Validation.Explained) validation);
        oracle.actions().forEach(action -> all.add(action.name()));
      }
    }
    assertThat(taken).isEqualTo(all);
  }

  /** A trace in which a cursor moves without a step is none. */
  @Test
  void aTraceWithoutOneOfItsEventsIsNoBehaviour() throws Exception {
    Path trace = withExits(StateKeeping.DURABLE).trace();
    List<String> lines = new ArrayList<>(Files.readAllLines(trace));
    int last = lines.size() - 1;
    while (!lines.get(last).contains("SaveCursor")) {
      last--;
    }
    lines.remove(last);
    List<String> numbered = new ArrayList<>(List.of(lines.get(0)));
    for (int i = 1; i < lines.size(); i++) {
      numbered.add(lines.get(i).replaceFirst("\"seq\":\\d+", "\"seq\":" + i));
    }
    Files.write(trace, numbered);
    try (Oracles oracles = Oracles.open()) {
      assertThat(TraceValidator.validate(oracles, TraceFile.read(trace)))
          .isInstanceOf(Validation.Unexplained.class);
    }
  }

  private TracedFanOut traced(
      String name, int commits, int logBound, StateKeeping keeping, PanicPolicy policy)
      throws Exception {
    Path store = Files.createDirectories(folder.resolve(name));
    return new TracedFanOut(
        store, commits, logBound, keeping, policy, folder.resolve(name + ".ndjson"));
  }

  /** Several owners, a log that is often full, and an orderly shutdown. */
  private Run underLoad() throws Exception {
    int each = 60;
    try (TracedFanOut traced =
        traced("load", OWNERS * each + 1, 8, StateKeeping.DURABLE, PanicPolicy.TASK)) {
      List<Thread> owners = new ArrayList<>();
      for (int owner = 0; owner < OWNERS; owner++) {
        Thread thread = new Thread(() -> announce(traced, each));
        owners.add(thread);
        thread.start();
      }
      for (Thread owner : owners) {
        owner.join();
      }
      assertThat(traced.shutDown().isClean()).isTrue();
    }
    return new Run(
        folder.resolve("load.ndjson"),
        List.of("Notify", "Apply", "SaveCursor", "RequestShutdown", "Stop", "FinishShutdown"));
  }

  /** Announces without waiting, unless one was refused: then until the one before is through. */
  private static void announce(TracedFanOut traced, int count) {
    CommitReceipt last = CommitReceipt.refused(Reason.FULL);
    for (int i = 0; i < count; i++) {
      CommitReceipt receipt = traced.announce();
      if (receipt.isAccepted()) {
        last = receipt;
      } else {
        for (ComponentName component : ComponentName.values()) {
          last.of(component).stage().toCompletableFuture().join();
        }
      }
    }
  }

  /**
   * The disk hangs for one component until it is detached, and comes back; another crashes and is
   * restarted; the third crashes for good, and the shutdown does not wait for it for ever.
   */
  private Run withAHungDisk(StateKeeping keeping) throws Exception {
    String name = "hung-" + keeping;
    try (TracedFanOut traced = traced(name, 40, 32, keeping, PanicPolicy.TASK)) {
      traced.announceInTurn(2);
      traced.store().hold(PM);
      List<CommitReceipt> meanwhile = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        meanwhile.add(traced.announce());
      }
      for (CommitReceipt receipt : meanwhile) {
        TracedFanOut.awaitFates(receipt, ComponentName.values());
      }
      traced.store().release();
      traced.awaitAttached(PM);
      traced.announceInTurn(2);

      traced.crash(PC);
      CommitReceipt late = traced.announce();
      traced.restart(PC);
      TracedFanOut.awaitFates(late, ComponentName.values());
      traced.awaitAttached(PC);

      traced.crash(BG);
      traced.announce();
      assertThat(traced.shutDown().isClean()).isFalse();
    }
    return new Run(
        folder.resolve(name + ".ndjson"),
        List.of(
            "Hang",
            "Detach",
            "Resume",
            "Resynchronise",
            "Rejoin",
            "Crash",
            "RestartComponent",
            "FinishShutdown"));
  }

  /**
   * The process crashes while the disk hangs for one component: once it is started in place, once
   * anew, on the file.
   */
  private Run withExits(StateKeeping keeping) throws Exception {
    String name = "exits-" + keeping;
    try (TracedFanOut traced = traced(name, 40, 32, keeping, PanicPolicy.PROCESS)) {
      traced.announceInTurn(3);
      crashWithOneBehind(traced);
      traced.store().fail();
      traced.restartProcess();
      traced.announceInTurn(3);
      crashWithOneBehind(traced);
      traced.exit();
      traced.announceInTurn(3);
      assertThat(traced.shutDown().isClean()).isTrue();
    }
    return new Run(folder.resolve(name + ".ndjson"), List.of("Crash", "RestartProcess", "Stop"));
  }

  /**
   * At the crash, what the store has is what the module says: nothing is on its way but the cursor
   * that is held back. (What is on its way may be stored, and its step has no event then.)
   */
  private static void crashWithOneBehind(TracedFanOut traced) throws Exception {
    traced.store().hold(PM);
    for (int i = 0; i < 2; i++) {
      TracedFanOut.awaitFates(traced.announce(), BG, PC);
    }
    traced.awaitHolding();
    traced.crash(PM);
  }
}
