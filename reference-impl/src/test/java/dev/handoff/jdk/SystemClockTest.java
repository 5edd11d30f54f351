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
    // Time itself is what is tried; nothing else is waited for.
    Thread.sleep(duration.toMillis());
  }
}
