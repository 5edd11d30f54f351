package dev.handoff.persistence;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import java.util.Map;
import java.util.Set;

/**
 * Batch persistence as found: a failed write ends the task, and nobody looks; whatever was
 * persisted, all batches of a request are announced.
 */
public final class AsFound implements Flawed {
  private static final class Found extends FoundStore {
    Found(World world) {
      super(world);
    }

    @Override
    void afterFailedWrite(Job job) {
      panic(job, Spot.DEAD);
    }

    @Override
    boolean announces(Job job) {
      return true;
    }
  }

  @Override
  public String protocol() {
    return "persistence";
  }

  @Override
  public String design() {
    return "AsFound";
  }

  @Override
  public String scenario() {
    return "Resubmit";
  }

  @Override
  public String property() {
    return "SignedIsDurable";
  }

  @Override
  public String reference() {
    return "BatchPersistence";
  }

  @Override
  public Set<String> compared() {
    return Set.of("db", "signed", "taken", "announced");
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return new FoundSubject(new Found(new World(constants)));
  }
}
