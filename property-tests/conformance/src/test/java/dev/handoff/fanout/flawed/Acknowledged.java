package dev.handoff.fanout.flawed;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import java.util.Map;
import java.util.Set;

/**
 * {@code Acknowledged.tla} in code: the coordinator waits for the acknowledgement of a component
 * that hangs, and nobody hears of the next commit.
 */
public final class Acknowledged implements Flawed {
  @Override
  public String protocol() {
    return "fanout";
  }

  @Override
  public String design() {
    return "Acknowledged";
  }

  @Override
  public String scenario() {
    return "Shutdown";
  }

  @Override
  public String property() {
    return "ShutdownLosesNothing";
  }

  @Override
  public String reference() {
    return "CommitFanOut";
  }

  @Override
  public Set<String> compared() {
    return Set.of("log", "state", "status", "shutdown");
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return new AcknowledgedSubject(constants, new AcknowledgedFanOut(FoundSettings.of(constants)));
  }
}
