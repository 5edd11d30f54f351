package dev.handoff.check;

import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.TlcException;

/** How a job ended. */
public sealed interface Outcome {
  /** The engine judged the model; its verdicts may be good or bad. */
  record Judged(ModelResult result) implements Outcome {}

  /**
   * There are no verdicts.
   *
   * @param kind why
   * @param message one line that names the place and the remedy
   */
  record Failed(TlcException.Kind kind, String message) implements Outcome {}
}
