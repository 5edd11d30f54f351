package dev.handoff.tlc;

import java.nio.file.Path;

/**
 * Opens evaluators, each in a class loader of its own.
 *
 * <p>Thread-safe: evaluators may be opened and used side by side, each by one thread.
 */
public final class Evaluators {
  private final Scratch scratch;
  private final Path standardModules;
  private final Literals literals = new Literals();
  private final IsolatedRuns runs;

  /**
   * Prepares what evaluators share.
   *
   * @param scratch for what TLC writes; left to its owner
   */
  public Evaluators(Scratch scratch) throws TlcException {
    this.scratch = scratch;
    this.standardModules = StandardModules.unpack(scratch);
    this.runs = new IsolatedRuns();
  }

  /**
   * Parses a specification.
   *
   * @param model its module and configuration; witnesses and timeout are of no account
   * @throws TlcException if it does not parse, or does not fit its configuration
   */
  public Evaluator open(ModelRequest model) throws TlcException {
    Path folder = scratch.fresh("evaluator-");
    // The room stays open as long as its evaluator is reachable: classes are loaded when needed.
    return runs.open()
        .evaluator(
            Inside.write(
                new Inside.Job(
                    model, literals.of(model), standardModules.toString(), folder.toString())));
  }
}
