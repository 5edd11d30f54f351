package dev.handoff.fanout;

/**
 * Port: is told that a component has crashed, so that somebody restarts it ({@link
 * CommitFanOut#restartComponent}), or the process ({@link CommitFanOut#restartProcess}, or its exit
 * and a new {@link CommitFanOut#open}).
 *
 * <p>Implementations are thread-safe. They are called outside of any lock.
 */
@FunctionalInterface
public interface Supervisor {
  /** Lets everything lie that falls. */
  Supervisor NONE = (component, cause) -> {};

  /** The component has thrown that, and is down. */
  void crashed(ComponentName component, RuntimeException cause);
}
