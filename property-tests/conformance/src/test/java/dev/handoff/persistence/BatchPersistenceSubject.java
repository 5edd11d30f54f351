package dev.handoff.persistence;

import dev.handoff.Clock;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Scheduler;
import dev.handoff.StoreException;
import dev.handoff.conformance.Subject;
import dev.handoff.tlc.Tla;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Drives a {@link BatchStore} step by step. Its loops never run: the checker decides what comes
 * next, and each step is the method that is annotated with the action. Around it are a {@link
 * Machine} and {@link Witnesses} at the ports.
 *
 * <table>
 * <caption>Where the variables are read</caption>
 * <tr><th>variable</th><th>where it is read from</th></tr>
 * <tr><td>time, cache, queue, used</td><td>the snapshot of the batch store; a digest without entry is {@code Absent}</td></tr>
 * <tr><td>collector</td><td>the snapshot: the collector's pc, the entry that it evicted and not yet freed, and that entry's charge; {@code due} is empty, as in the specification's design</td></tr>
 * <tr><td>node</td><td>the snapshot's status</td></tr>
 * <tr><td>task</td><td>the task's place and batch; the batch is 1 where the place is {@code done} or {@code lost}, where the specification has forgotten it</td></tr>
 * <tr><td>outcome</td><td>the receipt's fate; while it has none, {@code accepted} if the task is at this batch and has begun it</td></tr>
 * <tr><td>db, disk</td><td>the machine, whose records the store's own layout decodes</td></tr>
 * <tr><td>signed</td><td>tracked: the calls of the signer, forgotten when the task is lost. The implementation drops a signature once it is sent</td></tr>
 * <tr><td>taken, announced</td><td>tracked: the calls of the ports. {@code announced} holds what the database answers at the call, and ends with the process</td></tr>
 * <tr><td>faults</td><td>tracked: the constants less what the machine has done, and less how often the node recorded that it went down</td></tr>
 * </table>
 *
 * <p>Each step must also record the one event of that step.
 */
final class BatchPersistenceSubject implements Subject, Scheduler {
  private final World world;
  private final Machine machine;
  private final Witnesses witnesses;
  private final Step step = new Step();
  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final List<Task> tasks;
  private final List<List<Promise>> promises = new ArrayList<>();
  private final BatchStore store;
  private final Admission admission;
  private final Storing storing;
  private long downs;

  BatchPersistenceSubject(World world) {
    this.world = world;
    machine = new Machine(world.digester);
    tasks = new ArrayList<>(world.requests.size());
    witnesses = new Witnesses(world, machine, tasks);
    Clock stopped = () -> 0;
    store =
        new BatchStore(
            world.settings(),
            new BatchStorePorts(
                machine,
                world.digester,
                witnesses,
                witnesses,
                witnesses,
                this,
                stopped,
                Metrics.NONE,
                step));
    admission = store.admission();
    storing = store.storing();
    for (List<Batch> request : world.requests) {
      List<Promise> ofRequest = new ArrayList<>(request.size());
      request.forEach(batch -> ofRequest.add(new Promise()));
      promises.add(ofRequest);
      tasks.add(store.task(request, ofRequest));
    }
    start();
  }

  /** The loops sleep for ever: the checker takes their steps. */
  @Override
  public void execute(Runnable loop) {}

  /** Only pauses before a retry have timers. */
  @Override
  public Timer schedule(Duration delay, Runnable task) {
    timers.add(task);
    return () -> timers.remove(task);
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    step.begin();
    if (!take(action, arguments)) {
      throw new AssertionError(
          "the implementation refuses %s%s: %s".formatted(action, arguments, store.snapshot()));
    }
    switch (action) {
      case "Flush" -> step.expectNone();
      case "LosePower" -> step.expect("Crash");
      case "AdvanceTime" -> step.expect(action, Tla.number(arguments, "t"));
      case "Evict" -> step.expect(action, world.digestOf(Tla.number(arguments, "d")).bytes().hex());
      case "Delete", "FailDelete", "Free", "Restart", "RefuseToStart", "Crash" ->
          step.expect(action);
      default -> step.expect(action, task(arguments).number);
    }
    if (step.action().filter("Crash"::equals).isPresent()) {
      downs++;
      witnesses.forget();
    }
  }

  @Override
  public Answer attempt(String action, Map<String, Object> arguments) {
    step.begin();
    boolean isTaken = action.equals("Restart") ? startAnyway() : take(action, arguments);
    return isTaken || step.isRecorded() ? Answer.TAKEN : Answer.REFUSED;
  }

