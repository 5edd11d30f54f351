package dev.handoff.jdk;

import dev.handoff.Clock;
import dev.handoff.ClockContract;
import java.time.Duration;

class SystemClockTest extends ClockContract {
  @Override
  protected Clock clock() {
    return SystemClock.INSTANCE;
  }

  @Override
  protected void pass(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
