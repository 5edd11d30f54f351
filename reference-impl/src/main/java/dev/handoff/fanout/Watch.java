package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.Scheduler.Timer;
import java.time.Duration;
import java.util.Optional;

/**
 * Declares components failed whose deadline has passed: those that owe and make no progress, and
 * during a shutdown the one whose turn it is and that does not stop.
 *
 * <p>It has one timer, for the earliest deadline when it was set. A deadline that moves away
 * meanwhile costs nothing until the timer fires.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>timer, dueNanos</td><td>whoever arms it; the timer's task</td><td>the log's guard</td></tr>
 * </table>
 */
final class Watch {
  private final CommitLog log;
  private Optional<Timer> timer = Optional.empty();
  private long dueNanos;

  Watch(CommitLog log) {
    this.log = log;
  }

  private long nanos() {
    return log.ports().clock().nanos();
  }

  /** Returns the moment by which a component that owes must have made progress. */
  long newProgressDue() {
    return nanos() + log.settings().detachAfter().toNanos();
  }

  /**
   * A component owes that did not: its deadline is not before that of a timer set earlier, and
   * without one it is the first. Those who owe with it may not know their deadlines yet.
   */
  void armIfIdle() {
    if (timer.isEmpty()) {
      set(newProgressDue());
    }
  }

  /** Makes sure that the timer fires no later than the earliest deadline. */
  void arm() {
    Optional<Long> earliest = earliest();
    if (earliest.isEmpty()) {
      return;
    }
    long due = earliest.get();
    if (timer.isPresent()) {
      if (due - dueNanos >= 0) {
        return;
      }
      timer.get().cancel();
    }
    set(due);
  }

  private void set(long due) {
    dueNanos = due;
    Duration delay = Duration.ofNanos(Math.max(0, due - nanos()));
    timer = Optional.of(log.ports().scheduler().schedule(delay, this::fire));
  }

  private Optional<Long> earliest() {
    if (log.process() == CommitLog.Lifeline.DOWN) {
      return Optional.empty();
    }
    Optional<Long> earliest = Optional.empty();
    for (Member member : log.members()) {
      if (!member.owed().isEmpty()) {
        earliest = Optional.of(earlier(earliest, member.owed().due()));
      }
    }
    if (log.shutdown() == CommitLog.Shutdown.REQUESTED) {
      Optional<Member> turn = log.phase();
      if (turn.isPresent()) {
        earliest = Optional.of(earlier(earliest, turn.get().phaseDue(this::newPhaseDue)));
      }
    }
    return earliest;
  }

  private long newPhaseDue() {
    return nanos() + log.settings().phaseTimeout().toNanos();
  }

  private static long earlier(Optional<Long> one, long other) {
    return one.isPresent() && one.get() - other < 0 ? one.get() : other;
  }

  private void fire() {
    try (Guard.Section section = log.guard().enter()) {
      timer = Optional.empty();
      if (log.process() == CommitLog.Lifeline.UP) {
        failOverdue(section);
        arm();
      }
    }
  }

  private void failOverdue(Guard.Section section) {
    long now = nanos();
    for (Member member : log.members()) {
      if (!member.owed().isEmpty() && now - member.owed().due() >= 0) {
        member.declareFailed(section);
      }
    }
    if (log.shutdown() == CommitLog.Shutdown.REQUESTED) {
      Optional<Member> turn = log.phase();
      if (turn.isPresent() && now - turn.get().phaseDue(this::newPhaseDue) >= 0) {
        turn.get().declareFailed(section);
      }
    }
  }

  /** Forgets the deadlines: nobody owes any more. */
  void cancel() {
    timer.ifPresent(Timer::cancel);
    timer = Optional.empty();
  }
}
