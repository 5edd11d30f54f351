package dev.handoff.delivery;

import dev.handoff.Dialer;
import dev.handoff.Scheduler;
import java.time.Duration;

/**
 * What is around a component whose steps are taken by its driver: a scheduler that runs nothing,
 * and a dialer that never answers.
 */
final class Idle implements Scheduler {
  static final Idle SCHEDULER = new Idle();
  static final Dialer DIALER = (peer, session, whenDone) -> {};

  private Idle() {}

  @Override
  public void execute(Runnable task) {}

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return () -> {};
  }
}
