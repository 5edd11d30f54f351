package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Reason;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.trace.SpecAction;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a task that owns the digest of its batch: the durable write, what follows from its
 * success, and how a failed one is undone.
 *
 * <p>Whether or not a failed write took effect, nothing of it may remain, unless an earlier record
 * was there: that one's promise goes on, and either record keeps it.
 *
 * <p>Thread-safe; without state of its own. The calls of the store, the signer and the network are
 * outside of the critical section, protected by the ownership of the digest; a step that finds
 * after its call that the node went down meanwhile was not taken.
 */
final class Storing {
  private static final Fate WRITE_FAILED = new Fate.Undelivered(Reason.WRITE_FAILED);
  private static final Fate HANDOVER_FAILED = new Fate.Unknown(Reason.HANDOVER_FAILED);

  private final StoreState state;
  private final Collector collector;

  Storing(StoreState state, Collector collector) {
    this.state = state;
    this.collector = collector;
  }

  /** Begins the write that {@link #write}, or one of its failures, completes. */
  void beginWrite(Task task) {
    if (begin(task, Place.WRITE)) {
      state.ports.store().commit(List.of(Records.put(task.batch())), result -> wrote(task, result));
    }
  }

  private void wrote(Task task, WriteResult result) {
    boolean taken;
    if (result instanceof WriteResult.Failed failed) {
      taken = failWrite(task, failed.cause());
    } else if (result instanceof WriteResult.InDoubt doubt) {
      taken = leaveWriteInDoubt(task, doubt.cause());
    } else {
      taken = write(task);
    }
    if (taken) {
      task.wake();
    }
  }

