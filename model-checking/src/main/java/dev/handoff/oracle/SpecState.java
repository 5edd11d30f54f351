package dev.handoff.oracle;

import dev.handoff.tlc.Evaluator;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A state of a specification. Equal states have equal values, as TLC's fingerprints tell them
 * apart; states of different oracles must not be mixed.
 *
 * <p>Values are converted when they are first asked for, and kept.
 */
public final class SpecState {
  private final Evaluator evaluator;
  private final Object handle;
  private final long fingerprint;
  private @Nullable Map<String, Object> variables;

  SpecState(Evaluator evaluator, Object handle) {
    this.evaluator = evaluator;
    this.handle = handle;
    // At once: it makes TLC work out its lazy functions, and to do so after other evaluations have
    // looked at them fails (FcnLambdaValue with EXCEPT).
    this.fingerprint = evaluator.fingerprint(handle);
  }

  Object handle() {
    return handle;
  }

  /** The value of each variable, in TLC's order. Unmodifiable. */
  public Map<String, Object> variables() {
    Map<String, Object> known = variables;
    if (known == null) {
      known = Collections.unmodifiableMap(evaluator.values(handle));
      variables = known;
    }
    return known;
  }

  /** The value of each variable as TLA+ text, in TLC's order. */
  public Map<String, String> text() {
    return evaluator.text(handle);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SpecState state && state.fingerprint == fingerprint;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(fingerprint);
  }

  /** All variables as TLA+ text: {@code /\ x = 1}, a line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text().forEach((name, value) -> text.append("/\\ " + name + " = " + value + "\n"));
    return text.toString();
  }
}