  private boolean startAnyway() {
    try {
      return start();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private boolean take(String action, Map<String, Object> arguments) {
    return switch (action) {
      case "AdvanceTime" -> store.collector().advanceTime(Tla.number(arguments, "t"));
      case "Evict" -> store.collector().evict(world.digestOf(Tla.number(arguments, "d")));
      case "Delete" -> delete(Machine.Answer.COMMITTED);
      case "FailDelete" -> delete(Machine.Answer.FAILED);
      case "Free" -> store.collector().free();
      case "Restart" -> start();
      case "RefuseToStart" -> !start();
      case "Crash" -> store.lifecycle().crash();
      case "LosePower" -> {
        machine.losePower();
        yield store.lifecycle().crash();
      }
      case "Flush" -> {
        machine.flush();
        yield true;
      }
      default -> take(action, task(arguments), arguments);
    };
  }

  private boolean take(String action, Task task, Map<String, Object> arguments) {
    return switch (action) {
      case "Receive" -> admission.receive(task).isEmpty();
      case "RefuseExpired" -> admission.refuseExpired(task);
      case "RefuseOverQuota" -> admission.refuseOverQuota(task);
      case "Reserve" -> admission.reserve(task);
      case "FindStored" -> admission.findStored(task);
      case "Write" -> write(task, Machine.Answer.COMMITTED);
      case "FailWrite" -> write(task, Machine.Answer.FAILED);
      case "LeaveWriteInDoubt" ->
          write(
              task,
              Boolean.TRUE.equals(arguments.get("synced"))
                  ? Machine.Answer.IN_DOUBT
                  : Machine.Answer.IN_DOUBT_UNSYNCED);
      case "Publish" -> storing.publish(task);
      case "Sign" -> storing.sign(task);
      case "Send" -> storing.send(task);
      case "Announce" -> storing.announce(task);
      case "Remove" -> remove(task, Machine.Answer.COMMITTED);
      case "FailRemove" -> remove(task, Machine.Answer.FAILED);
      case "Release" -> storing.release(task);
      case "TellLost" -> store.lifecycle().tellLost(task);
      default -> throw new IllegalArgumentException("no action " + action);
    };
  }

  private boolean write(Task task, Machine.Answer answer) {
    storing.beginWrite(task);
    return machine.answer(answer);
  }

  private boolean remove(Task task, Machine.Answer answer) {
    endPauses();
    storing.beginRemove(task);
    return machine.answer(answer);
  }

  private boolean delete(Machine.Answer answer) {
    endPauses();
    store.collector().beginDelete();
    return machine.answer(answer);
  }

  private void endPauses() {
    for (Runnable timer = timers.poll(); timer != null; timer = timers.poll()) {
      timer.run();
    }
  }

  private boolean start() {
    try {
      store.lifecycle().start();
      return true;
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.FULL) {
        return false;
      }
      throw new AssertionError("what was stored cannot be read", e);
    }
  }

  private Task task(Map<String, Object> arguments) {
    return tasks.get(Math.toIntExact(Tla.number(arguments, "r") - 1));
  }

  @Override
  public Map<String, Object> state() {
    Snapshot now = store.snapshot();
    Map<String, Object> state = new HashMap<>(32);
    state.put("time", now.time());
    state.put("db", world.ofDigests(d -> machine.inDatabase(world.digestOf(d))));
    state.put("disk", world.ofDigests(d -> machine.onDisk(world.digestOf(d))));
    state.put("cache", world.ofDigests(d -> cached(now, d)));
    state.put("queue", queue(now));
    state.put("used", charge(now.used().getOrDefault(World.AUTHOR, Charge.NONE)));
    state.put("collector", collector(now));
    state.put("task", world.ofRequests(this::place));
    state.put("signed", world.ofRequests(witnesses::signed));
    state.put("taken", world.ofItems(witnesses::taken));
    state.put("announced", world.ofItems(witnesses::announced));
    state.put("outcome", world.ofItems(this::outcome));
    state.put("node", word(now.node()));
    state.put("faults", faults());
    return state;
  }

  private Object cached(Snapshot now, long digest) {
    Entry entry = now.cache().get(world.digestOf(digest));
    return entry == null
        ? Map.of("expiration", 0L, "payload", false)
        : Map.of("expiration", entry.expiration(), "payload", entry.payload().isPresent());
  }

  private Set<Object> queue(Snapshot now) {
    Set<Object> queue = new HashSet<>();
    now.queue()
        .forEach(entry -> queue.add(List.of(entry.expiration(), world.number(entry.digest()))));
    return queue;
  }

  private Object collector(Snapshot now) {
    Set<Long> evicted =
        now.evicted().map(entry -> Set.of(world.number(entry.digest()))).orElse(Set.of());
    return Map.of(
        "pc", word(now.collector()),
        "due", Set.of(),
        "evicted", evicted,
        "charge", charge(now.evicted().map(Entry::charge).orElse(Charge.NONE)));
  }

  private Object place(long request) {
    Task task = tasks.get(Math.toIntExact(request - 1));
    Place place = task.place();
    boolean away = place == Place.DONE || place == Place.LOST;
    return Map.of("pc", word(place), "batch", away ? 1L : (long) task.batchNumber());
  }

  private Object outcome(List<Long> item) {
    int request = Math.toIntExact(item.get(0) - 1);
    int batch = Math.toIntExact(item.get(1));
    Optional<Fate> fate = promises.get(request).get(batch - 1).receipt().fate();
    Task task = tasks.get(request);
    return fate.map(BatchPersistenceSubject::word)
        .orElse(task.begun && task.batchNumber() == batch ? "accepted" : "new");
  }

  private Object faults() {
    Map<String, Object> left = new HashMap<>();
    world.faults.forEach(
        (kind, budget) ->
            left.put(
                kind,
                budget
                    - (kind.equals("crash")
                        ? downs - machine.faults("power")
                        : machine.faults(kind))));
    return left;
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

  private static String word(Fate fate) {
    if (fate instanceof Fate.Refused refused) {
      return word(refused.reason());
    } else if (fate instanceof Fate.Undelivered undelivered) {
      return word(undelivered.reason());
    } else if (fate instanceof Fate.Unknown unknown) {
      return word(unknown.reason());
    }
    return "delivered";
  }

  /** The specification's word for a reason. */
  private static String word(Reason reason) {
    return switch (reason) {
      case EXPIRED -> "expired";
      case OVER_QUOTA -> "overQuota";
      case NODE_STOPPED -> "nodeStopped";
      case WRITE_FAILED -> "writeFailed";
      case NODE_CRASHED -> "nodeCrashed";
      default -> throw new AssertionError("the specification knows no " + reason);
    };
  }
}
