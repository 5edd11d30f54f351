package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fakes.ManualScheduler;
import dev.handoff.jdk.ThreadScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
  private final ManualScheduler scheduler = new ManualScheduler();
  private final Deque<Runnable> work = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final List<RuntimeException> failures = new ArrayList<>();
  private final Loop loop = new Loop(scheduler, this::step, failures::add);

  private boolean step() {
    if (work.isEmpty()) {
      return false;
    }
    work.remove().run();
    return true;
  }

  @Test
  void itSleepsUntilItIsWoken() {
    work.add(() -> done.add("a"));
    scheduler.runAll();
    assertThat(done).isEmpty();
    loop.wake();
    assertThat(done).isEmpty();
    scheduler.runAll();
    assertThat(done).containsExactly("a");
  }

  @Test
  void itIsThereOnceHoweverOftenItIsWoken() {
    loop.wake();
    loop.wake();
    loop.wake();
    assertThat(scheduler.readyCount()).isEqualTo(1);
    scheduler.runAll();
    assertThat(scheduler.readyCount()).isZero();
    loop.wake();
    assertThat(scheduler.readyCount()).isEqualTo(1);
  }

  @Test
  void itTakesStepsUntilThereIsNone() {
    for (String name : new String[] {"a", "b", "c"}) {
      work.add(() -> done.add(name));
    }
    loop.wake();
    // A quantum of one: each step is a task, and one more finds nothing.
    assertThat(scheduler.runAll()).isEqualTo(4);
    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void aWakeWhileTheStepLooksBringsItBack() {
    AtomicInteger looks = new AtomicInteger();
    List<Runnable> during = new ArrayList<>();
    Loop looking =
        new Loop(
            scheduler,
            () -> {
              looks.incrementAndGet();
              during.forEach(Runnable::run);
              during.clear();
              return false;
            },
            failures::add);
    during.add(looking::wake);
    during.add(looking::wake);
    looking.wake();
    scheduler.run(0);
    assertThat(looks).hasValue(1);
    assertThat(scheduler.readyCount()).isEqualTo(1);
    scheduler.runAll();
    assertThat(looks).hasValue(2);
    looking.wake();
    scheduler.runAll();
    assertThat(looks).hasValue(3);
  }

  @Test
  void afterAQuantumOthersHaveTheirTurn() {
    List<Runnable> queue = new ArrayList<>();
    Scheduler threeSteps =
        new Scheduler() {
          @Override
          public void execute(Runnable task) {
            queue.add(task);
          }

          @Override
          public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
          }

          @Override
          public int quantum() {
            return 3;
          }
        };
    AtomicInteger steps = new AtomicInteger();
    Loop busy = new Loop(threeSteps, () -> steps.incrementAndGet() < 7, failures::add);
    busy.wake();
    queue.remove(0).run();
    assertThat(steps).hasValue(3);
    assertThat(queue).hasSize(1);
    busy.wake();
    assertThat(queue).hasSize(1);
    queue.remove(0).run();
    assertThat(steps).hasValue(6);
    queue.remove(0).run();
    assertThat(steps).hasValue(7);
    assertThat(queue).isEmpty();
    assertThat(scheduler.quantum()).isEqualTo(1);
  }

  @Test
  void whatAStepThrowsIsReportedAndTheNextWakeGoesOn() {
    work.add(
        () -> {
          throw new IllegalStateException("bad step");
        });
    work.add(() -> done.add("next"));
    loop.wake();
    scheduler.runAll();
    assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("bad step"));
    assertThat(done).isEmpty();
    loop.wake();
    scheduler.runAll();
    assertThat(done).containsExactly("next");
  }

  @Test
  void aWakeWithinAStepThatThrowsIsNotForgotten() {
    work.add(
        () -> {
          loop.wake();
          throw new IllegalStateException("bad step");
        });
    work.add(() -> done.add("next"));
    loop.wake();
    scheduler.runAll();
    assertThat(failures).hasSize(1);
    assertThat(done).containsExactly("next");
  }

  @Test
  void anErrorReachesTheSchedulerAndTheLoopCanBeWokenAgain() {
    work.add(
        () -> {
          throw new AssertionError("broken");
        });
    work.add(() -> done.add("next"));
    loop.wake();
    assertThatThrownBy(scheduler::runAll).isInstanceOf(AssertionError.class);
    loop.wake();
    scheduler.runAll();
    assertThat(done).containsExactly("next");
  }

  @Test
  void onASchedulerThatWasClosedMeanwhileTheRestIsDoneAtOnce() {
    List<Runnable> queue = new ArrayList<>();
    Scheduler closing =
        new Scheduler() {
          @Override
          public void execute(Runnable task) {
            if (!done.isEmpty()) {
              throw new RejectedExecutionException("closed");
            }
            queue.add(task);
          }

          @Override
          public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
          }

          @Override
          public int quantum() {
            return 1;
          }
        };
    Loop last = new Loop(closing, this::step, failures::add);
    for (String name : new String[] {"a", "b", "c"}) {
      work.add(() -> done.add(name));
    }
    last.wake();
    queue.remove(0).run();
    assertThat(done).containsExactly("a", "b", "c");
    assertThat(queue).isEmpty();
    assertThatThrownBy(last::wake).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void withManyWakersStepsNeverOverlapAndNothingIsLeft() throws Exception {
    int wakers = 4;
    int each = 5_000;
    ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    // Not volatile: the loop's own order must make it visible from one step to the next.
    int[] taken = new int[1];
    CountDownLatch all = new CountDownLatch(wakers * each);
    try (ThreadScheduler pool = new ThreadScheduler("loop", 3)) {
      Loop shared =
          new Loop(
              pool,
              () -> {
                if (inside.incrementAndGet() != 1) {
                  overlaps.incrementAndGet();
                }
                boolean some = queue.poll() != null;
                if (some) {
                  taken[0]++;
                  all.countDown();
                }
                inside.decrementAndGet();
                return some;
              },
              failures::add);
      List<Thread> threads = new ArrayList<>();
      for (int w = 0; w < wakers; w++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    queue.add(i);
                    shared.wake();
                  }
                });
        threads.add(thread);
        thread.start();
      }
      assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(taken[0]).isEqualTo(wakers * each);
    assertThat(overlaps).hasValue(0);
    assertThat(failures).isEmpty();
  }
}
