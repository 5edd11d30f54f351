package dev.handoff.fanout;

import dev.handoff.conformance.Decisions;
import dev.handoff.conformance.Reference;
import dev.handoff.conformance.Scale;
import dev.handoff.conformance.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;

/**
 * {@code CommitFanOut.tla} and {@link CommitFanOut}.
 *
 * <p>What the scales leave out, because code and module part there:
 *
 * <ul>
 *   <li>A detached component that owes as many commits as the log may hold: the next {@code notify}
 *       detaches it again, and declares it hung if it is up ({@code Member.makeRoom}: receipts are
 *       bounded too); in the module those are steps of their own. So where there are faults, the
 *       log holds all commits.
 *   <li>A batch that has expired without being committed (its commit was refused, or comes late)
 *       when a committed one that expires later is forgotten: the proof coordinator cannot know any
 *       more which of the two was committed, and gives the proof up; the module's remembers
 *       everything. So where committed batches expire, none is refused, and they do so in order.
 *   <li>Hangs under the panic policy "process": who was detached is not in the store, and after a
 *       new start the log waits for it again if it can; the module's stays detached.
 * </ul>
 */
public final class CommitFanOutReference implements Reference {
  /** Every invariant of the models; none costs more than a few passes over the commits. */
  private static final List<String> INVARIANTS =
      List.of(
          "TypeOK",
          "NoDisagreement",
          "HonestNotify",
          "BackpressureIsCurrent",
          "InOrderOnce",
          "NoSendToStopped",
          "ShutdownLosesNothing");

  @Override
  public String protocol() {
    return "fanout";
  }

  @Override
  public String module() {
    return "CommitFanOut";
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return new CommitFanOutSubject(constants);
  }

  /** What the members, the coordinator and the supervisor do of their own accord. */
  @Override
  public Decisions decisions() {
    return Decisions.of(
        "Apply",
        "SaveCursor",
        "Resynchronise",
        "Rejoin",
        "Detach",
        "Stop",
        "FinishShutdown",
        "RestartProcess");
  }

  @Override
  public List<Scale> scales() {
    return List.of(
        new Scale("a small log, full again and again", constants(60, 6, unexpired(60)), INVARIANTS),
        // A state forgets a committed batch once it has expired.
        new Scale(
            "batches that expire, one after the other",
            constants(40, 40, k -> k == 0 ? 1_000 : k + 6),
            INVARIANTS),
        new Scale(
            "many crashes, nothing saved",
            with(constants(40, 40, unexpired(40)), Set.of("crash"), 30, "volatile", "task"),
            INVARIANTS),
        new Scale(
            "many crashes, states saved",
            with(constants(40, 40, unexpired(40)), Set.of("crash"), 30, "durable", "task"),
            INVARIANTS),
        new Scale(
            "many crashes and hangs, out of order",
            outOfOrder(
                with(
                    constants(24, 24, unexpired(24)),
                    Set.of("crash", "hang"),
                    30,
                    "durable",
                    "task")),
            INVARIANTS),
        new Scale(
            "many exits of the process, nothing saved but the log",
            with(constants(40, 6, unexpired(40)), Set.of("crash"), 30, "volatile", "process"),
            INVARIANTS),
        new Scale(
            "many exits of the process, states saved",
            with(constants(40, 6, unexpired(40)), Set.of("crash"), 30, "durable", "process"),
            INVARIANTS));
  }

  /** Batch 0 expires at the second commit, as in the models; no other one does. */
  private static LongUnaryOperator unexpired(long commits) {
    return b -> b == 0 ? 2 : commits + 1;
  }

  private static Map<String, Object> constants(
      long commits, long logBound, LongUnaryOperator expiry) {
    Set<Long> all = new TreeSet<>();
    Map<Long, Long> expiries = new HashMap<>();
    expiries.put(0L, expiry.applyAsLong(0));
    for (long k = 1; k <= commits; k++) {
      all.add(k);
      expiries.put(k, expiry.applyAsLong(k));
    }
    return Map.of(
        "Commits",
        all,
        "Expiry",
        expiries,
        "OutOfOrder",
        false,
        "MayShutDown",
        true,
        "FaultKinds",
        Set.of(),
        "MaxFaults",
        0L,
        "Restart",
        "none",
        "PanicPolicy",
        "task",
        "LogBound",
        logBound);
  }

  private static Map<String, Object> with(
      Map<String, Object> constants, Set<String> kinds, long most, String restart, String policy) {
    Map<String, Object> changed = new HashMap<>(constants);
    changed.put("FaultKinds", kinds);
    changed.put("MaxFaults", most);
    changed.put("Restart", restart);
    changed.put("PanicPolicy", policy);
    return changed;
  }

  private static Map<String, Object> outOfOrder(Map<String, Object> constants) {
    Map<String, Object> changed = new HashMap<>(constants);
    changed.put("OutOfOrder", true);
    return changed;
  }

  /** A shutdown ends a behaviour; one that has lost a component for good shows little more. */
  @Override
  public int weight(String action) {
    return switch (action) {
      case "RequestShutdown" -> 1;
      case "Crash", "Hang" -> 10;
      case "RestartComponent", "RestartProcess", "Resume", "FinishShutdown" -> 100;
      default -> 60;
    };
  }
}
