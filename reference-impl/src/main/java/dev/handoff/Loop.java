package dev.handoff;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Takes the steps of one component, one at a time, whenever there is something to do: a task of a
 * {@link Scheduler} that is there at most once, however often it is woken.
 *
 * <p>Thread-safe. Steps never overlap, and each sees the effects of those before it and of all that
 * preceded the {@link #wake} that led to it. A component that has ended says so by {@link #end};
 * its scheduler may be closed then.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>state</td><td>wakers, the running task, whoever ends it</td><td>compare-and-set</td></tr>
 * </table>
 */
public final class Loop {
  /** One step of a component. */
  @FunctionalInterface
  public interface Step {
    /** Takes the next step if there is one; returns whether it did, hence whether to come again. */
    boolean take();
  }

  private enum State {
    ASLEEP,
    SCHEDULED,
    RUNNING,
    /** Woken while running: what woke it may have come after the step looked. */
    WOKEN,
    /** For ever. */
    ENDED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.ASLEEP);
  private final Scheduler scheduler;
  private final Step step;
  private final Consumer<? super RuntimeException> onFailure;
  private final Runnable task = this::run;

  /**
   * Creates a loop that sleeps.
   *
   * @param onFailure gets what a step throws; the loop sleeps then until it is woken again
   */
  public Loop(Scheduler scheduler, Step step, Consumer<? super RuntimeException> onFailure) {
    this.scheduler = scheduler;
    this.step = step;
    this.onFailure = onFailure;
  }

  /** Says that there may be something to do. Never blocks, and takes no step itself. */
  public void wake() {
    State before =
        state.getAndUpdate(
            now ->
                switch (now) {
                  case ASLEEP, SCHEDULED -> State.SCHEDULED;
                  case RUNNING, WOKEN -> State.WOKEN;
                  case ENDED -> State.ENDED;
                });
    if (before == State.ASLEEP) {
      scheduler.execute(task);
    }
  }

  /**
   * Forgets the scheduler: there is nothing more to do, and to wake it has no effect any more. May
   * be called by a step.
   */
  public void end() {
    state.set(State.ENDED);
  }

  private void run() {
    boolean stay;
    do {
      // Reads as well: the effects of whoever woke it meanwhile precede the steps.
      if (!state.compareAndSet(State.SCHEDULED, State.RUNNING)) {
        return;
      }
      boolean again = false;
      try {
        again = takeSteps();
      } catch (RuntimeException e) {
        onFailure.accept(e);
      } finally {
        stay = !sleepOrComeAgain(again);
      }
    } while (stay);
  }

  /** Returns false if there may be more to do, and the scheduler takes no task for it. */
  private boolean sleepOrComeAgain(boolean again) {
    if (!again && state.compareAndSet(State.RUNNING, State.ASLEEP)) {
      return true;
    }
    if (state.getAndUpdate(now -> now == State.ENDED ? State.ENDED : State.SCHEDULED)
        == State.ENDED) {
      return true;
    }
    try {
      scheduler.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      // Its owner, told by the last step that all is done, has closed it: what is left is done
      // here.
      return false;
    }
  }

  /** Returns whether the quantum was used up, so that there may be more to do. */
  private boolean takeSteps() {
    for (int i = 0; i < scheduler.quantum(); i++) {
      if (!step.take()) {
        return false;
      }
    }
    return true;
  }
}
