package dev.handoff.fanout.flawed;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import java.util.Map;
import java.util.Set;

/**
 * {@code AsFound.tla} in code: the coordinator panics when a component is gone, and those behind it
 * never hear of the commit.
 */
public final class AsFound implements Flawed {
  @Override
  public String protocol() {
    return "fanout";
  }

  @Override
  public String design() {
    return "AsFound";
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
    return new FoundSubject(constants, new FoundFanOut(FoundSettings.of(constants)));
  }
}
