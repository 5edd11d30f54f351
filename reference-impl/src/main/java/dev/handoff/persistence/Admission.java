package dev.handoff.persistence;

import dev.handoff.Fate;
import dev.handoff.Guard;
import dev.handoff.Reason;
import dev.handoff.trace.SpecAction;
import java.util.Optional;

/**
 * The first steps of a task: it is received, and admits its batches one after the other, each when
 * nobody owns its digest. A second request for a digest in flight waits.
 *
 * <p>Thread-safe; without state of its own. Each step is one critical section of the store.
 */
final class Admission {
  private static final Fate EXPIRED = new Fate.Refused(Reason.EXPIRED);
  private static final Fate OVER_QUOTA = new Fate.Refused(Reason.OVER_QUOTA);

  private final StoreState state;

  Admission(StoreState state) {
    this.state = state;
  }

  /** Takes the request on; returns why not, if it does not. */
  @SpecAction(value = "BatchPersistence!Receive", arguments = "r", by = SpecAction.By.ENVIRONMENT)
  Optional<Reason> receive(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      Optional<Reason> refusal = refusal();
      if (refusal.isEmpty()) {
        task.goTo(Place.CHECK);
        state.tasks.put(task.number, task);
        if (state.lines.join(task.batch().digest(), task)) {
          section.afterwards(task::wake);
        }
        section.record("BatchPersistence!Receive", task.number);
      }
      return refusal;
    }
  }

  /** Returns why no request would be taken on now. */
  Optional<Reason> whyNot() {
    return state.within(this::refusal);
  }

  private Optional<Reason> refusal() {
    if (!state.isUp() || state.stopping) {
      return Optional.of(Reason.CLOSED);
    }
    return state.tasks.size() < state.settings.maxRequests()
        ? Optional.empty()
        : Optional.of(Reason.FULL);
  }

  /**
   * Takes whichever step is enabled, if it is the turn of the task; the common one is tried first.
   */
  boolean admit(Task task) {
    if (!isTurnOf(task)) {
      return false;
    }
    if (!reserve(task) && !findStored(task) && !refuseOverQuota(task)) {
      refuseExpired(task);
    }
    // If none was enabled, then time or quota has changed between two of them: look again.
    return true;
  }

  private boolean isTurnOf(Task task) {
    return state.within(
        () -> task.isAt(Place.CHECK) && state.lines.isTurnOf(task.batch().digest(), task));
  }

  /** Refuses a batch that is past its expiration. */
  @SpecAction(value = "BatchPersistence!RefuseExpired", arguments = "r")
  boolean refuseExpired(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled = mayAdmit(task) && isExpired(task.batch());
      if (enabled) {
        refuse(section, task, EXPIRED, "BatchPersistence!RefuseExpired");
      }
      return enabled;
    }
  }

  /** Refuses a batch that is not stored and does not fit. */
  @SpecAction(value = "BatchPersistence!RefuseOverQuota", arguments = "r")
  boolean refuseOverQuota(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled =
          mayAdmit(task) && !isExpired(task.batch()) && !state.catalog.fitsStore(task.batch());
      if (enabled) {
        refuse(section, task, OVER_QUOTA, "BatchPersistence!RefuseOverQuota");
      }
      return enabled;
    }
  }

  /** Owns the digest, and reserves what the store will hold. */
  @SpecAction(value = "BatchPersistence!Reserve", arguments = "r")
  boolean reserve(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled =
          mayAdmit(task)
              && !isExpired(task.batch())
              && !isStoredLongEnough(task.batch())
              && state.catalog.fitsStore(task.batch());
      if (enabled) {
        state.catalog.reserve(task.batch());
        own(section, task, Place.WRITE, "BatchPersistence!Reserve");
      }
      return enabled;
    }
  }

  /** Owns the digest; what is cached is durable, so it can be signed. */
  @SpecAction(value = "BatchPersistence!FindStored", arguments = "r")
  boolean findStored(Task task) {
    try (Guard.Section section = state.guard.enter()) {
      boolean enabled =
          mayAdmit(task) && !isExpired(task.batch()) && isStoredLongEnough(task.batch());
      if (enabled) {
        own(section, task, Place.SIGN, "BatchPersistence!FindStored");
      }
      return enabled;
    }
  }

  private boolean mayAdmit(Task task) {
    return task.isAt(Place.CHECK) && state.lines.isFree(task.batch().digest());
  }

  private boolean isExpired(Batch batch) {
    return batch.expiration() <= state.time;
  }

  private boolean isStoredLongEnough(Batch batch) {
    return state.catalog.outlives(batch.digest(), batch.expiration());
  }

  private void own(Guard.Section section, Task task, Place next, String action) {
    state.lines.own(task.batch().digest(), task);
    task.begun = true;
    task.goTo(next);
    section.record(action, task.number);
  }

  private void refuse(Guard.Section section, Task task, Fate fate, String action) {
    state.tell(section, task.promise(), fate);
    state.goOn(section, task);
    section.record(action, task.number);
  }
}
