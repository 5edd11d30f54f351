package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.conformance.Coverage.Technique;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.tlc.TlcException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Random behaviours of each reference's implementation, far beyond the models' bounds: jqwik
 * chooses the steps of the environment and of the scheduler, the specification judges each.
 *
 * <p>{@code -Dhandoff.seed=N} runs one of them again.
 */
abstract class RandomBehaviours {
  /** Where jqwik begins, so that a build does not depend on its luck. */
  static final String SEED = "20261121";

  /** Steps of one behaviour, at most. */
  private static final int LENGTH = Integer.getInteger("handoff.length", 250);

  private static final Optional<Choices> AGAIN =
      Optional.ofNullable(Long.getLong("handoff.seed")).map(Choices::new);
  private static final Map<String, long[]> DONE = new LinkedHashMap<>();
  private static final Oracles OPENED = opened();

  private final long salt;

  /**
   * Makes the choices differ from those of another salt.
   *
   * @param salt zero for what is the same in every build
   */
  RandomBehaviours(long salt) {
    this.salt = salt;
  }

  /** A sequence of choices, and the number that makes it again. */
  record Choices(long seed) {}

  private static Oracles opened() {
    try {
      return Oracles.open();
    } catch (TlcException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @AfterContainer
  static void close() throws Exception {
    DONE.forEach(
        (name, counts) ->
            System.out.printf(
                "%-55s %,7d behaviours, %,10d steps, %,8d refusals%n",
                name, counts[0], counts[1], counts[2]));
    CoverageFile.write(Kit.COVERAGE);
    assertThat(DONE).isNotEmpty();
    DONE.clear();
  }

  @Provide
  Arbitrary<Choices> choices() {
    return AGAIN
        .<Arbitrary<Choices>>map(Arbitraries::just)
        .orElseGet(() -> Arbitraries.randomValue(random -> new Choices(random.nextLong() ^ salt)));
  }

  @Property(seed = SEED)
  void commitFanOut(@ForAll("choices") Choices choices) throws Exception {
    behave("CommitFanOut", choices);
  }

  @Property(seed = SEED)
  void batchPersistence(@ForAll("choices") Choices choices) throws Exception {
    behave("BatchPersistence", choices);
  }

  @Property(seed = SEED)
  void peerShutdown(@ForAll("choices") Choices choices) throws Exception {
    behave("PeerShutdown", choices);
  }

  @Property(seed = SEED)
  void peerDelivery(@ForAll("choices") Choices choices) throws Exception {
    behave("PeerDelivery", choices);
  }

  @Property(seed = SEED)
  void peerIsolation(@ForAll("choices") Choices choices) throws Exception {
    behave("PeerIsolation", choices);
  }

  @Property(seed = SEED)
  void voteQuorum(@ForAll("choices") Choices choices) throws Exception {
    behave("VoteQuorum", choices);
  }

  /** Whether there is time for another behaviour of that module. */
  abstract boolean goesOn(String module);

  private void behave(String module, Choices choices) throws TlcException {
    if (!goesOn(module)) {
      return;
    }
    Reference reference = Kit.reference(module);
    SplittableRandom random = new SplittableRandom(choices.seed());
    Scale scale = reference.scales().get(random.nextInt(reference.scales().size()));
    // Opened anew each time: what costs is TLC in a new class loader, not another parse.
    try (SpecOracle oracle =
        OPENED.module(reference.module(), scale.constants(), scale.invariants())) {
      Behaviour behaviour =
          Behaviour.of(reference, scale, oracle, Kit.COVERAGE.of(module, Technique.JQWIK));
      run(module, scale, behaviour, random, choices);
    }
  }

  private static void run(
      String module, Scale scale, Behaviour behaviour, SplittableRandom random, Choices choices)
      throws TlcException {
    try {
      int steps = behaviour.run(LENGTH, random::nextInt);
      long[] counts = DONE.computeIfAbsent(module + ", " + scale.name(), name -> new long[3]);
      counts[0]++;
      counts[1] += steps;
      counts[2] += behaviour.refusals();
    } catch (Divergence found) {
      Divergence smallest = new Shrinker(behaviour).shrink(found);
      throw new AssertionError(
          String.join(
              "\n",
              smallest.getMessage(),
              "The smallest of " + found.steps().size() + " steps. The whole behaviour once more:",
              "./mvnw test -pl property-tests/conformance -am -Dtest=BehavioursTest#"
                  + Character.toLowerCase(module.charAt(0))
                  + module.substring(1)
                  + " -Dsurefire.failIfNoSpecifiedTests=false -Dhandoff.seed="
                  + choices.seed()),
          smallest);
    }
  }
}
