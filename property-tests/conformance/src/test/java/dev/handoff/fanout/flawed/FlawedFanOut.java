package dev.handoff.fanout.flawed;

import dev.handoff.conformance.Flawed;
import dev.handoff.spec.ModelId;
import java.util.Set;

/** The flawed designs of the commit fan-out, to be caught. */
public final class FlawedFanOut {
  /** The design as found: whatever its queue still has when the components have stopped is lost. */
  public static final Flawed AS_FOUND =
      new Flawed(
          new ModelId("fanout", "AsFound", "Shutdown"),
          "ShutdownLosesNothing",
          "CommitFanOut",
          Set.of("log", "state", "status", "shutdown"),
          constants -> new FoundSubject(constants, new FoundFanOut(FoundSettings.of(constants))));

  /** To wait for each component's acknowledgement changes nothing of that. */
  public static final Flawed ACKNOWLEDGED =
      new Flawed(
          new ModelId("fanout", "Acknowledged", "Shutdown"),
          AS_FOUND.property(),
          AS_FOUND.reference(),
          AS_FOUND.compared(),
          constants ->
              new AcknowledgedSubject(
                  constants, new AcknowledgedFanOut(FoundSettings.of(constants))));

  private FlawedFanOut() {}
}
