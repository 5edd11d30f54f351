package dev.handoff.conformance;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.ShrinkingMode;

/** A few random behaviours, the same ones in every build. */
@PropertyDefaults(tries = 8, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
class BehavioursTest extends RandomBehaviours {
  BehavioursTest() {
    super(0);
  }

  /** A round is short, and ends in many ways. */
  @Override
  @Property(tries = 32, seed = SEED)
  void voteQuorum(@ForAll("choices") Choices choices) throws Exception {
    super.voteQuorum(choices);
  }

  /** A step of seven peers with their messages costs ten of any other module. */
  @Override
  @Property(tries = 3, seed = SEED)
  void peerIsolation(@ForAll("choices") Choices choices) throws Exception {
    super.peerIsolation(choices);
  }

  /** Its states are the largest: a try takes three times as long as elsewhere. */
  @Override
  @Property(tries = 4, seed = SEED)
  void batchPersistence(@ForAll("choices") Choices choices) throws Exception {
    super.batchPersistence(choices);
  }

  @Override
  boolean goesOn(String module) {
    return true;
  }
}
