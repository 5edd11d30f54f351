package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.Loop;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.Reason;
import dev.handoff.Uncaught;
import dev.handoff.trace.SpecAction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A component's part in the protocol: reads the log at its own position, applies one entry at a
 * time, and moves its cursor. The methods named like the specification's actions take that action's
 * step if it is enabled, and return whether they did.
 *
 * <p>What an action needs in the store is written before ({@link #prepare}). The answer of the
 * store takes no step: it only says how far the store is, and wakes the member. So an answer that
 * comes after the member was declared hung, or detached, changes nothing behind the log's back; the
 * step is taken when the member is up and attached again, or a snapshot takes its place.
 *
 * <p>Thread-safe: each method but {@link #step} is called within a section of the log's guard.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>status, attached, cursor, position</td><td>the steps</td><td>the log's guard</td></tr>
 * <tr><td>phaseDue, lostInShutdown</td><td>the watch; the steps</td><td>the log's guard</td></tr>
 * <tr><td>savedCursor, savedState, arriving</td><td>the steps; the store's answers</td><td>the log's guard</td></tr>
 * <tr><td>asleep</td><td>step, wake</td><td>the log's guard</td></tr>
 * </table>
 */
final class Member {
  private final CommitLog log;
  private final Component<?> component;
  private final ComponentName name;
  private final Optional<Writer> writer;
  private final Loop loop;
  private final Runnable wake;
  private final int quantum;

  private ComponentStatus status = ComponentStatus.DOWN;
  private boolean attached = true;
  private boolean hasState;

  /** Durable: entries that were acknowledged. */
  private long cursor;

  /** In memory: entries that were read. */
  private long position;

  private final Owed owed;
  private OptionalLong phaseDue = OptionalLong.empty();
  private long lostInShutdown;

  /** The cursor that the store has. */
  private long savedCursor;

  /** How many commits the state in the store contains. */
  private long savedState;

  /** A snapshot that was copied, and is being saved before anybody sees it. */
  private Optional<CommitHistory> arriving = Optional.empty();

  private boolean asleep = true;

  Member(CommitLog log, Component<?> component) {
    this.log = log;
    this.component = component;
    this.name = component.name();
    this.owed = new Owed(log);
    this.quantum = log.ports().scheduler().quantum();
    this.writer =
        log.ports()
            .store()
            .map(store -> new Writer(log.guard(), store, log.ports(), log.settings().retryDelay()));
    this.loop = new Loop(log.ports().scheduler(), this::step, this::failed);
    this.wake = loop::wake;
    component.onUnsaved(wake);
  }

  ComponentName name() {
    return name;
  }

  Component<?> component() {
    return component;
  }

  ComponentStatus status() {
    return status;
  }

  boolean isAttached() {
    return attached;
  }

  long cursor() {
    return cursor;
  }

  long position() {
    return position;
  }

  /** Returns the open promises. */
  Owed owed() {
    return owed;
  }

  /** Returns whether it was stopped in order, or given up and its receipts completed. */
  boolean isOut() {
    return status == ComponentStatus.STOPPED || (hasFailed() && !attached && owed.isEmpty());
  }

  private boolean hasFailed() {
    return status == ComponentStatus.DOWN || status == ComponentStatus.HUNG;
  }

  private boolean canFail() {
    return status == ComponentStatus.UP || status == ComponentStatus.STARTING;
  }

  /** Returns whether a transaction is on its way to the store. */
  boolean isWriting() {
    return writer.isPresent() && writer.get().isBusy();
  }

  // Taking steps

  /** Takes some steps, all that it can up to the quantum; for its loop. */
  private boolean step() {
    try (Guard.Section section = log.guard().enter()) {
      try {
        asleep = false;
        for (int i = 0; i < quantum; i++) {
          if (!act(section)) {
            prepare(section);
            asleep = true;
            return false;
          }
        }
        return true;
      } catch (RuntimeException e) {
        asleep = true;
        if (!crash(section, e)) {
          // It has failed already, so there is no crash that would tell of this.
          section.afterwards(() -> show(e));
        }
        return false;
      }
    }
  }

  /** Takes the next step, if there is one. */
  private boolean act(Guard.Section section) {
    return switch (status) {
      case UP ->
          attached
              ? saveCursor(section) || apply(section) || stop(section)
              : rejoin(section) || resynchronise(section);
      case STARTING -> resynchronise(section);
      // What hung was the store, or the scheduler; the scheduler is here.
      case HUNG -> (!isWriting() && resume(section)) || detachAgain(section);
      case DOWN -> detachAgain(section);
      case STOPPED -> false;
    };
  }

  /** Somebody who was told after a step has thrown; the step itself was taken. */
  private void failed(RuntimeException thrown) {
    show(thrown);
    wake.run();
  }

  private void show(RuntimeException thrown) {
    metrics().failure(CommitLog.PROTOCOL, "step");
    Uncaught.report(thrown);
  }

  /** Has its loop take steps, if it sleeps. One that has stopped is left alone for good. */
  void wake(Guard.Section section) {
    if (asleep && status != ComponentStatus.STOPPED) {
      asleep = false;
      section.afterwards(wake);
    }
  }

  /**
   * Begins to write what the next step needs in the store, unless something is on its way.
   *
   * @return whether it did
   */
  boolean prepare(Guard.Section section) {
    if (writer.isEmpty() || isWriting() || status != ComponentStatus.UP) {
      return false;
    }
    if (arriving.isPresent()) {
      return log.stored() >= position && saveSnapshot(section, arriving.get());
    } else if (needsState() && log.stored() > position) {
      return saveState(section, position + 1, component.plan(log.entry(position)));
    } else if (needsCursor() && log.stored() >= position) {
      long saved = position;
      List<Mutation> transaction = List.of(Records.cursor(name, saved));
      write(section, transaction, () -> savedCursor = saved);
      return true;
    }
    return component.hasUnsaved() && saveState(section, savedState, component.takeUnsaved());
  }

  private boolean needsState() {
    return component.isDurable()
        && attached
        && position == cursor
        && position < log.end()
        && component.applied() == position
        && savedState == position;
  }

  private boolean needsCursor() {
    return savedCursor != position && (attached || position >= log.base());
  }

  private boolean saveSnapshot(Guard.Section section, CommitHistory snapshot) {
    writer
        .orElseThrow()
        .write(
            section,
            component.planTakeOver(snapshot),
            later -> {
              component.takeOver(later, snapshot);
              arriving = Optional.empty();
              savedState = snapshot.applied();
              wake(later);
            });
    return true;
  }

  private boolean saveState(Guard.Section section, long contains, List<Mutation> transaction) {
    write(section, transaction, () -> savedState = contains);
    return true;
  }

  private void write(Guard.Section section, List<Mutation> transaction, Runnable whenSaved) {
    writer
        .orElseThrow()
        .write(
            section,
            transaction,
            later -> {
              whenSaved.run();
              wake(later);
            });
  }

  // The component

  @SpecAction(value = "CommitFanOut!Apply", arguments = "c")
  boolean apply(Guard.Section section) {
    if (status != ComponentStatus.UP || !attached || position != cursor || position >= log.end()) {
      return false;
    }
    // A commit that the state contains is skipped.
    if (component.applied() == position) {
      if (component.isDurable() && savedState == position) {
        return false;
      }
      component.honour(section, log.entry(position));
    }
    position++;
    section.record("CommitFanOut!Apply", name.label());
    return true;
  }

  @SpecAction(value = "CommitFanOut!SaveCursor", arguments = "c")
  boolean saveCursor(Guard.Section section) {
    if (status != ComponentStatus.UP || !attached || position <= cursor || !isPositionSaved()) {
      return false;
    }
    cursor = position;
    owed.deliver(section, cursor);
    section.record("CommitFanOut!SaveCursor", name.label());
    return true;
  }

  @SpecAction(value = "CommitFanOut!Resynchronise", arguments = "c")
  boolean resynchronise(Guard.Section section) {
    boolean isBehind =
        status == ComponentStatus.UP && !attached && position < log.base() && arriving.isEmpty();
    if (!isBehind && status != ComponentStatus.STARTING) {
      return false;
    }
    CommitHistory snapshot = log.snapshot();
    if (component.isDurable()) {
      arriving = Optional.of(snapshot);
    } else {
      if (!hasState) {
        component.forget(section);
      }
      component.takeOver(section, snapshot);
    }
    hasState = true;
    position = log.end();
    become(section, ComponentStatus.UP);
    owed.progress();
    section.record("CommitFanOut!Resynchronise", name.label());
    return true;
  }

  @SpecAction(value = "CommitFanOut!Rejoin", arguments = "c")
  boolean rejoin(Guard.Section section) {
    if (status != ComponentStatus.UP
        || attached
        || position < log.base()
        || arriving.isPresent()
        || !isPositionSaved()) {
      return false;
    }
    attached = true;
    cursor = position;
    owed.deliver(section, cursor);
    section.record("CommitFanOut!Rejoin", name.label());
    return true;
  }

  private boolean isPositionSaved() {
    return writer.isEmpty() || savedCursor == position;
  }

  // The coordinator, about this component

  @SpecAction(value = "CommitFanOut!Detach", arguments = "c")
  boolean detach(Guard.Section section) {
    boolean isInTheWay = attached && log.shutdown() == CommitLog.Shutdown.REQUESTED;
    if (log.process() == CommitLog.Lifeline.DOWN
        || !hasFailed()
        || !(!owed.isEmpty() || isInTheWay)) {
      return false;
    }
    if (attached) {
      metrics().failure(CommitLog.PROTOCOL, "component-detached");
    }
    attached = false;
    long lost = owed.loseAll(section, Reason.DETACHED);
    if (log.shutdown() == CommitLog.Shutdown.REQUESTED) {
      lostInShutdown += lost;
    }
    log.moved(section);
    section.record("CommitFanOut!Detach", name.label());
    return true;
  }

  @SpecAction(value = "CommitFanOut!Stop", arguments = "c")
  boolean stop(Guard.Section section) {
    if (log.shutdown() != CommitLog.Shutdown.REQUESTED
        || status != ComponentStatus.UP
        || !attached
        || cursor != log.end()
        || !isTurn()
        || component.hasUnsaved()
        || isWriting()) {
      return false;
    }
    become(section, ComponentStatus.STOPPED);
    section.record("CommitFanOut!Stop", name.label());
    return true;
  }

  /** Returns whether all that are stopped before this one are out. */
  private boolean isTurn() {
    for (Member before : log.members()) {
      if (before == this) {
        break;
      } else if (!before.isOut()) {
        return false;
      }
    }
    return true;
  }

  /** One that has failed, and for whom the log does not wait, owes new entries for no time. */
  private boolean detachAgain(Guard.Section section) {
    return !attached && detach(section);
  }

  /** Its deadline has passed: it is hung unless it is down, and nobody waits for it any longer. */
  void declareFailed(Guard.Section section) {
    hang(section);
    detach(section);
  }

  // The environment

  @SpecAction(value = "CommitFanOut!Hang", arguments = "c", by = SpecAction.By.ENVIRONMENT)
  boolean hang(Guard.Section section) {
    if (!canFail()) {
      return false;
    }
    metrics().failure(CommitLog.PROTOCOL, "component-hung");
    become(section, ComponentStatus.HUNG);
    section.record("CommitFanOut!Hang", name.label());
    return true;
  }

  @SpecAction(value = "CommitFanOut!Resume", arguments = "c", by = SpecAction.By.ENVIRONMENT)
  boolean resume(Guard.Section section) {
    if (status != ComponentStatus.HUNG || log.shutdown() == CommitLog.Shutdown.DONE) {
      return false;
    }
    // One that hung before it had a state still has none.
    become(section, hasState ? ComponentStatus.UP : ComponentStatus.STARTING);
    section.record("CommitFanOut!Resume", name.label());
    return true;
  }

  /** Under the panic policy "process" all die of it. */
  @SpecAction(value = "CommitFanOut!Crash", arguments = "c", by = SpecAction.By.ENVIRONMENT)
  boolean crash(Guard.Section section, RuntimeException cause) {
    if (!canFail()) {
      return false;
    }
    if (log.settings().panicPolicy() == PanicPolicy.PROCESS) {
      log.process(CommitLog.Lifeline.DOWN);
      log.logStore().ifPresent(LogStore::abandon);
      log.members().forEach(member -> member.fall(section));
    } else {
      fall(section);
    }
    section.record("CommitFanOut!Crash", name.label());
    section.afterwards(() -> report(cause));
    return true;
  }

  private void fall(Guard.Section section) {
    position = cursor;
    arriving = Optional.empty();
    writer.ifPresent(Writer::abandon);
    become(section, ComponentStatus.DOWN);
  }

  private void report(RuntimeException cause) {
    metrics().failure(CommitLog.PROTOCOL, "component-crashed");
    try {
      log.ports().supervisor().crashed(name, cause);
    } catch (RuntimeException e) {
      metrics().failure(CommitLog.PROTOCOL, "supervisor");
    }
  }

  private Metrics metrics() {
    return log.ports().metrics();
  }

  private void become(Guard.Section section, ComponentStatus now) {
    status = now;
    component.serve(now == ComponentStatus.UP || (now == ComponentStatus.HUNG && hasState));
    wake(section);
    log.moved(section);
  }

  /**
   * One more promise is to come. The log's bound keeps room for it where the log waits; where it
   * does not, a component that owes that much is as good as hung.
   */
  void makeRoom(Guard.Section section) {
    if (owed.isFull()) {
      declareFailed(section);
    }
  }

  // Starting again

  /** Returns when this component must be out, once its phase of the shutdown has begun. */
  long phaseDue(LongSupplier ifItBegins) {
    if (phaseDue.isEmpty()) {
      phaseDue = OptionalLong.of(ifItBegins.getAsLong());
    }
    return phaseDue.getAsLong();
  }

  ShutdownReport.Phase report() {
    return new ShutdownReport.Phase(
        name,
        status == ComponentStatus.STOPPED
            ? ShutdownReport.Outcome.STOPPED
            : ShutdownReport.Outcome.DETACHED,
        lostInShutdown);
  }

  /** The process has crashed for good: what is owed is unknown. */
  void giveUp(Guard.Section section) {
    lostInShutdown += owed.loseAll(section, Reason.NODE_CRASHED);
  }

  /** Gives up what is on its way to the store. */
  void abandon() {
    writer.ifPresent(Writer::abandon);
  }

  /** Goes on at the cursor that was found in the store. */
  void recover(Guard.Section section, long recoveredCursor, boolean isReached) {
    attached = isReached;
    cursor = recoveredCursor;
    position = recoveredCursor;
    owed.deliver(section, cursor);
  }

  /** Comes up at its cursor with what was loaded. */
  void comeUp(Guard.Section section, Component.Loaded loaded) {
    loaded.install(section);
    savedState = component.applied();
    savedCursor = cursor;
    hasState = true;
    become(section, ComponentStatus.UP);
    owed.progress();
  }

  /** Comes up without a state. */
  void start(Guard.Section section) {
    savedCursor = cursor;
    hasState = false;
    become(section, ComponentStatus.STARTING);
    owed.progress();
  }
}
