package dev.handoff.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Scheduler;
import dev.handoff.SchedulerContract;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The threads keep the contract of a scheduler. Real time passes here: nothing else can be tried.
 */
class ThreadSchedulerTest extends SchedulerContract {
  private final ThreadScheduler scheduler = new ThreadScheduler("tested", 2);

  /** One for each task of the contract that has run. */
  private final Semaphore ran = new Semaphore(0);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Override
  protected Scheduler scheduler() {
    return new Scheduler() {
      @Override
      public void execute(Runnable task) {
        scheduler.execute(told(task));
      }

      @Override
      public Timer schedule(Duration delay, Runnable task) {
        return scheduler.schedule(delay, told(task));
      }

      @Override
      public int quantum() {
        return scheduler.quantum();
      }
    };
  }

  private Runnable told(Runnable task) {
    return () -> {
      task.run();
      ran.release();
    };
  }

  @Override
  protected void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        assertThat(ran.tryAcquire(60, TimeUnit.SECONDS)).as("another task runs").isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  protected void pass(Duration duration) {
    assertThat(
            new CompletableFuture<Boolean>()
                .completeOnTimeout(true, duration.toNanos(), TimeUnit.NANOSECONDS)
                .join())
        .isTrue();
  }

  @Test
  void aTimerDoesNotRunTooEarly() throws Exception {
    long start = System.nanoTime();
    CompletableFuture<Long> ran = new CompletableFuture<>();
    scheduler.schedule(Duration.ofMillis(50), () -> ran.complete(System.nanoTime()));
    assertThat(ran.get(60, TimeUnit.SECONDS) - start)
        .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
  }

  @Test
  void threadsHaveTheNameAndDoNotKeepTheProcess() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    scheduler.execute(() -> thread.complete(Thread.currentThread()));
    assertThat(thread.get(60, TimeUnit.SECONDS).getName()).startsWith("tested-");
    assertThat(thread.get().isDaemon()).isTrue();
  }

  @Test
  void whatATaskThrowsReachesTheHandlerOfItsThreadAndTheThreadGoesOn() throws Exception {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    CountDownLatch after = new CountDownLatch(3);
    Runnable handler =
        () ->
            Thread.currentThread()
                .setUncaughtExceptionHandler(
                    (where, failure) -> {
                      uncaught.add(failure);
                      after.countDown();
                    });
    try (ThreadScheduler one = new ThreadScheduler("one", 1)) {
      one.execute(handler);
      one.execute(
          () -> {
            throw new IllegalStateException("task");
          });
      one.schedule(
          Duration.ZERO,
          () -> {
            throw new AssertionError("timer");
          });
      one.execute(after::countDown);
      assertThat(after.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(uncaught).extracting("message").containsExactlyInAnyOrder("task", "timer");
  }

  @Test
  void closingRunsWhatWasHandedOverAndForgetsTimers() {
    ThreadScheduler one = new ThreadScheduler("one", 1);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger tasks = new AtomicInteger();
    AtomicInteger timers = new AtomicInteger();
    one.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    for (int i = 0; i < 10; i++) {
      one.execute(tasks::incrementAndGet);
    }
    one.schedule(Duration.ofHours(1), timers::incrementAndGet);
    gate.countDown();
    one.close();
    assertThat(tasks).hasValue(10);
    assertThat(timers).hasValue(0);
    one.close();
  }

  @Test
  void afterClosingTasksAreRejected() {
    ThreadScheduler one = new ThreadScheduler("one", 1);
    one.close();
    assertThatThrownBy(() -> one.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> one.schedule(Duration.ZERO, () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void closingWhileInterruptedReturnsAndStaysInterrupted() {
    ThreadScheduler one = new ThreadScheduler("one", 1);
    CountDownLatch gate = new CountDownLatch(1);
    one.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread.currentThread().interrupt();
    one.close();
    assertThat(Thread.interrupted()).isTrue();
    gate.countDown();
    one.close();
  }
}
