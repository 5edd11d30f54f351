package dev.handoff.fanout.flawed;

import dev.handoff.fanout.flawed.FoundComponent.Status;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The commit fan-out whose coordinator waits until every component says that it has processed the
 * commit, without a deadline and without a retry.
 */
final class AcknowledgedFanOut extends FoundFanOut {
  private final Set<String> due = new TreeSet<>();
  private final TreeMap<Long, Set<String>> acknowledged = new TreeMap<>();

  AcknowledgedFanOut(FoundSettings settings) {
    super(settings);
  }

  /** Returns who has handled a commit and not said so yet. */
  Set<String> due() {
    return Set.copyOf(due);
  }

  boolean hasAcknowledged(long commit, String component) {
    return acknowledged.getOrDefault(commit, Set.of()).contains(component);
  }

  /** The commit stays in hand until all have acknowledged it. */
  @Override
  void whenSent() {}

  private boolean isWaiting() {
    return command().isPresent() && !isInHand(FoundComponent.STOP) && hasServedAll();
  }

  boolean awaitProcessed() {
    if (!isWaiting() || acknowledged.getOrDefault(command().orElseThrow(), Set.of()).size() < 3) {
      return false;
    }
    idle(Mode.RUNNING);
    return true;
  }

  @Override
  boolean panicOn(FoundComponent component) {
    if (!isLost(component) && !isUnanswered(component)) {
      return false;
    }
    panic();
    return true;
  }

  /** Returns whether its acknowledgement can no longer come. */
  private boolean isUnanswered(FoundComponent component) {
    return isWaiting()
        && !hasAcknowledged(command().orElseThrow(), component.name())
        && !due.contains(component.name())
        && component.channel().isEmpty();
  }

  @Override
  boolean handle(FoundComponent component) {
    if (due.contains(component.name()) || !super.handle(component)) {
      return false;
    }
    due.add(component.name());
    return true;
  }

  boolean acknowledge(FoundComponent component) {
    if (component.status() != Status.UP || !due.remove(component.name())) {
      return false;
    }
    // Without a coordinator it goes nowhere.
    command().ifPresent(commit -> acknowledge(commit, component.name()));
    return true;
  }

  private void acknowledge(long commit, String component) {
    acknowledged.computeIfAbsent(commit, none -> new TreeSet<>()).add(component);
  }

  @Override
  boolean stop(FoundComponent component) {
    return !due.contains(component.name()) && super.stop(component);
  }

  @Override
  boolean crash(FoundComponent component) {
    due.remove(component.name());
    return super.crash(component);
  }

  @Override
  void exit() {
    due.clear();
    super.exit();
  }

  /** What was recovered from the ledger needs no acknowledgement any more. */
  @Override
  boolean restartProcess() {
    acknowledged.clear();
    for (long commit : ledger()) {
      List.of("PC", "PM", "BG").forEach(component -> acknowledge(commit, component));
    }
    return super.restartProcess();
  }
}
