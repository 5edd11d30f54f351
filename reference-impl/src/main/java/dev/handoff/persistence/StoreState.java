package dev.handoff.persistence;

import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Promise;
import dev.handoff.StoreException;
import dev.handoff.Uncaught;
import java.time.Duration;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What the steps of the tasks, of the collector and of the node share: the variables of the
 * specification that are a node's, and the few moves that many steps make.
 *
 * <p>Thread-safe as the table says; whoever takes a step enters the guard.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>node, stopping</td><td>the steps of the node, stop</td><td>guard</td></tr>
 * <tr><td>time</td><td>advanceTime</td><td>guard</td></tr>
 * <tr><td>catalog, lines</td><td>the steps of tasks, collector and node</td><td>guard</td></tr>
 * <tr><td>tasks</td><td>receive, the last step of a task, tellLost</td><td>guard</td></tr>
 * <tr><td>offers</td><td>task</td><td>atomic</td></tr>
 * <tr><td>transactions</td><td>begin, end</td><td>guard</td></tr>
 * </table>
 */
final class StoreState {
  /** Whether the node works. */
  enum Status {
    UP,
    DOWN,
    /** It cannot start on what is stored. */
    REFUSED
  }

  final BatchStoreSettings settings;
  final BatchStorePorts ports;
  final Guard guard;
  final Lines lines = new Lines();
  final NavigableMap<Long, Task> tasks = new TreeMap<>();

  /** How many requests were offered, received or not. */
  final AtomicLong offers = new AtomicLong();

  private final Runnable whenDrained;

  Status node = Status.DOWN;
  Catalog catalog;
  long time;
  boolean stopping;

  /** How many transactions the store has not answered. */
  int transactions;

  /**
   * Creates the state of a node that is down.
   *
   * @param whenDrained runs when a node that stops has nothing left to do
   */
  StoreState(BatchStoreSettings settings, BatchStorePorts ports, Runnable whenDrained) {
    this.settings = settings;
    this.ports = ports;
    this.whenDrained = whenDrained;
    this.guard = new Guard(ports.events());
    this.catalog = new Catalog(settings.quotas());
  }

  /** Runs a part that is no step in a section, and returns what it returns. */
  @SuppressWarnings("try") // the section is there for its lock only
  <T> T within(Supplier<? extends T> part) {
    try (Guard.Section section = guard.enter()) {
      return part.get();
    }
  }

  boolean isUp() {
    return node == Status.UP;
  }

  /** Decides the fate of an item; it is counted, then the owner is told, after the section. */
  void tell(Guard.Section section, Promise promise, Fate fate) {
    section.afterwards(() -> ports.metrics().fate(BatchStore.PROTOCOL, fate));
    section.settle(promise, fate);
  }

  /** Lets go of the digest of the batch, and goes on to the next one of the request. */
  void goOn(Guard.Section section, Task task) {
    lines.leave(section, task.batch().digest(), task);
    if (task.next()) {
      task.goTo(Place.CHECK);
      lines.join(task.batch().digest(), task);
    } else {
      task.goTo(Place.DONE);
      tasks.remove(task.number);
      checkDrained(section);
    }
  }

  /** Returns whether a transaction may be begun, and counts it then. Called in a section. */
  boolean begin(StoreCall call) {
    if (call.stage != StoreCall.Stage.NONE) {
      return false;
    }
    call.stage = StoreCall.Stage.UNDER_WAY;
    transactions++;
    return true;
  }

  /** The store has answered. */
  void end(Guard.Section section, StoreCall call) {
    if (call.stage == StoreCall.Stage.UNDER_WAY) {
      call.stage = StoreCall.Stage.NONE;
      transactions--;
      checkDrained(section);
    }
  }

  /** Begins no transaction for a while, then wakes whoever waits for it. */
  void pause(Guard.Section section, StoreCall call, Waiter waiter) {
    call.stage = StoreCall.Stage.PAUSED;
    call.failures++;
    Duration delay = settings.delayBefore(call.failures);
    section.afterwards(() -> ports.scheduler().schedule(delay, () -> resume(call, waiter)));
  }

  /** Ends a pause. */
  void resume(StoreCall call, Waiter waiter) {
    try (Guard.Section section = guard.enter()) {
      if (call.stage == StoreCall.Stage.PAUSED) {
        call.stage = StoreCall.Stage.NONE;
        section.afterwards(waiter::wake);
      }
    }
  }

  void checkDrained(Guard.Section section) {
    if (stopping && isUp() && tasks.isEmpty() && transactions == 0) {
      section.afterwards(whenDrained);
    }
  }

  /** Counts a failure of the store after the section, by what was tried and how it failed. */
  void countFailure(Guard.Section section, String what, StoreException cause) {
    section.afterwards(() -> countFailure(what, cause));
  }

  void countFailure(String what, StoreException cause) {
    String kind = cause.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    ports.metrics().failure(BatchStore.PROTOCOL, what + "-" + kind);
  }

  /** Counts a failure of foreign code, and shows it to whoever watches over this thread. */
  void report(String what, Throwable failure) {
    ports.metrics().failure(BatchStore.PROTOCOL, what);
    Uncaught.report(failure);
  }
}
