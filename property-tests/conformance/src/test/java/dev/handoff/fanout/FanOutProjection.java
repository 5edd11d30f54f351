package dev.handoff.fanout;

import dev.handoff.Fate;
import dev.handoff.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables of {@code CommitFanOut.tla}, read from a {@link CommitFanOut}.
 *
 * <table>
 * <caption>Projection</caption>
 * <tr><th>variable</th><th>read from</th></tr>
 * <tr><td>{@code answer[k]}</td><td>the receipt that {@code notify} returned: whether it is a
 * refusal; "none" if there is no receipt</td></tr>
 * <tr><td>{@code fate[k][c]}</td><td>the fate of that receipt for the component; "new" if there is
 * no receipt</td></tr>
 * <tr><td>{@code log}</td><td>the entries of {@code CommitLog} from {@code base} to {@code end}.
 * <i>Tracked</i> before the base, where the implementation has truncated it: the commits whose
 * receipts say that they were accepted, in that order</td></tr>
 * <tr><td>{@code status[c]}, {@code cursor[c]}, {@code position[c]}, {@code attached}</td><td>the
 * fields of {@code Member}</td></tr>
 * <tr><td>{@code state[c].applied}</td><td>{@code CommitHistory}: as many entries of the log as it
 * counts. An entry whose batch it does not remember as committed, although the batch has not expired
 * by its time, is left out; a batch that it remembers and that is in none of those entries is added.
 * So a count that its content does not bear out is a difference</td></tr>
 * <tr><td>{@code state[c].batches}</td><td>the batches of the component's items</td></tr>
 * <tr><td>{@code state[c].time}</td><td>the time of its {@code CommitHistory}; 0 for the proof
 * coordinator, which shows nobody a time</td></tr>
 * <tr><td>{@code state[c].pressure}</td><td>{@link ProofManager#backpressure}; 0 for the others,
 * which have none</td></tr>
 * <tr><td>{@code shutdown}, {@code process}</td><td>the fields of {@code CommitLog}</td></tr>
 * <tr><td>{@code faults}</td><td><i>tracked</i>: how many events of a crash or a hang were
 * recorded</td></tr>
 * </table>
 */
final class FanOutProjection {
  private static final List<String> FATES =
      List.of("new", "refused", "accepted", "delivered", "unknown");
  private static final List<String> STATUSES = List.of("up", "hung", "down", "starting", "stopped");
  private static final List<Map<String, String>> FATES_OF_THREE = ofThree(FATES);
  private static final List<Map<String, String>> STATUSES_OF_THREE = ofThree(STATUSES);
  private static final Long UNKNOWN_COMMIT = -1L;

  private final FanOutConstants constants;
  private final CommitFanOut fanOut;
  private final StepEvents events;
  private final List<Optional<CommitReceipt>> receipts;
  private final List<Long> accepted = new ArrayList<>();

  FanOutProjection(FanOutConstants constants, CommitFanOut fanOut, StepEvents events) {
    this.constants = constants;
    this.fanOut = fanOut;
    this.events = events;
    this.receipts = new ArrayList<>(Collections.nCopies(constants.commits(), Optional.empty()));
  }

  /** All functions from the three components to these values: five to the power of three. */
  private static List<Map<String, String>> ofThree(List<String> values) {
    List<Map<String, String>> functions = new ArrayList<>();
    for (String bg : values) {
      for (String pc : values) {
        for (String pm : values) {
          functions.add(Map.of("BG", bg, "PC", pc, "PM", pm));
        }
      }
    }
    return functions;
  }

  /** {@code notify} has returned. */
  void answered(long k, CommitReceipt receipt) {
    receipts.set((int) k - 1, Optional.of(receipt));
    if (receipt.isAccepted()) {
      accepted.add(k);
    }
  }

  Map<String, Object> state() {
    CommitLog log = fanOut.log();
    Member bg = log.members().get(0);
    Member pc = log.members().get(1);
    Member pm = log.members().get(2);
    List<Long> entries = entries(log);
    return Map.ofEntries(
        Map.entry("answer", answers()),
        Map.entry("fate", fates()),
        Map.entry("log", entries),
        Map.entry("status", STATUSES_OF_THREE.get(status(bg) * 25 + status(pc) * 5 + status(pm))),
        Map.entry(
            "state",
            Map.of(
                "BG", component(bg.component(), time(bg), 0, entries),
                "PC", component(pc.component(), 0, 0, entries),
                "PM", component(pm.component(), time(pm), pressure(), entries))),
        Map.entry("shutdown", shutdown(log.shutdown())),
        Map.entry("process", log.process() == CommitLog.Lifeline.UP ? "up" : "down"),
        Map.entry("faults", events.faults()),
        Map.entry("cursor", Map.of("BG", bg.cursor(), "PC", pc.cursor(), "PM", pm.cursor())),
        Map.entry("attached", attached(log)),
        Map.entry(
            "position", Map.of("BG", bg.position(), "PC", pc.position(), "PM", pm.position())));
  }

  private List<Object> answers() {
    List<Object> answers = new ArrayList<>(receipts.size());
    for (Optional<CommitReceipt> receipt : receipts) {
      answers.add(receipt.isEmpty() ? "none" : receipt.get().isAccepted() ? "accepted" : "refused");
    }
    return answers;
  }

  private List<Object> fates() {
    List<Object> fates = new ArrayList<>(receipts.size());
    for (Optional<CommitReceipt> receipt : receipts) {
      fates.add(FATES_OF_THREE.get(receipt.map(FanOutProjection::fates).orElse(0)));
    }
    return fates;
  }

  private static int fates(CommitReceipt receipt) {
    return fate(receipt.batchGenerator()) * 25
        + fate(receipt.proofCoordinator()) * 5
        + fate(receipt.proofManager());
  }

  private static int fate(Receipt receipt) {
    Optional<Fate> known = receipt.fate();
    if (known.isEmpty()) {
      return 2;
    }
    Fate fate = known.get();
    if (fate instanceof Fate.Refused) {
      return 1;
    } else if (fate instanceof Fate.Delivered) {
      return 3;
    } else if (fate instanceof Fate.Unknown) {
      return 4;
    }
    throw new AssertionError("the module knows of no such fate: " + fate);
  }

  private List<Long> entries(CommitLog log) {
    long base = log.base();
    int end = (int) log.end();
    List<Long> entries = new ArrayList<>(end);
    for (int i = 0; i < end; i++) {
      if (i >= base) {
        entries.add(log.entry(i).timestamp());
      } else {
        entries.add(i < accepted.size() ? accepted.get(i) : UNKNOWN_COMMIT);
      }
    }
    return entries;
  }

  private static int status(Member member) {
    return switch (member.status()) {
      case UP -> 0;
      case HUNG -> 1;
      case DOWN -> 2;
      case STARTING -> 3;
      case STOPPED -> 4;
    };
  }

  private static long time(Member member) {
    return member.component().history().time();
  }

  private long pressure() {
    return fanOut.proofManager().backpressure().proofs();
  }

  private Map<String, Object> component(
      Component<?> component, long time, long pressure, List<Long> log) {
    Set<Long> batches = new HashSet<>();
    for (Item item : component.items().values()) {
      batches.add(FanOutConstants.number(item.info().digest()));
    }
    return Map.of(
        "applied", applied(component.history(), log),
        "batches", batches,
        "time", time,
        "pressure", pressure);
  }

  private List<Long> applied(CommitHistory history, List<Long> log) {
    List<Long> applied = new ArrayList<>();
    int remembered = 0;
    for (int i = 0; i < history.applied(); i++) {
      Long k = i < log.size() ? log.get(i) : UNKNOWN_COMMIT;
      if (k.equals(UNKNOWN_COMMIT)) {
        applied.add(k);
        continue;
      }
      BatchInfo batch = constants.batch(k);
      if (history.contains(batch.digest())) {
        remembered++;
        applied.add(k);
      } else if (batch.expiration() <= history.time()) {
        applied.add(k);
      }
    }
    if (remembered < history.committed().size()) {
      for (BatchInfo batch : history.committed()) {
        Long k = FanOutConstants.number(batch.digest());
        if (!applied.contains(k)) {
          applied.add(k);
        }
      }
    }
    return applied;
  }

  private static String shutdown(CommitLog.Shutdown shutdown) {
    return switch (shutdown) {
      case RUNNING -> "running";
      case REQUESTED -> "requested";
      case DONE -> "done";
    };
  }

  private static Set<String> attached(CommitLog log) {
    Set<String> attached = new HashSet<>();
    for (Member member : log.members()) {
      if (member.isAttached()) {
        attached.add(member.name().label());
      }
    }
    return attached;
  }
}
