package dev.handoff.tlc;

import java.nio.file.Path;

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

  /** The tools in that jar, whatever their version, in child processes. */
  public static Engine toolsJar(Path jar, Scratch scratch) {
    return new ToolsJarEngine(jar, scratch);
  }
}
