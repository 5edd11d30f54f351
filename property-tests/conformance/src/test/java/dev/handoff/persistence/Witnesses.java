package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Signer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has been seen at the ports of a batch store: what it had signed, what left the node, and
 * what it announced. A call names a batch and no request; the request is that of the task which is
 * at that call with this batch, and there is one at most, since a digest has one owner.
 *
 * <p>Not thread-safe.
 */
final class Witnesses implements Signer, SignatureSink, Announcements {
  private final World world;
  private final Machine machine;
  private final List<Task> tasks;
  private final Map<Long, Set<Long>> signed = new HashMap<>();
  private final Map<List<Long>, Long> taken = new HashMap<>();
  private final Map<List<Long>, String> announced = new HashMap<>();

  /**
   * Begins to watch.
   *
   * @param tasks the tasks of the requests in their order, may be filled later
   */
  Witnesses(World world, Machine machine, List<Task> tasks) {
    this.world = world;
    this.machine = machine;
    this.tasks = tasks;
  }

  @Override
  public Bytes sign(Bytes message) {
    for (Task task : tasks) {
      if (task.isAt(Place.SIGN) && task.batch().info().encoded().equals(message)) {
        List<Long> item = item(task);
        signed.computeIfAbsent(item.get(0), any -> new HashSet<>()).add(item.get(1));
        return message;
      }
    }
    throw new AssertionError("nobody is there to sign " + message);
  }

  @Override
  public void send(SignedBatchInfo out) {
    if (!out.signature().equals(out.info().encoded())) {
      throw new AssertionError("this is the signature of something else than " + out.info());
    }
    taken.merge(item(at(Place.SEND, out.info())), 1L, Long::sum);
  }

  @Override
  public void announce(BatchInfo info) {
    boolean stored = machine.inDatabase(info.digest()) != 0;
    announced.put(item(at(Place.ANNOUNCE, info)), stored ? "stored" : "notStored");
  }

  /** The process is gone: with it the proof manager, and what lost tasks knew of signatures. */
  void forget() {
    announced.clear();
    tasks.stream()
        .filter(task -> task.isAt(Place.LOST))
        .forEach(lost -> signed.remove(lost.number));
  }

  Set<Long> signed(long request) {
    return Set.copyOf(signed.getOrDefault(request, Set.of()));
  }

  long taken(List<Long> item) {
    return taken.getOrDefault(item, 0L);
  }

  String announced(List<Long> item) {
    return announced.getOrDefault(item, "no");
  }

  private Task at(Place place, BatchInfo info) {
    for (Task task : tasks) {
      if (task.isAt(place) && task.batch().info().equals(info)) {
        return task;
      }
    }
    throw new AssertionError("no task is at " + place + " with " + info);
  }

  private List<Long> item(Task task) {
    return world.items.get(Math.toIntExact(task.number - 1)).get(task.batchNumber() - 1);
  }
}
