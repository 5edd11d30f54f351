package dev.handoff.check;

import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.TlcException;
import java.util.Optional;

/** How a job ended. */
public sealed interface Outcome {
  /** What the engine found, if it came to an end. */
  default Optional<ModelResult> result() {
    return this instanceof Judged judged ? Optional.of(judged.found()) : Optional.empty();
  }

  /** Why there are no verdicts, if there are none. */
  default Optional<Failed> failure() {
    return this instanceof Failed failed ? Optional.of(failed) : Optional.empty();
  }

  /** The engine judged the model; its verdicts may be good or bad. */
  record Judged(ModelResult found) implements Outcome {}

  /**
   * There are no verdicts.
   *
   * @param kind why
   * @param message one line that names the place and the remedy
   */
  record Failed(TlcException.Kind kind, String message) implements Outcome {}
}
