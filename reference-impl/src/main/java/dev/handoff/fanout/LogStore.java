package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.StoreException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The log in the store. Entries are written in groups: all that came while the last group was on
 * its way. What was truncated goes with the next group.
 *
 * <p>Nothing that is about an entry is written before the entry is stored, so a log that is read
 * again is never behind a cursor or a state.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>pending, pendingEnd, stored, deleted</td><td>the log, and the writer's answers</td><td>the
 * log's guard</td></tr>
 * </table>
 */
final class LogStore {
  private final Writer writer;
  private final Consumer<Guard.Section> whenStored;
  private List<Mutation> pending = new ArrayList<>();
  private long pendingEnd;

  /** Entries before this position are stored, or were. */
  private long stored;

  /** Entries before this position were deleted, or will be by what is on its way. */
  private long deleted;

  LogStore(Writer writer, Consumer<Guard.Section> whenStored) {
    this.writer = writer;
    this.whenStored = whenStored;
  }

  /**
   * What was found in the store.
   *
   * @param first the position of the first entry
   * @param entries from there on
   * @param effect what the log amounts to, to its end
   * @param cursors how far each component has acknowledged it
   */
  record Recovered(
      long first, List<Commit> entries, CommitHistory effect, Map<ComponentName, Long> cursors) {

    /** Returns the position behind the last entry. */
    long end() {
      return effect.applied();
    }

    /** Returns how far the component has acknowledged the log. */
    long cursor(ComponentName component) {
      return cursors.getOrDefault(component, 0L);
    }

    /** Returns what is found without a store. */
    static Recovered nothing() {
      return new Recovered(0, List.of(), new CommitHistory(), Map.of());
    }
  }

  /** Reads the log and the cursors; outside of the section, while nothing is being written. */
  static Recovered load(Store store) throws StoreException {
    CommitHistory effect = Records.readHistory(store, Records.LOG_OWNER);
    SortedMap<Long, Commit> entries = Records.readLog(store);
    long end = effect.applied();
    long first = end - entries.size();
    if (!entries.isEmpty() && (entries.firstKey() != first || entries.lastKey() != end - 1)) {
      throw Records.corrupt(
          "the log ends at %d, but its %d entries are from %d to %d"
              .formatted(end, entries.size(), entries.firstKey(), entries.lastKey()));
    }
    Map<ComponentName, Long> cursors = new EnumMap<>(ComponentName.class);
    for (ComponentName component : ComponentName.values()) {
      long cursor = Records.readCursor(store, component);
      if (cursor > end) {
        throw Records.corrupt(
            "the log ends at %d, before the cursor %d of %s"
                .formatted(end, cursor, component.label()));
      }
      cursors.put(component, cursor);
    }
    return new Recovered(first, new ArrayList<>(entries.values()), effect, cursors);
  }

  /** Goes on behind what was found. */
  void install(Recovered recovered) {
    pending.clear();
    stored = recovered.end();
    pendingEnd = stored;
    deleted = recovered.first();
  }

  /** Returns how many entries of the log are stored, those that were truncated since included. */
  long stored() {
    return stored;
  }

  boolean isBusy() {
    return writer.isBusy();
  }

  void abandon() {
    writer.abandon();
  }

  /** Has the next entry written soon, and what it changes in the effect of the log. */
  void append(long position, Commit commit, CommitHistory effectBefore) {
    pending.add(Records.entry(position, commit));
    effectBefore.plan(commit, new Records.HistoryChanges(Records.LOG_OWNER, pending));
    pendingEnd = position + 1;
  }

  /** Begins to write what is pending, unless something is on its way. */
  void flush(Guard.Section section, long base) {
    if (pending.isEmpty() || writer.isBusy()) {
      return;
    }
    List<Mutation> transaction = pending;
    pending = new ArrayList<>();
    long end = pendingEnd;
    for (; deleted < base; deleted++) {
      transaction.add(Records.noEntry(deleted));
    }
    writer.write(
        section,
        transaction,
        later -> {
          stored = end;
          whenStored.accept(later);
        });
  }
}
