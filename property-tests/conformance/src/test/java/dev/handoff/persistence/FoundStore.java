package dev.handoff.persistence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The batch store as found, in plain Java: caches and charges first, writes afterwards, and finds
 * each batch that it cached to be stored. A design says what its task does when a write fails, and
 * what it announces. Each method is a step that other tasks may come between.
 *
 * <p>{@code spec/persistence/AsFoundSteps.tla}. Digests are numbers, and owners are told by {@link
 * Job#outcomes}. Not thread-safe.
 */
abstract class FoundStore {
  /** How far a task is. */
  enum Spot {
    NEW,
    CHECK,
    INSERT,
    ENQUEUE,
    WRITE,
    SIGN,
    SEND,
    ANNOUNCE,
    DONE,
    /** It panicked. */
    DEAD,
    /** The process ended. */
    LOST
  }

  /** The task of one request. */
  static final class Job {
    final long number;
    final List<Batch> batches;
    final Set<Long> signed = new HashSet<>();
    final List<String> outcomes = new ArrayList<>();
    Spot spot = Spot.NEW;
    int batch;

    Job(long number, List<Batch> batches) {
      this.number = number;
      this.batches = batches;
      batches.forEach(any -> outcomes.add("new"));
    }

    Batch current() {
      return batches.get(batch);
    }

    void end(Spot at) {
      spot = at;
      batch = 0;
    }

    /** Goes to the next batch, or on to what comes after the last. */
    void next(Spot withNext, Spot afterLast) {
      spot = batch + 1 == batches.size() ? afterLast : withNext;
      batch = batch + 1 == batches.size() ? 0 : batch + 1;
    }
  }

  /** A cached batch. */
  record Cached(long expiration, boolean payload) {}

  /** A place in the expiration queue. */
  record Expiring(long expiration, long digest) {}

  /** What the database answers, and what of it would survive a loss of power. */
  final Map<Long, Long> database = new TreeMap<>();

  final Map<Long, Long> disk = new TreeMap<>();
  final Map<Long, Cached> cache = new HashMap<>();
  final Set<Expiring> queue = new HashSet<>();
  final List<Job> jobs = new ArrayList<>();
  final Map<String, Long> faults = new HashMap<>();
  final Map<List<Long>, Long> sent = new HashMap<>();
  final Map<List<Long>, String> announced = new HashMap<>();
  final World world;
  final FoundCollector collector = new FoundCollector(this);
  Charge used = Charge.NONE;
  StoreState.Status node = StoreState.Status.UP;
  long time;

  FoundStore(World world) {
    this.world = world;
    for (int r = 0; r < world.requests.size(); r++) {
      jobs.add(new Job(r + 1L, world.requests.get(r)));
    }
  }

  /** What the task does of which a write has failed. */
  abstract void afterFailedWrite(Job job);

  /** Whether the task announces its request. */
  abstract boolean announces(Job job);

  boolean isUp() {
    return node == StoreState.Status.UP;
  }

  /** The comparison with the certified time, under no lock. */
  void check(Job job) {
    job.outcomes.set(job.batch, "accepted");
    if (job.current().expiration() <= time) {
      giveUp(job);
    } else {
      job.spot = Spot.INSERT;
    }
  }

  /** A line in the log, and on to the next batch. */
  void giveUp(Job job) {
    job.next(Spot.CHECK, job.signed.isEmpty() ? Spot.ANNOUNCE : Spot.SEND);
  }

  /** Charges and caches, unless the cache knows the batch already. */
  void insert(Job job) {
    long digest = digest(job);
    Cached known = cache.get(digest);
    if (known != null && known.expiration() >= job.current().expiration()) {
      job.spot = Spot.SIGN;
    } else if (used.batches() >= world.quota.batches()
        || used.bytes() + world.sizeOf(digest) > world.quota.bytes()) {
      giveUp(job);
    } else {
      boolean payload = used.memoryBytes() + world.sizeOf(digest) <= world.quota.memoryBytes();
      used = used.plus(charge(digest, payload));
      if (known != null) {
        used = used.minus(charge(digest, known.payload()));
      }
      cache.put(digest, new Cached(job.current().expiration(), payload));
      job.spot = Spot.ENQUEUE;
    }
  }

  void enqueue(Job job) {
    queue.add(new Expiring(job.current().expiration(), digest(job)));
    job.spot = Spot.WRITE;
  }

  /** Puts the record, and does not sync it. */
  void write(Job job) {
    database.put(digest(job), job.current().expiration());
    job.spot = Spot.SIGN;
  }

  void failWrite(Job job) {
    faults.merge("write", 1L, Long::sum);
    afterFailedWrite(job);
  }

  void leaveWriteInDoubt(Job job) {
    faults.merge("doubt", 1L, Long::sum);
    database.put(digest(job), job.current().expiration());
    afterFailedWrite(job);
  }

  /** The task unwinds to there, unless the process ends before. */
  void panic(Job job, Spot end) {
    if (world.processDies) {
      Set<Long> signed = Set.copyOf(job.signed);
      loseMemory();
      job.signed.addAll(signed);
      job.end(Spot.DEAD);
    } else {
      job.end(end);
    }
  }

  void sign(Job job) {
    job.signed.add(job.batch + 1L);
    job.next(Spot.CHECK, Spot.SEND);
  }

  void send(Job job) {
    if (job.signed.contains(job.batch + 1L)) {
      sent.merge(item(job), 1L, Long::sum);
    }
    job.next(Spot.SEND, Spot.ANNOUNCE);
  }

  /** Announces a batch of the request, whatever became of it. */
  void announce(Job job) {
    if (announces(job)) {
      announced.put(item(job), database.containsKey(digest(job)) ? "stored" : "notStored");
      if (job.signed.contains(job.batch + 1L)) {
        job.outcomes.set(job.batch, "delivered");
      }
      job.next(Spot.ANNOUNCE, Spot.DONE);
    } else {
      job.end(Spot.DONE);
    }
  }

  /** All that was only in memory is gone. */
  void loseMemory() {
    node = StoreState.Status.DOWN;
    cache.clear();
    queue.clear();
    used = Charge.NONE;
    collector.stop();
    announced.clear();
    for (Job job : jobs) {
      if (job.spot != Spot.NEW && job.spot != Spot.DONE) {
        job.end(Spot.LOST);
        job.signed.clear();
      }
    }
  }

  /** Who waits for the first of those whose process has ended learns of it. */
  void tellLost(Job job) {
    boolean first =
        jobs.stream()
            .filter(any -> any.spot == Spot.LOST || any.spot == Spot.DEAD)
            .findFirst()
            .filter(job::equals)
            .isPresent();
    int pending = firstPending(job);
    if (isUp() || !first || pending == job.batches.size()) {
      return;
    }
    job.outcomes.set(
        pending, job.outcomes.get(pending).equals("new") ? "nodeStopped" : "nodeCrashed");
    if (firstPending(job) == job.batches.size()) {
      job.spot = Spot.DONE;
      job.signed.clear();
    }
  }

  private static int firstPending(Job job) {
    int first = 0;
    while (first < job.batches.size()
        && !Set.of("new", "accepted").contains(job.outcomes.get(first))) {
      first++;
    }
    return first;
  }

  /** Takes what has not expired into the cache, and leaves the rest to be deleted. */
  boolean restart() {
    LongPredicate alive = digest -> database.getOrDefault(digest, 0L) > time + world.grace;
    List<Long> found = database.keySet().stream().filter(alive::test).toList();
    long bytes = found.stream().mapToLong(world::sizeOf).sum();
    if (found.size() > world.quota.batches() || bytes > world.quota.bytes()) {
      node = StoreState.Status.REFUSED;
      return false;
    }
    found.stream()
        .sorted(Comparator.naturalOrder())
        .forEach(
            digest -> {
              boolean payload = used.bytes() + world.sizeOf(digest) <= world.quota.memoryBytes();
              long expiration = database.getOrDefault(digest, 0L);
              cache.put(digest, new Cached(expiration, payload));
              queue.add(new Expiring(expiration, digest));
              used = used.plus(charge(digest, payload));
            });
    node = StoreState.Status.UP;
    collector.deleteLeftOvers(database.keySet().stream().filter(alive.negate()::test).toList());
    return true;
  }

  Charge charge(long digest, boolean payload) {
    int size = world.sizeOf(digest);
    return new Charge(1, size, payload ? size : 0);
  }

  long digest(Job job) {
    return world.number(job.current().digest());
  }

  List<Long> item(Job job) {
    return List.of(job.number, job.batch + 1L);
  }
}
