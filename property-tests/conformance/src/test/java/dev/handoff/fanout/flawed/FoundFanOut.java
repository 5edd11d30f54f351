package dev.handoff.fanout.flawed;

import dev.handoff.fanout.flawed.FoundComponent.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The commit fan-out as found: {@code notify} puts the notification into the coordinator's queue
 * without waiting and says nothing; the coordinator sends each to PC, PM and BG in turn, waiting
 * while a channel is full, and panics when the receiver is gone.
 *
 * <p>Each method takes a step, if it can be taken, and returns whether it did.
 */
class FoundFanOut {
  private static final List<String> SEND_ORDER = List.of("PC", "PM", "BG");
  private static final List<String> STOP_ORDER = List.of("BG", "PC", "PM");

  /** What has become of the coordinator's task. */
  enum Mode {
    RUNNING,
    DEAD,
    ENDED
  }

  private final FoundSettings settings;
  private final Map<String, FoundComponent> components = new TreeMap<>();
  private final Deque<Long> queue = new ArrayDeque<>();
  private final TreeSet<Long> ledger = new TreeSet<>();
  private List<Long> log = new ArrayList<>();
  private String shutdown = "running";
  private boolean isExited;
  private long faults;

  private Mode mode = Mode.RUNNING;
  private Optional<Long> command = Optional.empty();
  private final Deque<String> left = new ArrayDeque<>();
  private boolean awaiting;

  FoundFanOut(FoundSettings settings) {
    this.settings = settings;
    for (String name : SEND_ORDER) {
      components.put(name, new FoundComponent(name, settings.channelBound(), settings.expiry()));
    }
  }

  FoundComponent component(String name) {
    FoundComponent component = components.get(name);
    if (component == null) {
      throw new AssertionError("no such component: " + name);
    }
    return component;
  }

  /** Returns the commits that were announced. */
  final SortedSet<Long> ledger() {
    return ledger;
  }

  final Optional<Long> command() {
    return command;
  }

  final boolean isInHand(long expected) {
    return command.isPresent() && command.get() == expected;
  }

  final boolean hasServedAll() {
    return left.isEmpty();
  }

  // The owner

  boolean announce(long commit) {
    ledger.add(commit);
    if (mode == Mode.RUNNING && queue.size() < settings.queueBound()) {
      queue.add(commit);
      log.add(commit);
    }
    return true;
  }

  boolean requestShutdown() {
    if (mode == Mode.RUNNING && queue.size() >= settings.queueBound()) {
      return false;
    }
    shutdown = "requested";
    if (mode == Mode.RUNNING) {
      queue.add(FoundComponent.STOP);
    }
    return true;
  }

  // The coordinator

  boolean takeCommand() {
    if (mode != Mode.RUNNING || command.isPresent() || queue.isEmpty()) {
      return false;
    }
    long next = queue.remove();
    command = Optional.of(next);
    left.addAll(next == FoundComponent.STOP ? STOP_ORDER : SEND_ORDER);
    return true;
  }

  boolean sendCommit(FoundComponent to) {
    if (isInHand(FoundComponent.STOP) || !send(to)) {
      return false;
    }
    left.remove();
    whenSent();
    return true;
  }

  /** The commit in hand was sent to the next component. */
  void whenSent() {
    if (left.isEmpty()) {
      idle(Mode.RUNNING);
    }
  }

  boolean sendStop(FoundComponent to) {
    if (!isInHand(FoundComponent.STOP) || !send(to)) {
      return false;
    }
    awaiting = true;
    return true;
  }

  private boolean send(FoundComponent to) {
    if (!isTurn(to) || awaiting || !to.hasReceiver() || !to.hasRoom()) {
      return false;
    }
    to.send(command.orElseThrow());
    return true;
  }

  private boolean isTurn(FoundComponent component) {
    return component.name().equals(left.peek());
  }

  boolean awaitStopped(FoundComponent component) {
    if (!awaiting || !isTurn(component) || component.status() != Status.STOPPED) {
      return false;
    }
    left.remove();
    awaiting = false;
    if (left.isEmpty()) {
      // The loop ends, whatever is still in the queue.
      idle(Mode.ENDED);
      shutdown = "done";
    }
    return true;
  }

  boolean panicOn(FoundComponent component) {
    if (!isLost(component)) {
      return false;
    }
    panic();
    return true;
  }

  /** Returns whether nobody receives from it, or its acknowledgement can no longer come. */
  final boolean isLost(FoundComponent component) {
    return isTurn(component)
        && (awaiting
            ? component.status() != Status.STOPPED
                && !component.channel().contains(FoundComponent.STOP)
            : !component.hasReceiver());
  }

  final void panic() {
    if (settings.exitsOnPanic()) {
      exit();
    } else {
      idle(Mode.DEAD);
      queue.clear();
    }
  }

  final void idle(Mode now) {
    mode = now;
    command = Optional.empty();
    left.clear();
    awaiting = false;
  }

  // The components

  boolean handle(FoundComponent component) {
    if (!component.isNext(false)) {
      return false;
    }
    component.handle();
    return true;
  }

  boolean stop(FoundComponent component) {
    if (!component.isNext(true)) {
      return false;
    }
    component.stop();
    return true;
  }

  // Faults, and what follows them

  boolean crash(FoundComponent component) {
    faults++;
    if (settings.exitsOnPanic()) {
      exit();
    } else {
      component.fall();
    }
    return true;
  }

  /** The panic hook ends the process before any unwinding. */
  void exit() {
    isExited = true;
    queue.clear();
    components.values().forEach(FoundComponent::fall);
    idle(Mode.RUNNING);
  }

  /** The supervisor starts the process, which recovers the history from the ledger. */
  boolean restartProcess() {
    isExited = false;
    log = new ArrayList<>(ledger);
    for (FoundComponent component : components.values()) {
      component.forget();
      log.forEach(component::honour);
      component.become(Status.UP);
    }
    return true;
  }

  boolean restart(FoundComponent component) {
    if (!settings.isDurable()) {
      component.forget();
    }
    component.become(Status.UP);
    return true;
  }

  boolean hang(FoundComponent component) {
    faults++;
    component.become(Status.HUNG);
    return true;
  }

  boolean resume(FoundComponent component) {
    component.become(Status.UP);
    return true;
  }

  // For whoever looks

  final List<Long> queue() {
    return List.copyOf(queue);
  }

  final List<Long> log() {
    return List.copyOf(log);
  }

  final String shutdown() {
    return shutdown;
  }

  final boolean isExited() {
    return isExited;
  }

  final long faults() {
    return faults;
  }

  final Mode mode() {
    return mode;
  }

  final List<String> left() {
    return List.copyOf(left);
  }

  final boolean isAwaiting() {
    return awaiting;
  }
}
