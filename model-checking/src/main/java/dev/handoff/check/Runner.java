package dev.handoff.check;

import dev.handoff.check.Outcome.Failed;
import dev.handoff.check.Outcome.Judged;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.ModelRequest;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.TlcException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs jobs on a fixed number of threads, in the order of {@link JobQueue}; those that ask the same
 * of the same engine run once.
 *
 * <p>One use: {@link #run} may be called once. {@link #stop} may be called from any thread.
 */
public final class Runner {
  private final List<Job> jobs;

  /** The jobs that are run, without those that ask the same of the same engine. */
  private final List<Job> distinct;

  private final int threads;
  private final Board board;
  private final CountDownLatch ended;

  /**
   * @param jobs what to run
   * @param threads how many at a time, at least 1
   * @param board is told of all progress
   */
  public Runner(List<Job> jobs, int threads, Board board) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.jobs = List.copyOf(jobs);
    this.distinct =
        List.copyOf(
            jobs.stream()
                .collect(
                    Collectors.toMap(
                        Work::of, job -> job, (first, same) -> first, LinkedHashMap::new))
                .values());
    this.threads = Math.min(threads, Math.max(1, distinct.size()));
    this.board = board;
    this.ended = new CountDownLatch(this.threads);
    board.expect(distinct.size());
  }

  /**
   * Runs all jobs and waits for them.
   *
   * @return an outcome for each job, in the jobs' order
   * @throws InterruptedException if the calling thread is interrupted; the jobs are cancelled then
   */
  public List<Outcome> run() throws InterruptedException {
    JobQueue queue = new JobQueue(distinct);
    Map<Work, Outcome> outcomes = new ConcurrentHashMap<>();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(() -> work(queue, outcomes), "model-runner-" + i);
      worker.setDaemon(true); // a run that does not end must not keep the process
      worker.start();
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      board.cancel();
      throw e;
    }
    List<Outcome> inOrder = new ArrayList<>();
    for (Job job : jobs) {
      Outcome outcome = outcomes.get(Work.of(job));
      inOrder.add(
          outcome == null
              ? new Failed(Kind.CANCELLED, job.label() + ": cancelled before it started")
              : outcome);
    }
    return List.copyOf(inOrder);
  }

  /**
   * What a job does. Two models may differ in nothing that is run: a remedy that does not touch
   * what a scenario is about.
   */
  private record Work(ModelRequest request, Engine engine) {
    static Work of(Job job) {
      return new Work(job.request(), job.engine());
    }
  }

  /**
   * Cancels all jobs, and waits a while for the running ones to end and clean up.
   *
   * @param limit how long to wait at most
   * @return how many threads are still at work then
   */
  public long stop(Duration limit) throws InterruptedException {
    board.cancel();
    return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS) ? 0 : ended.getCount();
  }

  private void work(JobQueue queue, Map<Work, Outcome> outcomes) {
    try {
      Optional<Integer> job = queue.next(Optional.empty());
      while (job.isPresent() && !board.cancelled()) {
        Job next = distinct.get(job.get());
        outcomes.put(Work.of(next), run(next));
        job = queue.next(job);
      }
    } finally {
      ended.countDown();
    }
  }

  private Outcome run(Job job) {
    Board.JobWatch watch = board.start();
    long generated = 0;
    try {
      ModelResult result = job.engine().run(job.request(), watch);
      generated = result.generated();
      return new Judged(result);
    } catch (TlcException e) {
      return new Failed(e.kind(), job.label() + ": " + e.getMessage());
    } catch (OutOfMemoryError e) {
      return new Failed(
          Kind.RESOURCE,
          job.label() + ": out of memory; give more with -Xmx, or run --jobs 1 --engine process");
    } catch (RuntimeException | Error e) {
      // A defect of an engine; the other models can still be judged.
      return new Failed(Kind.TOOLS, job.label() + ": the engine failed: " + e);
    } finally {
      board.end(watch, generated);
    }
  }
}
