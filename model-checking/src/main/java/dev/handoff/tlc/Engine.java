package dev.handoff.tlc;

/**
 * Runs one model and judges all of its properties.
 *
 * <p>Implementations are safe for use by several threads; each call is a run of its own.
 */
public interface Engine {
  /**
   * Explores the whole reachable graph of the model and judges every property.
   *
   * @param model what to run
   * @param watch told about progress, asked about cancellation
   * @return the verdicts; a violated property is a verdict, not an exception
   * @throws TlcException if the model could not be judged: it does not parse, cannot be evaluated,
   *     took too long, or the tools failed
   */
  ModelResult run(ModelRequest model, Watch watch) throws TlcException;
}
