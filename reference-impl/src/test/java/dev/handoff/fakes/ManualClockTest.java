package dev.handoff.fakes;

import dev.handoff.Clock;
import dev.handoff.ClockContract;
import java.time.Duration;

/** The clock of the scheduler that is moved by hand. */
class ManualClockTest extends ClockContract {
  private final ManualScheduler scheduler = new ManualScheduler();

  @Override
  protected Clock clock() {
    return scheduler;
  }

  @Override
  protected void pass(Duration duration) {
    scheduler.advance(duration);
  }
}
