package dev.handoff.tlc;

import java.nio.file.Path;

/**
 * Runs TLC inside this process, in a class loader that is never used again.
 *
 * <p>A run is stopped by asking it to; an evaluation that does not end cannot be stopped this way,
 * which is what {@link ChildEngine} is for.
 */
final class InProcessEngine implements Engine {
  private final Scratch scratch;
  private final Path standardModules;
  private final Literals literals = new Literals();
  private final IsolatedRuns runs;

  InProcessEngine(Scratch scratch) throws TlcException {
    this.scratch = scratch;
    this.standardModules = StandardModules.unpack(scratch);
    this.runs = new IsolatedRuns();
  }

  @Override
  public ModelResult run(ModelRequest model, Watch watch) throws TlcException {
    Path folder = scratch.fresh("run-");
    Deadline deadline = new Deadline(model.timeoutMillis());
    try (IsolatedRuns.Room room = runs.open()) {
      byte[] job =
          Inside.write(
              new Inside.Job(
                  model, literals.of(model), standardModules.toString(), folder.toString()));
      return Outcome.of(room.run(job, deadline.following(watch)), deadline);
    } finally {
      Scratch.delete(folder);
    }
  }
}
