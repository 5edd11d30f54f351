package dev.handoff.persistence;

import dev.handoff.conformance.Subject;
import dev.handoff.persistence.FoundCollector.Pc;
import dev.handoff.persistence.FoundStore.Cached;
import dev.handoff.persistence.FoundStore.Job;
import dev.handoff.persistence.FoundStore.Spot;
import dev.handoff.tlc.Tla;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Drives a {@link FoundStore}, by the actions of its own module and by those of the reference: a
 * step of the reference is what the code does in its place, such as all that comes before the write
 * for {@code Reserve}. A step that the code would not take where it is does nothing.
 *
 * <p>All variables are fields of the store and of its tasks; a task that is new, done, dead or lost
 * is at batch 1.
 */
final class FoundSubject implements Subject {
  private final FoundStore store;

  FoundSubject(FoundStore store) {
    this.store = store;
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    if (arguments.get("r") instanceof Long r) {
      apply(action, store.jobs.get(Math.toIntExact(r - 1)));
    } else if (store.isUp()) {
      collect(action, arguments);
      live(action, arguments);
    } else if ((action.equals("Restart") || action.equals("RefuseToStart")) && mayRestart()) {
      store.restart();
    }
    if (action.equals("Flush")) {
      flush();
    }
  }

  private void apply(String action, Job job) {
    if (action.equals("TellLost")) {
      store.tellLost(job);
    } else if (store.isUp()) {
      step(action, job);
    }
  }

  private void step(String action, Job job) {
    switch (action) {
      case "Receive" -> at(job, Spot.NEW, () -> job.spot = Spot.CHECK);
      case "PassCheck", "FailCheck", "RefuseExpired" -> check(job);
      case "Insert", "SkipWrite", "ExceedQuota" -> insert(job);
      case "Enqueue" -> at(job, Spot.ENQUEUE, () -> store.enqueue(job));
      case "Reserve", "RefuseOverQuota", "FindStored" -> {
        check(job);
        insert(job);
        at(job, Spot.ENQUEUE, () -> store.enqueue(job));
      }
      case "Write" -> at(job, Spot.WRITE, () -> store.write(job));
      case "FailWrite" -> at(job, Spot.WRITE, () -> store.failWrite(job));
      case "LeaveWriteInDoubt" -> at(job, Spot.WRITE, () -> store.leaveWriteInDoubt(job));
      case "Sign" -> at(job, Spot.SIGN, () -> store.sign(job));
      case "Send" -> at(job, Spot.SEND, () -> store.send(job));
      case "Announce", "WarnOfNothing" -> at(job, Spot.ANNOUNCE, () -> store.announce(job));
      // Publish, Remove, FailRemove, Release: there is nothing of the kind.
      default -> {}
    }
  }

  private void check(Job job) {
    at(job, Spot.CHECK, () -> store.check(job));
  }

  private void insert(Job job) {
    at(job, Spot.INSERT, () -> store.insert(job));
  }

  private static void at(Job job, Spot spot, Runnable step) {
    if (job.spot == spot) {
      step.run();
    }
  }

  private void collect(String action, Map<String, Object> arguments) {
    FoundCollector collector = store.collector;
    switch (action) {
      case "TakeExpired" -> at(Pc.IDLE, collector::takeExpired);
      case "Evict", "MeetVacant" -> {
        at(Pc.IDLE, collector::takeExpired);
        at(Pc.EVICT, () -> collector.evict(Tla.number(arguments, "d")));
      }
      case "FreeQuota", "Free" -> at(Pc.FREE, collector::freeQuota);
      case "DeleteExpired", "Delete" -> at(Pc.DELETE, collector::deleteExpired);
      case "FailDelete" -> at(Pc.DELETE, collector::failDelete);
      case "ExitOnVacant" -> at(Pc.DEAD, store::loseMemory);
      default -> {}
    }
  }

  private void at(Pc pc, Runnable step) {
    if (store.collector.pc == pc) {
      step.run();
    }
  }

  private void live(String action, Map<String, Object> arguments) {
    switch (action) {
      case "AdvanceTime" ->
          at(Pc.IDLE, () -> store.time = Math.max(store.time, Tla.number(arguments, "t")));
      case "Crash" -> {
        store.faults.merge("crash", 1L, Long::sum);
        store.loseMemory();
      }
      case "LosePower" -> {
        store.faults.merge("power", 1L, Long::sum);
        store.database.clear();
        store.database.putAll(store.disk);
        store.loseMemory();
      }
      default -> {}
    }
  }

  private void flush() {
    store.disk.clear();
    store.disk.putAll(store.database);
  }

  private boolean mayRestart() {
    return store.node == StoreState.Status.DOWN
        && store.jobs.stream().noneMatch(job -> job.spot == Spot.LOST || job.spot == Spot.DEAD);
  }

  @Override
  public Map<String, Object> state() {
    World world = store.world;
    Map<String, Object> state = new HashMap<>();
    state.put("time", store.time);
    state.put("db", world.ofDigests(d -> store.database.getOrDefault(d, 0L)));
    state.put("disk", world.ofDigests(d -> store.disk.getOrDefault(d, 0L)));
    state.put("cache", world.ofDigests(this::cached));
    Set<Object> queue = new HashSet<>();
    store.queue.forEach(expiring -> queue.add(List.of(expiring.expiration(), expiring.digest())));
    state.put("queue", queue);
    state.put("used", charge(store.used));
    state.put(
        "collector",
        Map.of(
            "pc", word(store.collector.pc),
            "due", Set.copyOf(store.collector.due),
            "evicted", Set.copyOf(store.collector.evicted),
            "charge", charge(store.collector.charge)));
    state.put("task", world.ofRequests(r -> place(job(r))));
    state.put("signed", world.ofRequests(r -> Set.copyOf(job(r).signed)));
    state.put("taken", world.ofItems(item -> store.sent.getOrDefault(item, 0L)));
    state.put("announced", world.ofItems(item -> store.announced.getOrDefault(item, "no")));
    state.put(
        "outcome",
        world.ofItems(item -> job(item.get(0)).outcomes.get(Math.toIntExact(item.get(1) - 1))));
    state.put("node", word(store.node));
    Map<String, Object> faults = new HashMap<>();
    world.faults.forEach(
        (kind, budget) -> faults.put(kind, budget - store.faults.getOrDefault(kind, 0L)));
    state.put("faults", faults);
    return state;
  }

  private Job job(long request) {
    return store.jobs.get(Math.toIntExact(request - 1));
  }

  private static Object place(Job job) {
    return Map.of("pc", word(job.spot), "batch", job.batch + 1L);
  }

  private Object cached(long digest) {
    Cached cached = store.cache.get(digest);
    return cached == null
        ? Map.of("expiration", 0L, "payload", false)
        : Map.of("expiration", cached.expiration(), "payload", cached.payload());
  }

  private static Object charge(Charge charge) {
    return Map.of(
        "batches",
        (long) charge.batches(),
        "bytes",
        charge.bytes(),
        "memory",
        charge.memoryBytes());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
