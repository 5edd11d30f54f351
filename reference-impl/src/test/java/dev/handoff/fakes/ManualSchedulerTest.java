package dev.handoff.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Scheduler;
import dev.handoff.SchedulerContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The scheduler moved by hand keeps the contract, and the order that the test chooses. */
class ManualSchedulerTest extends SchedulerContract {
  private final ManualScheduler scheduler = new ManualScheduler();

  @Override
  protected Scheduler scheduler() {
    return scheduler;
  }

  @Override
  protected void until(BooleanSupplier condition) {
    scheduler.runAll();
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Override
  protected void pass(Duration duration) {
    scheduler.advance(duration);
  }

  @Test
  void tasksRunWhenAndInTheOrderThatTheTestSays() {
    List<String> order = new ArrayList<>();
    for (String name : new String[] {"a", "b", "c"}) {
      scheduler.execute(() -> order.add(name));
    }
    assertThat(scheduler.readyCount()).isEqualTo(3);
    scheduler.run(1);
    scheduler.run(1);
    scheduler.run(0);
    assertThat(order).containsExactly("b", "c", "a");
    assertThatThrownBy(() -> scheduler.run(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theClockStandsAtTheTimeOfEachTimerWhenItRuns() {
    List<Long> times = new ArrayList<>();
    scheduler.schedule(Duration.ofNanos(30), () -> times.add(scheduler.nanos()));
    scheduler.schedule(
        Duration.ofNanos(10),
        () -> {
          times.add(scheduler.nanos());
          scheduler.schedule(Duration.ofNanos(5), () -> times.add(scheduler.nanos()));
        });
    scheduler.schedule(Duration.ofNanos(101), () -> times.add(-1L));
    assertThat(scheduler.timerCount()).isEqualTo(3);
    scheduler.advance(Duration.ofNanos(100));
    assertThat(times).containsExactly(10L, 15L, 30L);
    assertThat(scheduler.nanos()).isEqualTo(100);
    assertThat(scheduler.timerCount()).isEqualTo(1);
  }

  @Test
  void tasksWithoutEndAreNoticed() {
    Runnable[] again = new Runnable[1];
    again[0] = () -> scheduler.execute(again[0]);
    scheduler.execute(again[0]);
    assertThatThrownBy(scheduler::runAll).isInstanceOf(AssertionError.class);
  }

  @Test
  void timersWithoutEndAreNoticed() {
    Runnable[] again = new Runnable[1];
    again[0] = () -> scheduler.schedule(Duration.ZERO, again[0]);
    again[0].run();
    assertThatThrownBy(() -> scheduler.advance(Duration.ofNanos(1)))
        .isInstanceOf(AssertionError.class);
  }
}
