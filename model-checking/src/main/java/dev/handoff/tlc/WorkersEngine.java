package dev.handoff.tlc;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Runs many small models in few child processes, those of one module one after the other in a class
 * loader, if they come in that order.
 *
 * <p>What it saves against {@link ChildEngine} is the start of a virtual machine for each model;
 * against {@link InProcessEngine}, half of the processor time: most of a small model is code that
 * runs once, and a virtual machine that compiles with C1 only does not waste the other core on
 * optimizing it. Liveness checking leaves a thread behind, and with it a class loader, so a child
 * ends after {@value #RUNS_PER_CHILD} runs.
 */
final class WorkersEngine implements Engine {
  private static final int RUNS_PER_CHILD = 40;
  private static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx2g", "-D" + ChildMain.MANY + "=true");

  private final Scratch scratch;
  private final Path standardModules;
  private final Literals literals = new Literals();
  private final ConcurrentLinkedDeque<Worker> idle = new ConcurrentLinkedDeque<>();

  private record Worker(Child child, int runs, String lastModule) {}

  WorkersEngine(Scratch scratch) throws TlcException {
    this.scratch = scratch;
    this.standardModules = StandardModules.unpack(scratch);
    scratch.endWith(this::endIdleWorkers);
  }

  private void endIdleWorkers() {
    for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
      worker.child().close();
    }
  }

  @Override
  public ModelResult run(ModelRequest model, Watch watch) throws TlcException {
    Path folder = scratch.fresh("run-");
    Deadline deadline = new Deadline(model.timeoutMillis());
    Worker worker = worker(model.module());
    boolean reusable = false;
    try {
      byte[] job =
          Inside.write(
              new Inside.Job(
                  model, literals.of(model), standardModules.toString(), folder.toString()));
      byte[] outcome = worker.child().run(job, deadline, deadline.following(watch));
      reusable = worker.runs() + 1 < RUNS_PER_CHILD;
      return Outcome.of(outcome, deadline);
    } finally {
      if (reusable) {
        idle.push(new Worker(worker.child(), worker.runs() + 1, model.module()));
      } else {
        worker.child().close();
      }
      Scratch.delete(folder);
    }
  }

  /** An idle worker, best one that last ran the same module, or else a new one. */
  private Worker worker(String module) throws TlcException {
    for (Worker worker : idle) {
      if (worker.lastModule().equals(module) && idle.remove(worker)) {
        return worker;
      }
    }
    Worker any = idle.poll();
    return any != null ? any : new Worker(Child.start(scratch.fresh("worker-"), OPTIONS), 0, "");
  }
}
