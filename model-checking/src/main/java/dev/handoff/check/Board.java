package dev.handoff.check;

import dev.handoff.tlc.Watch;
import dev.handoff.tlc.Watch.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the jobs of one run stand, for whoever watches; and the switch that cancels them all.
 *
 * <p>Thread-safe: workers write, others read.
 */
public final class Board {
  private final List<JobWatch> running = new ArrayList<>(); // guarded by this
  private int total; // guarded by this
  private int done; // guarded by this
  private long generatedDone; // guarded by this
  private volatile boolean cancelled;

  /** Tells every running job to stop, and lets no further one start. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether {@link #cancel} was called. */
  public boolean cancelled() {
    return cancelled;
  }

  /** A reading, consistent in itself. */
  public synchronized Reading read() {
    long generated = generatedDone;
    long queued = 0;
    int depth = 0;
    for (JobWatch watch : running) {
      generated += watch.last.generated();
      queued += watch.last.queued();
      depth = Math.max(depth, watch.last.depth());
    }
    return new Reading(done, total, running.size(), generated, queued, depth);
  }

  synchronized void expect(int jobs) {
    total += jobs;
  }

  synchronized JobWatch start() {
    JobWatch watch = new JobWatch();
    running.add(watch);
    return watch;
  }

  synchronized void end(JobWatch watch, long generated) {
    running.remove(watch);
    generatedDone += generated;
    done++;
  }

  /** One job's line to the board. */
  final class JobWatch implements Watch {
    private volatile Progress last = new Progress(0, 0, 0, 0);

    private JobWatch() {}

    @Override
    public void progress(Progress progress) {
      last = progress;
    }

    @Override
    public boolean cancelled() {
      return cancelled;
    }
  }

  /**
   * How far a run is.
   *
   * @param done jobs that ended, well or not
   * @param total jobs of the run
   * @param running jobs that have started and not ended
   * @param generated states generated so far, in all jobs
   * @param queued states found and not yet explored, in the running jobs
   * @param depth the greatest depth among the running jobs
   */
  public record Reading(int done, int total, int running, long generated, long queued, int depth) {}
}
