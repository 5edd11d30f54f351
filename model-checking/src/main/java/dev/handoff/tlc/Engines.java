package dev.handoff.tlc;

/** The engines there are. Each uses the scratch folder it is given, and leaves it to its owner. */
public final class Engines {
  private Engines() {}

  /**
   * TLC inside this process, in a class loader of its own for each run: fastest for small models.
   */
  public static Engine inProcess(Scratch scratch) throws TlcException {
    return new InProcessEngine(scratch);
  }

  /**
   * TLC in a few child processes that each run many small models: cheapest for a whole manifest.
   */
  public static Engine workers(Scratch scratch) throws TlcException {
    return new WorkersEngine(scratch);
  }

  /**
   * TLC in a child process for each run: for large models, for hard timeouts, and as a cross-check.
   */
  public static Engine process(Scratch scratch) throws TlcException {
    return new ChildEngine(scratch);
  }
}
