package dev.handoff.conformance;

import dev.handoff.conformance.Coverage.Technique;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.oracle.Validation;
import java.io.IOException;

/** Counts what validated traces have taken. */
public final class Traced {
  private Traced() {}

  /** Adds the behaviour that explains a trace, hidden steps included, to the coverage. */
  public static void count(Validation.Explained explained) throws IOException {
    Coverage.Of coverage = Kit.COVERAGE.of(explained.trace().header().module(), Technique.TRACES);
    SpecState state = explained.start();
    for (SpecStep step : explained.behaviour()) {
      coverage.took(state, step);
      state = step.to();
    }
    CoverageFile.write(Kit.COVERAGE);
  }
}
