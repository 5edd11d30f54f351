package dev.handoff.persistence;

import dev.handoff.conformance.Flawed;
import dev.handoff.spec.ModelId;
import java.util.Set;

/** The flawed designs of batch persistence, to be caught. */
public final class FlawedPersistence {
  /** As found: a failed write ends the task, and nobody looks; all batches are announced. */
  public static final Flawed AS_FOUND =
      new Flawed(
          new ModelId("persistence", "AsFound", "Resubmit"),
          "SignedIsDurable",
          "BatchPersistence",
          Set.of("db", "signed", "taken", "announced"),
          constants -> new FoundSubject(new Found(new World(constants))));

  /**
   * Both fixes of the report: a failed write is logged, and its batch left out of the signatures; a
   * request of which nothing was signed is not announced. One signed batch is enough to announce
   * all, and what was cached and charged stays.
   */
  public static final Flawed CATCH_PANIC_AND_RETURN_ERROR =
      new Flawed(
          new ModelId("persistence", "CatchPanicAndReturnError", "PartialRequest"),
          "AnnouncesOnlyStored",
          AS_FOUND.reference(),
          AS_FOUND.compared(),
          constants -> new FoundSubject(new Repaired(new World(constants))));

  private FlawedPersistence() {}

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
}
