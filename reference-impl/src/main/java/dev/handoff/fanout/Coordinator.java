package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.Loop;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.trace.SpecAction;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Starts the components, and ends them in order.
 *
 * <p>Thread-safe. A restart reads the store, outside of the log's guard, and waits for another
 * restart that does.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>report</td><td>finishShutdown</td><td>completed once, after its section</td></tr>
 * </table>
 */
final class Coordinator {
  private static final Component.Loaded NOTHING = section -> {};

  private final CommitLog log;
  private final Loop loop;
  private final CompletableFuture<ShutdownReport> report = new CompletableFuture<>();

  Coordinator(FanOutSettings settings, FanOutPorts ports, Guard guard) {
    this.loop = new Loop(ports.scheduler(), this::step, thrown -> {});
    this.log = new CommitLog(settings, ports, guard, loop::wake);
  }

  CommitLog log() {
    return log;
  }

  private boolean step() {
    try (Guard.Section section = log.guard().enter()) {
      finishShutdown(section);
    }
    return false;
  }

  // Shutdown

  /** Requests a shutdown, unless one was requested. */
  CompletionStage<ShutdownReport> shutdown() {
    try (Guard.Section section = log.guard().enter()) {
      if (log.process() == CommitLog.Lifeline.DOWN) {
        abandon(section);
      } else {
        requestShutdown(section);
      }
    }
    return report.minimalCompletionStage();
  }

  @SpecAction(value = "CommitFanOut!RequestShutdown", by = SpecAction.By.ENVIRONMENT)
  boolean requestShutdown(Guard.Section section) {
    if (log.process() == CommitLog.Lifeline.DOWN || log.shutdown() != CommitLog.Shutdown.RUNNING) {
      return false;
    }
    log.shutdown(CommitLog.Shutdown.REQUESTED);
    log.moved(section);
    section.record("CommitFanOut!RequestShutdown");
    return true;
  }

  @SpecAction("CommitFanOut!FinishShutdown")
  boolean finishShutdown(Guard.Section section) {
    if (log.shutdown() != CommitLog.Shutdown.REQUESTED || log.phase().isPresent()) {
      return false;
    }
    end(section);
    section.record("CommitFanOut!FinishShutdown");
    return true;
  }

  /** The process has crashed, and nobody will start it again: what is owed is unknown. */
  private void abandon(Guard.Section section) {
    if (log.shutdown() != CommitLog.Shutdown.DONE) {
      log.members().forEach(member -> member.giveUp(section));
      end(section);
    }
  }

  private void end(Guard.Section section) {
    log.shutdown(CommitLog.Shutdown.DONE);
    log.watch().cancel();
    log.logStore().ifPresent(LogStore::abandon);
    log.members().forEach(Member::abandon);
    ShutdownReport ended = new ShutdownReport(log.members().stream().map(Member::report).toList());
    section.afterwards(() -> report.complete(ended));
  }

  // Starting

  /**
   * Starts a component that is down, with the state that it has saved, or with none.
   *
   * @return whether it was down, and nothing of it was on its way to the store any more
   */
  @SpecAction(
      value = "CommitFanOut!RestartComponent",
      arguments = "c",
      by = SpecAction.By.ENVIRONMENT)
  synchronized boolean restartComponent(ComponentName name) throws StoreException {
    Member member = log.member(name);
    OptionalLong cursor = log.read(() -> cursorToRestartAt(member));
    if (cursor.isEmpty()) {
      return false;
    }
    Component.Loaded loaded = load(member, cursor.getAsLong());
    try (Guard.Section section = log.guard().enter()) {
      if (!mayRestart(member)) {
        return false;
      }
      restart(section, member, loaded);
      log.watch().arm();
      section.record("CommitFanOut!RestartComponent", name.label());
      return true;
    }
  }

  private OptionalLong cursorToRestartAt(Member member) {
    return mayRestart(member) ? OptionalLong.of(member.cursor()) : OptionalLong.empty();
  }

  private boolean mayRestart(Member member) {
    return log.process() == CommitLog.Lifeline.UP
        && member.status() == ComponentStatus.DOWN
        && log.shutdown() != CommitLog.Shutdown.DONE
        && !member.isWriting();
  }

  private Component.Loaded load(Member member, long cursor) throws StoreException {
    Optional<Store> store = log.ports().store();
    if (store.isEmpty() || !member.component().isDurable()) {
      return NOTHING;
    }
    try {
      return member.component().load(store.get(), cursor);
    } catch (StoreException e) {
      log.ports().metrics().failure(CommitLog.PROTOCOL, "state-unreadable");
      throw e;
    }
  }

  private static void restart(Guard.Section section, Member member, Component.Loaded loaded) {
    if (member.component().isDurable()) {
      member.comeUp(section, loaded);
    } else {
      member.start(section);
    }
  }

  /**
   * Starts everything again, with the log, the cursors and the states that the store has.
   *
   * @return whether the process was down, and nothing was on its way to the store any more
   */
  @SpecAction("CommitFanOut!RestartProcess")
  synchronized boolean restartProcess() throws StoreException {
    if (!log.read(this::mayRestartProcess)) {
      return false;
    }
    Found found = find();
    try (Guard.Section section = log.guard().enter()) {
      if (!mayRestartProcess()) {
        return false;
      }
      long end = found.log().end();
      log.members().forEach(member -> member.owed().cut(section, end));
      resume(section, found);
      for (Member member : log.members()) {
        restart(section, member, found.state(member));
      }
      log.watch().arm();
      section.record("CommitFanOut!RestartProcess");
      return true;
    }
  }

  private boolean mayRestartProcess() {
    return log.process() == CommitLog.Lifeline.DOWN
        && log.shutdown() != CommitLog.Shutdown.DONE
        && log.logStore().filter(LogStore::isBusy).isEmpty()
        && log.members().stream().noneMatch(Member::isWriting);
  }

  /** What the store has of everything. */
  private record Found(LogStore.Recovered log, Map<ComponentName, Component.Loaded> states) {
    Component.Loaded state(Member member) {
      return states.getOrDefault(member.name(), NOTHING);
    }
  }

  private Found find() throws StoreException {
    LogStore.Recovered recovered =
        log.ports().store().isPresent()
            ? LogStore.load(log.ports().store().get())
            : LogStore.Recovered.nothing();
    Map<ComponentName, Component.Loaded> states = new EnumMap<>(ComponentName.class);
    for (Member member : log.members()) {
      states.put(member.name(), load(member, recovered.cursor(member.name())));
    }
    return new Found(recovered, states);
  }

  private void resume(Guard.Section section, Found found) {
    LogStore.Recovered recovered = found.log();
    log.install(recovered);
    for (Member member : log.members()) {
      long cursor = recovered.cursor(member.name());
      member.recover(section, cursor, log.reaches(recovered, cursor));
    }
  }

  /** Begins with what the store has; the members have joined, and nobody else knows of this. */
  synchronized void open() throws StoreException {
    Found found = find();
    boolean isNew = found.log().end() == 0;
    try (Guard.Section section = log.guard().enter()) {
      log.members().forEach(member -> member.owed().skip(found.log().end()));
      resume(section, found);
      for (Member member : log.members()) {
        Component.Loaded state = found.state(member);
        if (isNew) {
          member.comeUp(section, state);
        } else {
          restart(section, member, state);
        }
      }
    }
  }
}
