package dev.handoff.tlc;

import java.nio.file.Path;
import java.util.List;

/** Runs each model in a child process of its own: its own heap, and it can be killed. */
final class ChildEngine implements Engine {
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseParallelGC", "-XX:ParallelGCThreads=1", "-XX:MaxRAMPercentage=30", "-Xss64m");

  private final Scratch scratch;
  private final Path standardModules;
  private final Literals literals = new Literals();

  ChildEngine(Scratch scratch) throws TlcException {
    this.scratch = scratch;
    this.standardModules = StandardModules.unpack(scratch);
  }

  @Override
  public ModelResult run(ModelRequest model, Watch watch) throws TlcException {
    Path folder = scratch.fresh("run-");
    Deadline deadline = new Deadline(model.timeoutMillis());
    try (Child child = Child.start(folder, OPTIONS)) {
      byte[] job =
          Inside.write(
              new Inside.Job(
                  model, literals.of(model), standardModules.toString(), folder.toString()));
      return Outcome.of(child.run(job, deadline, deadline.following(watch)), deadline);
    } finally {
      Scratch.delete(folder);
    }
  }
}
