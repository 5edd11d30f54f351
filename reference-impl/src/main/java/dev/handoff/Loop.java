package dev.handoff;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Takes the steps of one component, one at a time, whenever there is something to do: a task of a
 * {@link Scheduler} that is there at most once, however often it is woken.
 *
 * <p>Thread-safe. Steps never overlap, and each sees the effects of those before it and of all that
 * preceded the {@link #wake} that led to it.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>state</td><td>wakers and the running task</td><td>compare-and-set</td></tr>
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
    WOKEN
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.ASLEEP);
  private final Scheduler scheduler;
  private final Step step;
  private final Consumer<? super RuntimeException> onFailure;

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
            now -> now == State.RUNNING || now == State.WOKEN ? State.WOKEN : State.SCHEDULED);
    if (before == State.ASLEEP) {
      scheduler.execute(this::run);
    }
  }

  private void run() {
    state.set(State.RUNNING);
    boolean again = false;
    try {
      again = takeSteps();
    } catch (RuntimeException e) {
      onFailure.accept(e);
    } finally {
      if (again || !state.compareAndSet(State.RUNNING, State.ASLEEP)) {
        state.set(State.SCHEDULED);
        scheduler.execute(this::run);
      }
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
