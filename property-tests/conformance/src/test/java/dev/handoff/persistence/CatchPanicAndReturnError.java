package dev.handoff.persistence;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import java.util.Map;
import java.util.Set;

/**
 * Both fixes of the report: a failed write is logged, and its batch left out of the signatures; a
 * request of which nothing was signed is not announced. One signed batch is enough to announce all,
 * and what was cached and charged stays.
 */
public final class CatchPanicAndReturnError implements Flawed {
  private static final class Repaired extends FoundStore {
    Repaired(World world) {
      super(world);
    }

    @Override
    void afterFailedWrite(Job job) {
      giveUp(job);
    }

    @Override
    boolean announces(Job job) {
      return !job.signed.isEmpty();
    }
  }

  @Override
  public String protocol() {
    return "persistence";
  }

  @Override
  public String design() {
    return "CatchPanicAndReturnError";
  }

  @Override
  public String scenario() {
    return "PartialRequest";
  }

  @Override
  public String property() {
    return "AnnouncesOnlyStored";
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
    return new FoundSubject(new Repaired(new World(constants)));
  }
}
