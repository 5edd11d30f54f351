package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import dev.handoff.check.Outcome.Failed;
import dev.handoff.check.Outcome.Judged;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.ModelRequest;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.TlcException.Kind;
import dev.handoff.tlc.Watch.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunnerTest {
  private final Board board = new Board();

  private static Job job(String label, long weight, Engine engine) {
    return new Job(
        label, new ModelRequest(label, label + ".cfg", List.of(), List.of(), 0), weight, engine);
  }

  private static final Engine GOOD = (model, watch) -> Fixtures.asFound();

  @Test
  void theLargestRunsFirstAndOutcomesKeepTheJobsOrder() throws Exception {
    List<String> started = Collections.synchronizedList(new ArrayList<>());
    Engine engine =
        (model, watch) -> {
          started.add(model.module());
          if (model.module().equals("middle")) {
            throw new TlcException(Kind.PARSE, "line 3");
          }
          return Fixtures.asFound();
        };
    List<Outcome> outcomes =
        new Runner(
                List.of(
                    job("small", 1, engine), job("large", 100, engine), job("middle", 10, engine)),
                1,
                board)
            .run();
    assertThat(started).containsExactly("large", "middle", "small");
    assertThat(outcomes.get(0)).isInstanceOf(Judged.class);
    assertThat(outcomes.get(1)).isInstanceOf(Judged.class);
    assertThat(outcomes.get(2)).isEqualTo(new Failed(Kind.PARSE, "middle: line 3"));
  }

  @Test
  void jobsThatAskTheSameOfTheSameEngineRunOnce() throws Exception {
    List<String> started = Collections.synchronizedList(new ArrayList<>());
    Engine engine =
        (model, watch) -> {
          started.add(model.module());
          return Fixtures.asFound();
        };
    ModelRequest same = new ModelRequest("m", "m.cfg", List.of(), List.of(), 0);
    List<Outcome> outcomes =
        new Runner(
                List.of(
                    new Job("one", same, 1, engine),
                    job("other", 2, engine),
                    new Job("two", same, 1, engine),
                    new Job("three", same, 1, GOOD)),
                1,
                board)
            .run();
    assertThat(started).containsExactlyInAnyOrder("other", "m");
    assertThat(outcomes).hasSize(4).allMatch(Judged.class::isInstance);
  }

  @Test
  void asManyRunAtATimeAsThereAreThreads() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Engine engine =
        (model, watch) -> {
          try {
            both.await(30, TimeUnit.SECONDS); // passes only if two runs are here at once
          } catch (Exception e) {
            throw new IllegalStateException("alone", e);
          }
          return Fixtures.asFound();
        };
    List<Outcome> outcomes =
        new Runner(List.of(job("a", 1, engine), job("b", 1, engine)), 2, board).run();
    assertThat(outcomes).allMatch(Judged.class::isInstance);
  }

  @Test
  void anEngineThatBreaksIsAFailureOfItsModelOnly() throws Exception {
    Engine broken =
        (model, watch) -> {
          throw new IllegalStateException("a defect");
        };
    Engine greedy =
        (model, watch) -> {
          throw new OutOfMemoryError();
        };
    List<Outcome> outcomes =
        new Runner(
                List.of(job("broken", 3, broken), job("greedy", 2, greedy), job("good", 1, GOOD)),
                1,
                board)
            .run();
    assertThat(outcomes.get(0))
        .isEqualTo(
            new Failed(
                Kind.TOOLS,
                "broken: the engine failed: java.lang.IllegalStateException: a defect"));
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.RESOURCE));
    assertThat(outcomes.get(2)).isInstanceOf(Judged.class);
  }

  @Test
  void stopCancelsWhatRunsAndStartsNothingMore() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Engine patient =
        (model, watch) -> {
          running.countDown();
          while (!watch.cancelled()) {
            Thread.onSpinWait();
          }
          throw new TlcException(Kind.CANCELLED, "stopped");
        };
    Runner runner = new Runner(List.of(job("first", 2, patient), job("second", 1, GOOD)), 1, board);
    List<Outcome> outcomes = new ArrayList<>();
    Thread main =
        new Thread(
            () -> {
              try {
                outcomes.addAll(runner.run());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    main.start();
    running.await();
    assertThat(runner.stop(Duration.ofSeconds(30))).isZero();
    main.join();
    assertThat(outcomes)
        .containsExactly(
            new Failed(Kind.CANCELLED, "first: stopped"),
            new Failed(Kind.CANCELLED, "second: cancelled before it started"));
  }

  @Test
  void stopSaysHowManyDoNotEnd() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Engine deaf =
        (model, watch) -> {
          running.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Fixtures.asFound();
        };
    Runner runner = new Runner(List.of(job("deaf", 1, deaf)), 4, board);
    Thread main =
        new Thread(
            () -> {
              try {
                var unused = runner.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    main.start();
    running.await();
    assertThat(runner.stop(Duration.ofMillis(1))).isEqualTo(1);
    release.countDown();
    main.join();
  }

  @Test
  void theBoardSumsUpTheRunningJobsAndTheEndedOnes() throws Exception {
    Engine engine =
        (model, watch) -> {
          watch.progress(new Progress(100, 50, 7, 5));
          // Read from inside: this is the one job that runs.
          assertThat(board.read().running()).isEqualTo(1);
          assertThat(board.read().queued()).isEqualTo(7);
          assertThat(board.read().depth()).isEqualTo(5);
          return Fixtures.asFound();
        };
    List<Outcome> outcomes =
        new Runner(List.of(job("a", 1, engine), job("b", 1, engine)), 1, board).run();
    assertThat(outcomes).allMatch(Judged.class::isInstance);
    // Each fixture run generated 24 states.
    assertThat(board.read()).isEqualTo(new Board.Reading(2, 2, 0, 48, 0, 0));
  }
}
