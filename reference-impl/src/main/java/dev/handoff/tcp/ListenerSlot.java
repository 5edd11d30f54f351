package dev.handoff.tcp;

import dev.handoff.Scheduler;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A place for one listener, which is called once, on the scheduler.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>waiting</td><td>who listens; who calls</td><td>atomic exchange</td></tr>
 * </table>
 */
final class ListenerSlot {
  private static final Runnable NOBODY = ListenerSlot::nobody;

  private final AtomicReference<Runnable> waiting = new AtomicReference<>(NOBODY);
  private final Scheduler scheduler;

  ListenerSlot(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  private static void nobody() {}

  /** Puts the listener in the place of the one that waits. */
  void set(Runnable listener) {
    waiting.set(listener);
  }

  /** Calls the listener that waits, if there is one. */
  void call() {
    Runnable listener = waiting.getAndSet(NOBODY);
    if (listener != NOBODY) {
      scheduler.execute(listener);
    }
  }
}
