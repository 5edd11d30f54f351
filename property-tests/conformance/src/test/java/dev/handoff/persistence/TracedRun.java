package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.Receipt;
import dev.handoff.WriteResult;
import dev.handoff.conformance.Changes;
import dev.handoff.conformance.TraceRecorder;
import dev.handoff.jdk.Ed25519Keys;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.persistence.Weather.Fault;
import dev.handoff.sqlite.SqliteSettings;
import dev.handoff.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A batch store as in production, on threads, a file and real signatures, through all its lives;
 * and its events, as the trace of one run. The requests are known beforehand and offered in their
 * order, so that the numbers of the events are the specification's.
 *
 * <p>Where the code cannot know what the environment did, the run does, and records that: a failed
 * write as what it was, and what was written for a node that had gone down as a step before that.
 */
final class TracedRun {
  private static final String MODULE = "BatchPersistence";
  private static final long PATIENCE_SECONDS = 60;

  private record Event(String action, List<Object> arguments) {}

  private final Path file;
  private final List<List<Batch>> plan;
  private final Quota quota;
  private final SqliteSettings settings;
  private final List<Digest> digests;
  private final ThreadScheduler threads = new ThreadScheduler("batches", 4);
  private final ThreadScheduler disk = new ThreadScheduler("disk", 1);
  private final List<Event> events = new ArrayList<>();
  private final Changes changes = new Changes();
  private SqliteStore sqlite;
  private Weather weather;
  private BatchStore store;
  private int offered;
  private volatile long offeredBefore;

  TracedRun(Path file, List<List<Batch>> plan, Quota quota, SqliteSettings settings)
      throws Exception {
    this.file = file;
    this.plan = plan;
    this.quota = quota;
    this.settings = settings;
    digests =
        List.copyOf(
            plan.stream()
                .flatMap(List::stream)
                .map(Batch::digest)
                .collect(Collectors.toCollection(TreeSet::new)));
    sqlite = SqliteStore.open(file, settings, disk, Metrics.NONE);
    weather = new Weather(sqlite, threads);
    store = openStore();
    // The specification begins with a node that is up.
    events.clear();
  }

  private BatchStore openStore() throws Exception {
    return BatchStore.open(
        new BatchStoreSettings(
            Map.of(World.AUTHOR, quota),
            0,
            1000,
            10,
            1 << 20,
            Duration.ofNanos(1),
            Duration.ofMillis(1)),
        new BatchStorePorts(
            weather,
            Digester.SHA_256,
            Ed25519Keys.signer(Ed25519Keys.generate().getPrivate()),
            signed -> {},
            info -> {},
            threads,
            SystemClock.INSTANCE,
            Metrics.NONE,
            this::record));
  }

  private synchronized void record(String name, Object... given) {
    weather.notice();
    String action = name.substring(MODULE.length() + 1);
    List<Object> arguments = new ArrayList<>(Arrays.asList(given));
    if (action.equals("Evict")) {
      arguments.set(0, digests.stream().map(d -> d.bytes().hex()).toList().indexOf(given[0]) + 1L);
    } else if (!action.equals("AdvanceTime") && !arguments.isEmpty()) {
      arguments.set(0, (Long) given[0] + offeredBefore);
    }
    if (action.equals("LeaveWriteInDoubt")) {
      Fault fault = weather.doing();
      if (fault == Fault.DOUBT_LOST || fault == Fault.FAIL) {
        action = "FailWrite";
      } else {
        arguments.add(fault == Fault.DOUBT);
      }
    }
    events.add(new Event(action, arguments));
    changes.happened();
  }

  Weather weather() {
    return weather;
  }

  /** Offers the next request of the plan. */
  List<Receipt> offer() {
    return store.persist(plan.get(offered++));
  }

  void certify(long time) {
    store.certify(time);
  }