  /** The record is durable: the store has answered a synced commit. */
  @SpecAction(value = "BatchPersistence!Write", arguments = "r")
  boolean write(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      state.end(section, task.call);
      boolean enabled = task.isAt(Place.WRITE);
      if (enabled) {
        task.goTo(Place.PUBLISH);
        section.record("BatchPersistence!Write", task.number);
      }
      return enabled;
    }
  }

  /** Nothing was written. */
  @SpecAction(value = "BatchPersistence!FailWrite", arguments = "r", by = SpecAction.By.ENVIRONMENT)
  boolean failWrite(Task task, StoreException cause) {
    try (Guard.Section section = state.guard.enter()) {
      boolean taken = failedWrite(section, task, cause);
      if (taken) {
        section.record("BatchPersistence!FailWrite", task.number);
      }
      return taken;
    }
  }

  /**
   * The record may be written or not, and may be on the disk or not. The event has one argument,
   * the request: the specification's second, whether the record is synced, nobody can know, nor
   * whether this was a {@code FailWrite} in truth.
   */
  @SpecAction(
      value = "BatchPersistence!LeaveWriteInDoubt",
      arguments = {"r", "synced"},
      by = SpecAction.By.ENVIRONMENT)
  boolean leaveWriteInDoubt(Task task, StoreException cause) {
    try (Guard.Section section = state.guard.enter()) {
      boolean taken = failedWrite(section, task, cause);
      if (taken) {
        section.record("BatchPersistence!LeaveWriteInDoubt", task.number);
      }
      return taken;
    }
  }

  private boolean failedWrite(Guard.Section section, Task task, StoreException cause) {
    state.end(section, task.call);
    state.countFailure(section, "write", cause);
    if (!task.isAt(Place.WRITE)) {
      return false;
    }
    boolean prolongs = state.catalog.find(task.batch().digest()).isPresent();
    task.goTo(prolongs ? Place.RELEASE : Place.REMOVE);
    return true;
  }

  /** The cache entry, with the payload if memory suffices, and its only place in the queue. */
  @SpecAction(value = "BatchPersistence!Publish", arguments = "r")
  boolean publish(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = task.isAt(Place.PUBLISH);
      if (enabled) {
        Entry entry = state.catalog.publish(task.batch());
        if (collector.isCollectable(entry)) {
          // It expired while it was written; no advance of the time will tell the collector.
          section.afterwards(collector::wake);
        }
        task.goTo(Place.SIGN);
        section.record("BatchPersistence!Publish", task.number);
      }
      return enabled;
    }
  }

  /** Signs what is stored. */
  @SpecAction(value = "BatchPersistence!Sign", arguments = "r")
  boolean sign(Task task) {
    if (!task.isAt(Place.SIGN)) {
      return false;
    }
    BatchInfo info = task.batch().info();
    Bytes signature;
    try {
      signature = state.ports.signer().sign(info.encoded());
    } catch (RuntimeException | Error e) {
      abandon(task, Place.SIGN, "sign", e);
      return false;
    }
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = task.isAt(Place.SIGN);
      if (enabled) {
        task.signed = Optional.of(new SignedBatchInfo(info, signature));
        task.goTo(Place.SEND);
        section.record("BatchPersistence!Sign", task.number);
      }
      return enabled;
    }
  }

  /** The signature leaves the node, before the next batch of the request is begun. */
  @SpecAction(value = "BatchPersistence!Send", arguments = "r")
  boolean send(Task task) {
    if (!task.isAt(Place.SEND)) {
      return false;
    }
    try {
      state.ports.signatures().send(task.signed.orElseThrow());
    } catch (RuntimeException | Error e) {
      abandon(task, Place.SEND, "send", e);
      return false;
    }
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = task.isAt(Place.SEND);
      if (enabled) {
        task.signed = Optional.empty();
        task.goTo(Place.ANNOUNCE);
        section.record("BatchPersistence!Send", task.number);
      }
      return enabled;
    }
  }

  /** The proof manager hears of the batch; the receipt completes, and the digest is free again. */
  @SpecAction(value = "BatchPersistence!Announce", arguments = "r")
  boolean announce(Task task) {
    if (!task.isAt(Place.ANNOUNCE)) {
      return false;
    }
    try {
      state.ports.announcements().announce(task.batch().info());
    } catch (RuntimeException | Error e) {
      abandon(task, Place.ANNOUNCE, "announce", e);
      return false;
    }
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = task.isAt(Place.ANNOUNCE);
      if (enabled) {
        state.tell(section, task.promise(), Fate.DELIVERED);
        state.goOn(section, task);
        section.record("BatchPersistence!Announce", task.number);
      }
      return enabled;
    }
  }

  /** The batch stays stored and charged until it expires, as after a crash; its owner is told. */
  private void abandon(Task task, Place at, String what, Throwable failure) {
    state.report(what, failure);
    try (Guard.Section section = state.guard.enter()) {
      if (task.isAt(at)) {
        task.signed = Optional.empty();
        state.tell(section, task.promise(), HANDOVER_FAILED);
        state.goOn(section, task);
        section.afterwards(task::wake);
      }
    }
  }

  /** Begins the deletion that {@link #remove} or {@link #failRemove} completes. */
  void beginRemove(Task task) {
    if (begin(task, Place.REMOVE)) {
      state
          .ports
          .store()
          .commit(List.of(Records.delete(task.batch().digest())), result -> removed(task, result));
    }
  }

  private void removed(Task task, WriteResult result) {
    Optional<StoreException> failure = WriteResults.causeOf(result);
    if (failure.isPresent()) {
      failRemove(task, failure.get());
    } else if (remove(task)) {
      task.wake();
    }
  }

  /** What may have been written is gone: the store has answered a synced deletion. */
  @SpecAction(value = "BatchPersistence!Remove", arguments = "r")
  boolean remove(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      state.end(section, task.call);
      boolean enabled = task.isAt(Place.REMOVE);
      if (enabled) {
        task.call.failures = 0;
        task.goTo(Place.RELEASE);
        section.record("BatchPersistence!Remove", task.number);
      }
      return enabled;
    }
  }

  /** The deletion failed, or may have; it is tried again until it succeeds. */
  @SpecAction(
      value = "BatchPersistence!FailRemove",
      arguments = "r",
      by = SpecAction.By.ENVIRONMENT)
  boolean failRemove(Task task, StoreException cause) {
    try (Guard.Section section = state.guard.enter()) {
      state.end(section, task.call);
      state.countFailure(section, "remove", cause);
      boolean enabled = task.isAt(Place.REMOVE);
      if (enabled) {
        state.pause(section, task.call, task);
        section.record("BatchPersistence!FailRemove", task.number);
      }
      return enabled;
    }
  }

  /** The reservation is given back, the owner told, and the digest is free again. */
  @SpecAction(value = "BatchPersistence!Release", arguments = "r")
  boolean release(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = task.isAt(Place.RELEASE);
      if (enabled) {
        state.catalog.release(task.batch());
        state.tell(section, task.promise(), WRITE_FAILED);
        state.goOn(section, task);
        section.record("BatchPersistence!Release", task.number);
      }
      return enabled;
    }
  }

  private boolean begin(Task task, Place at) {
    return state.within(() -> task.isAt(at) && state.begin(task.call));
  }
}
