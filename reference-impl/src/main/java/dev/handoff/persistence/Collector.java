package dev.handoff.persistence;

import dev.handoff.Digest;
import dev.handoff.Guard;
import dev.handoff.Loop;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.trace.SpecAction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Removes the batches whose time has come, one digest at a time, as its owner: from the cache, then
 * from the store; only then is its quota free. The certified time waits for it.
 *
 * <p>Thread-safe; its loop takes one step at a time.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>pc</td><td>the steps, a crash</td><td>written under the guard of the store, volatile: the loop looks what is next, and the step looks again under the guard</td></tr>
 * <tr><td>certified</td><td>certify</td><td>as pc</td></tr>
 * <tr><td>evicted, awaited, call</td><td>the steps, the loop, a crash</td><td>guard of the store</td></tr>
 * </table>
 */
final class Collector implements Waiter {
  /** What the collector does next. */
  enum Pc {
    IDLE,
    DELETE,
    FREE
  }

  private final StoreState state;
  private final Loop loop;

  /** The store transaction that the collector waits for. */
  final StoreCall call = new StoreCall();

  private volatile Pc pc = Pc.IDLE;
  private Optional<Entry> evicted = Optional.empty();

  /** The digest in whose line the collector stands, without owning it. */
  private Optional<Digest> awaited = Optional.empty();

  private volatile long certified;

  Collector(StoreState state, Consumer<? super RuntimeException> onFailure) {
    this.state = state;
    this.loop = new Loop(state.ports.scheduler(), this::step, onFailure);
  }

  @Override
  public void wake() {
    loop.wake();
  }

  /** Notes the latest certified time, and takes it over when nothing is being collected. */
  void certify(long time) {
    try (Guard.Section section = state.guard.enter()) {
      if (time > certified) {
        certified = time;
        section.afterwards(this::wake);
      }
    }
  }

  private boolean step() {
    return switch (pc) {
      case IDLE -> advanceTime(certified) || evictNext();
      case DELETE -> {
        beginDelete();
        yield false;
      }
      case FREE -> free();
    };
  }

  /** A commit certifies a later time; commits come one at a time, and wait for the collector. */
  @SpecAction(
      value = "BatchPersistence!AdvanceTime",
      arguments = "t",
      by = SpecAction.By.ENVIRONMENT)
  boolean advanceTime(long time) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = isIdle() && time > state.time;
      if (enabled) {
        state.time = time;
        section.record("BatchPersistence!AdvanceTime", time);
      }
      return enabled;
    }
  }

  private boolean evictNext() {
    Optional<Digest> turn = standInLine();
    return turn.isPresent() && evict(turn.get());
  }

  /** Stands in line for a digest that is due; returns it when it is the collector's turn. */
  private Optional<Digest> standInLine() {
    try (Guard.Section section = state.guard.enter()) {
      Optional<Digest> next = isIdle() && !state.stopping ? nextDue() : Optional.empty();
      if (!next.equals(awaited)) {
        awaited.ifPresent(left -> state.lines.leave(section, left, this));
        next.ifPresent(joined -> state.lines.join(joined, this));
        awaited = next;
      }
      return next.filter(digest -> state.lines.isTurnOf(digest, this));
    }
  }

  /** The digest that is awaited as long as it is due, so that the place in its line counts. */
  private Optional<Digest> nextDue() {
    return awaited
        .flatMap(state.catalog::find)
        .filter(this::isCollectable)
        .or(() -> state.catalog.first().filter(this::isCollectable))
        .map(Entry::digest);
  }

  /** Owns a digest that is due; out of the queue and the cache in one critical section. */
  @SpecAction(value = "BatchPersistence!Evict", arguments = "d")
  boolean evict(Digest digest) {
    try (Guard.Section section = state.guard.enter()) {
      Optional<Entry> due = state.catalog.find(digest).filter(this::isCollectable);
      boolean enabled = isIdle() && state.lines.isFree(digest) && due.isPresent();
      if (enabled) {
        state.lines.own(digest, this);
        awaited = Optional.empty();
        state.catalog.evict(due.get());
        evicted = due;
        pc = Pc.DELETE;
        section.record("BatchPersistence!Evict", digest.bytes().hex());
      }
      return enabled;
    }
  }

  /** Begins the deletion that {@link #delete} or {@link #failDelete} completes. */
  void beginDelete() {
    state
        .within(() -> isAt(Pc.DELETE) && state.begin(call) ? evicted : Optional.<Entry>empty())
        .ifPresent(
            entry ->
                state.ports.store().commit(List.of(Records.delete(entry.digest())), this::deleted));
  }

  private void deleted(WriteResult result) {
    Optional<StoreException> failure = WriteResults.causeOf(result);
    if (failure.isPresent()) {
      failDelete(failure.get());
    } else if (delete()) {
      wake();
    }
  }

  /** The record is gone: the store has answered a synced deletion. */
  @SpecAction("BatchPersistence!Delete")
  boolean delete() {
    try (Guard.Section section = state.guard.enter()) {
      state.end(section, call);
      boolean enabled = isAt(Pc.DELETE);
      if (enabled) {
        call.failures = 0;
        pc = Pc.FREE;
        section.record("BatchPersistence!Delete");
      }
      return enabled;
    }
  }

  /** The deletion failed, or may have; it is tried again until it succeeds. */
  @SpecAction(value = "BatchPersistence!FailDelete", by = SpecAction.By.ENVIRONMENT)
  boolean failDelete(StoreException cause) {
    try (Guard.Section section = state.guard.enter()) {
      state.end(section, call);
      state.countFailure(section, "delete", cause);
      boolean enabled = isAt(Pc.DELETE);
      if (enabled) {
        state.pause(section, call, this);
        section.record("BatchPersistence!FailDelete");
      }
      return enabled;
    }
  }

  /** The quota, and the digest. */
  @SpecAction("BatchPersistence!Free")
  boolean free() {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = isAt(Pc.FREE);
      if (enabled) {
        Entry entry = evicted.orElseThrow();
        state.catalog.free(entry);
        state.lines.leave(section, entry.digest(), this);
        evicted = Optional.empty();
        pc = Pc.IDLE;
        section.record("BatchPersistence!Free");
      }
      return enabled;
    }
  }

  /** Returns whether the entry has expired, and the grace has passed. Called in a section. */
  boolean isCollectable(Entry entry) {
    return entry.expiration() <= state.time - state.settings.grace();
  }

  /** Forgets what it was at: the node goes down. Called in a section. */
  void lose() {
    pc = Pc.IDLE;
    evicted = Optional.empty();
    awaited = Optional.empty();
    call.failures = 0;
    if (call.stage == StoreCall.Stage.PAUSED) {
      call.stage = StoreCall.Stage.NONE;
    }
  }

  /** Returns the entry that is being removed. */
  Optional<Entry> evicted() {
    return evicted;
  }

  private boolean isIdle() {
    return isAt(Pc.IDLE);
  }

  private boolean isAt(Pc place) {
    return state.isUp() && pc == place;
  }

  Pc pc() {
    return pc;
  }
}