  /** Waits for the fates. */
  static void await(Collection<Receipt> receipts) throws Exception {
    CompletableFuture.allOf(
            receipts.stream()
                .map(receipt -> receipt.stage().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until the action was recorded that often. */
  void awaitEvents(String action, long count) throws Exception {
    changes.await(count + " events " + action, () -> count(action) >= count);
  }

  /** The operating system writes back what was not synced. */
  synchronized void flush() {
    weather.flush();
    events.add(new Event("Flush", List.of()));
  }

  /** Kills the process, and starts it again. */
  void crash() throws Exception {
    store.abort();
    weather.release();
    sqlite.close();
    recordUnnoticed();
    reopen();
  }

  /** The same with a machine whose power fails. */
  void losePower() throws Exception {
    store.abort();
    sqlite.close();
    recordUnnoticed();
    synchronized (this) {
      events.set(lastCrash(), new Event("LosePower", List.of()));
    }
    sqlite = SqliteStore.open(file, settings, disk, Metrics.NONE);
    for (Mutation undone : weather.undo()) {
      CompletableFuture<WriteResult> done = new CompletableFuture<>();
      sqlite.commit(List.of(undone), done::complete);
      if (!(done.get(PATIENCE_SECONDS, TimeUnit.SECONDS) instanceof WriteResult.Committed)) {
        throw new AssertionError("could not undo " + undone);
      }
    }
    sqlite.close();
    reopen();
  }

  private void reopen() throws Exception {
    offeredBefore = offered;
    sqlite = SqliteStore.open(file, settings, disk, Metrics.NONE);
    weather = new Weather(sqlite, threads);
    store = openStore();
  }

  private synchronized void recordUnnoticed() {
    for (Mutation mutation : weather.unnoticed()) {
      String action =
          mutation instanceof Mutation.Put
              ? "Write"
              : isCollecting(mutation.key()) ? "Delete" : "Remove";
      events.add(lastCrash(), new Event(action, List.of()));
    }
  }

  private boolean isCollecting(Bytes key) {
    boolean collecting = false;
    long number = digests.indexOf(new Digest(key)) + 1L;
    for (Event event : events.subList(0, lastCrash())) {
      if (event.action().equals("Evict")) {
        collecting = event.arguments().equals(List.of(number));
      } else if (event.action().equals("Free")) {
        collecting = false;
      }
    }
    return collecting;
  }

  private int lastCrash() {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).action().equals("Crash")) {
        return i;
      }
    }
    throw new AssertionError("the node did not go down");
  }

  synchronized long count(String action) {
    return events.stream().filter(event -> event.action().equals(action)).count();
  }

  synchronized Collection<String> actions() {
    return events.stream().map(Event::action).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Ends the run, with the orderly stop recorded as the crash that finds nothing to lose. */
  void end() throws Exception {
    store.abort();
    weather.release();
    sqlite.close();
    recordUnnoticed();
    threads.close();
    disk.close();
  }

  /** Writes the trace, without the event at that place if there is one. */
  synchronized void write(Path trace, int without) throws Exception {
    try (TraceRecorder recorder =
        TraceRecorder.open(trace, "persistence", MODULE, constants(), List.of())) {
      for (int i = 0; i < events.size(); i++) {
        Event event = events.get(i);
        if (i != without) {
          recorder.record(MODULE + "!" + event.action(), event.arguments().toArray());
        }
      }
    }
  }

  /** Returns the place of the first event of that action. */
  synchronized int placeOf(String action) {
    return events.stream().map(Event::action).toList().indexOf(action);
  }

  private Map<String, String> constants() {
    Map<String, String> constants = new TreeMap<>();
    constants.put(
        "Batches",
        tuple(plan.stream().map(r -> tuple(r.stream().map(this::batch).toList())).toList()));
    constants.put("Size", tuple(digests.stream().map(this::size).toList()));
    constants.put("BatchQuota", "" + quota.batches());
    constants.put("ByteQuota", "" + quota.bytes());
    constants.put("MemoryQuota", "" + quota.memoryBytes());
    long last =
        events.stream()
            .filter(event -> event.action().equals("AdvanceTime"))
            .mapToLong(event -> (Long) event.arguments().get(0))
            .max()
            .orElse(0);
    constants.put("MaxTime", "" + last);
    constants.put("Grace", "0");
    constants.put("PanicPolicy", "\"task\"");
    constants.put("WriteFailures", "" + count("FailWrite"));
    constants.put("WritesInDoubt", "" + count("LeaveWriteInDoubt"));
    constants.put("DeleteFailures", "" + (count("FailRemove") + count("FailDelete")));
    constants.put("Crashes", "" + count("Crash"));
    // One more: what is not synced matters only as long as the power may yet fail.
    constants.put("PowerLosses", "" + (count("LosePower") + 1));
    return constants;
  }

  private String batch(Batch batch) {
    return "[digest |-> %d, expiration |-> %d]"
        .formatted(digests.indexOf(batch.digest()) + 1, batch.expiration());
  }

  private String size(Digest digest) {
    return plan.stream()
        .flatMap(List::stream)
        .filter(batch -> batch.digest().equals(digest))
        .map(batch -> "" + batch.payload().size())
        .findFirst()
        .orElseThrow();
  }

  private static String tuple(List<String> elements) {
    return "<<" + String.join(", ", elements) + ">>";
  }
}
