package dev.handoff.persistence;

import dev.handoff.conformance.Decisions;
import dev.handoff.conformance.Reference;
import dev.handoff.conformance.Scale;
import dev.handoff.conformance.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code BatchPersistence} and the {@link BatchStore} that implements it. */
public final class BatchPersistenceReference implements Reference {
  private static final List<String> INVARIANTS =
      List.of(
          "TypeOK",
          "SignedIsDurable",
          "SignedIsDurableAtRest",
          "AnnouncedIsRetrievable",
          "AnnouncesOnlyStored",
          "NoSilentFailure",
          "TaskFailureObserved",
          "QuotaMatchesStore",
          "DatabaseOutlivesCache",
          "DatabaseOutlivesCacheAtRest",
          "CollectorNeverFails",
          "PartialWorkKept",
          "RestartSucceeds",
          "Rules");

  private record Known(Map<String, Object> constants, World world) {}

  /** The world of the constants that came last: there is a subject for each path of a replay. */
  private volatile Optional<Known> last = Optional.empty();

  @Override
  public String protocol() {
    return "persistence";
  }

  @Override
  public String module() {
    return "BatchPersistence";
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // to compare constants takes longer than a path
  public Subject start(Map<String, Object> constants) {
    Known known =
        last.filter(latest -> latest.constants() == constants)
            .orElseGet(() -> new Known(constants, new World(constants)));
    last = Optional.of(known);
    return new BatchPersistenceSubject(known.world());
  }

  /**
   * What a task, the collector and the node do of their own accord. RefuseToStart is left out: it
   * is the answer to Restart where the quota is too small, and no state of the models is one.
   */
  @Override
  public Decisions decisions() {
    return Decisions.of(
        "RefuseExpired",
        "RefuseOverQuota",
        "Reserve",
        "FindStored",
        "Write",
        "Publish",
        "Sign",
        "Send",
        "Announce",
        "Remove",
        "Release",
        "TellLost",
        "Evict",
        "Delete",
        "Free",
        "Restart");
  }

  @Override
  public List<Scale> scales() {
    return List.of(
        new Scale("many requests for many digests", scale(60, 3, 24, 12), INVARIANTS),
        new Scale("many requests for two digests", scale(80, 2, 2, 30), INVARIANTS),
        new Scale("long requests", scale(4, 60, 30, 6), INVARIANTS));
  }

  @Override
  public int weight(String action) {
    return switch (action) {
      // What ends a behaviour, or lets all that is in it expire.
      case "Crash", "LosePower", "AdvanceTime" -> 1;
      case "FailWrite", "LeaveWriteInDoubt", "FailRemove", "FailDelete" -> 4;
      default -> 10;
    };
  }

  /**
   * Returns constants for requests of up to {@code longest} batches of {@code digests} digests. The
   * quotas hold about a third of them, so that all the refusals happen.
   */
  private static Map<String, Object> scale(
      int requests, int longest, int digests, int expirations) {
    List<Object> batches = new ArrayList<>();
    long next = 7;
    for (int r = 0; r < requests; r++) {
      List<Object> request = new ArrayList<>();
      for (int i = 0; i <= (r % 2 == 0 ? longest - 1 : r % longest); i++) {
        // Numbers that look random and are always the same.
        next = (next * 1103515245 + 12345) % (1L << 31);
        request.add(
            Map.of(
                "digest", 1 + (next >> 8) % digests, "expiration", 1 + (next >> 16) % expirations));
      }
      batches.add(request);
    }
    List<Object> sizes = new ArrayList<>();
    for (long digest = 1; digest <= digests; digest++) {
      sizes.add(1 + digest % 7);
    }
    Map<String, Object> constants = new TreeMap<>();
    constants.put("Batches", batches);
    constants.put("Size", sizes);
    constants.put("BatchQuota", Math.max(1L, digests / 3));
    constants.put("ByteQuota", 4L * Math.max(1, digests / 3));
    constants.put("MemoryQuota", 2L * Math.max(1, digests / 3));
    constants.put("MaxTime", expirations + 2L);
    constants.put("Grace", 1L);
    constants.put("PanicPolicy", "task");
    constants.put("WriteFailures", 20L);
    constants.put("WritesInDoubt", 20L);
    constants.put("DeleteFailures", 20L);
    constants.put("Crashes", 5L);
    constants.put("PowerLosses", 5L);
    return Collections.unmodifiableMap(constants);
  }
}
