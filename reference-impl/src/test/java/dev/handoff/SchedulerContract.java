package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What each {@link Scheduler} keeps. */
public abstract class SchedulerContract {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMillis(200);

  /** Returns the scheduler under test; the same within a test. */
  protected abstract Scheduler scheduler();

  /** Runs tasks, or lets time pass, until the condition holds; fails if it never does. */
  protected abstract void until(BooleanSupplier condition);

  /** Lets at least that much time pass, and all that is due run. */
  protected abstract void pass(Duration duration);

  @Test
  void aTaskRunsOnceAndNotOnTheStackOfTheOneWhoHandsItOver() {
    AtomicInteger runs = new AtomicInteger();
    ThreadLocal<Boolean> handingOver = ThreadLocal.withInitial(() -> false);
    List<Boolean> onItsStack = new CopyOnWriteArrayList<>();
    handingOver.set(true);
    scheduler()
        .execute(
            () -> {
              onItsStack.add(handingOver.get());
              runs.incrementAndGet();
            });
    handingOver.set(false);
    until(() -> runs.get() > 0);
    pass(SHORT);
    assertThat(runs).hasValue(1);
    assertThat(onItsStack).containsExactly(false);
  }

  @Test
  void whatATaskHandsOverRunsAfterIt() {
    List<String> order = new CopyOnWriteArrayList<>();
    scheduler()
        .execute(
            () -> {
              scheduler().execute(() -> order.add("inner"));
              order.add("outer");
            });
    until(() -> order.size() == 2);
    assertThat(order).contains("outer", "inner");
  }

  @Test
  void manyTasksRunOnceEach() {
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      scheduler().execute(runs::incrementAndGet);
    }
    until(() -> runs.get() == 1000);
    pass(SHORT);
    assertThat(runs).hasValue(1000);
  }

  @Test
  void aTimerRunsOnceWhenItsTimeHasCome() {
    AtomicInteger runs = new AtomicInteger();
    scheduler().schedule(SHORT, runs::incrementAndGet);
    pass(LONG);
    until(() -> runs.get() > 0);
    pass(LONG);
    assertThat(runs).hasValue(1);
  }

  @Test
  void timersRunInTheOrderOfTheirTimes() {
    List<String> order = new CopyOnWriteArrayList<>();
    scheduler().schedule(LONG, () -> order.add("late"));
    scheduler().schedule(SHORT, () -> order.add("early"));
    pass(LONG.multipliedBy(2));
    until(() -> order.size() == 2);
    assertThat(order).containsExactly("early", "late");
  }

  @Test
  void aDelayOfNothingOrLessIsSoon() {
    AtomicInteger runs = new AtomicInteger();
    scheduler().schedule(Duration.ZERO, runs::incrementAndGet);
    scheduler().schedule(Duration.ofSeconds(-5), runs::incrementAndGet);
    pass(SHORT);
    until(() -> runs.get() == 2);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aDelayWithoutEndIsNoError() {
    AtomicInteger runs = new AtomicInteger();
    Scheduler.Timer timer =
        scheduler().schedule(ChronoUnit.FOREVER.getDuration(), runs::incrementAndGet);
    pass(SHORT);
    assertThat(runs).hasValue(0);
    timer.cancel();
  }

  @Test
  void aTimerThatIsCancelledInTimeDoesNotRun() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    Scheduler.Timer timer = scheduler().schedule(LONG, runs::incrementAndGet);
    scheduler().schedule(LONG, others::incrementAndGet);
    timer.cancel();
    timer.cancel();
    pass(LONG.multipliedBy(2));
    until(() -> others.get() == 1);
    assertThat(runs).hasValue(0);
  }

  @Test
  void cancellingATimerThatHasRunHasNoEffect() {
    AtomicInteger runs = new AtomicInteger();
    Scheduler.Timer timer = scheduler().schedule(SHORT, runs::incrementAndGet);
    pass(LONG);
    until(() -> runs.get() == 1);
    timer.cancel();
    scheduler().execute(runs::incrementAndGet);
    until(() -> runs.get() == 2);
  }

  @Test
  void effectsBeforeTheHandOverAreVisibleToTheTask() {
    int[] plain = new int[1];
    AtomicInteger seen = new AtomicInteger();
    for (int i = 1; i <= 100; i++) {
      plain[0] = i;
      int expected = i;
      scheduler().execute(() -> seen.addAndGet(plain[0] == expected ? 1 : 0));
      until(() -> seen.get() == expected);
    }
  }

  @Test
  void aLoopTakesAtLeastOneStepPerTask() {
    assertThat(scheduler().quantum()).isPositive();
  }
}
