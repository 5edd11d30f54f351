package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.handoff.oracle.Oracles;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Evaluator.ActionSignature;
import dev.handoff.tlc.TlcException;
import dev.handoff.trace.EnvironmentActions;
import dev.handoff.trace.SpecAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Each action of each reference module is performed by one method of the reference implementation,
 * or declared to be the environment's, and nothing else claims to be an action.
 *
 * <p>What this does not show: that the method does what the action says. For that there are replay,
 * random behaviours and traces.
 */
@SuppressWarnings("UnusedMethod") // the methods of the fixtures are read, not called
class MappingTest {
  /** A model of each reference module; its actions do not depend on the scenario. */
  private static final Map<String, String> MODELS =
      Map.of(
          "CommitFanOut", "fanout/Reference/NoFault",
          "BatchPersistence", "persistence/Reference/Resubmit",
          "PeerShutdown", "shutdown/Reference/Reading",
          "PeerDelivery", "delivery/Reference/Stall",
          "PeerIsolation", "delivery/Reference/StuckPeer",
          "VoteQuorum", "delivery/Reference/VoteQuorum");

  @Test
  void eachActionHasOneMethodOrIsTheEnvironments() throws TlcException {
    Map<String, List<ActionSignature>> modules = new LinkedHashMap<>();
    try (Oracles oracles = Oracles.open()) {
      for (Map.Entry<String, String> model : MODELS.entrySet()) {
        modules.put(model.getKey(), oracles.model(Tier.STANDARD, model.getValue()).actions());
      }
    }
    Mapping mapping =
        new Mapping(
            modules,
            new ClassFileImporter()
                .importUrl(SpecAction.class.getProtectionDomain().getCodeSource().getLocation()));
    assertThat(mapping.problems()).isEmpty();
    long actions = modules.values().stream().mapToLong(List::size).sum();
    System.out.printf(
        "mapping: %d modules, %d actions: %d performed by %d methods, %d of the environment%n",
        modules.size(),
        actions,
        mapping.performedCount(),
        mapping.methodCount(),
        mapping.declaredCount());
    assertThat(modules.values()).noneMatch(List::isEmpty);
    assertThat(mapping.performedCount() + mapping.declaredCount()).isEqualTo((int) actions);
  }

  // That it can fail.

  private static final Map<String, List<ActionSignature>> TOY =
      Map.of(
          "Toy",
          List.of(
              new ActionSignature("Go", List.of("a", "b"), "Toy.tla:3:1"),
              new ActionSignature("Rain", List.of(), "Toy.tla:7:1")));

  @EnvironmentActions(module = "Toy", actions = "Rain", why = "the weather")
  private static final class Sound {
    @SpecAction(
        value = "Toy!Go",
        arguments = {"a", "b"})
    void go() {}
  }

  @Test
  void soundMappingHasNoProblems() {
    assertThat(problems(Sound.class)).isEmpty();
  }

  private static final class Missing {
    @SpecAction(
        value = "Toy!Go",
        arguments = {"a", "b"})
    void go() {}
  }

  @Test
  void actionWithoutAMethodIsNamedWithItsPlace() {
    assertThat(problems(Missing.class))
        .singleElement()
        .asString()
        .startsWith("Toy.tla:7:1: nothing performs Toy!Rain; annotate");
  }

  private static final class Twice {
    @SpecAction(
        value = "Toy!Go",
        arguments = {"a", "b"})
    void again() {}
  }

  @Test
  void actionWithTwoMethodsIsNamedWithBoth() {
    assertThat(problems(Sound.class, Twice.class))
        .singleElement()
        .asString()
        .startsWith("Toy.tla:3:1: Toy!Go is claimed 2 times")
        .contains("Sound.go", "Twice.again");
  }

  @EnvironmentActions(module = "Toy", actions = "Go", why = "somebody else")
  private static final class DeclaredToo {}

  @Test
  void actionOfAMethodAndOfTheEnvironmentIsNamedWithBoth() {
    assertThat(problems(Sound.class, DeclaredToo.class))
        .singleElement()
        .asString()
        .contains("claimed 2 times", "Sound.go", "DeclaredToo");
  }

  @EnvironmentActions(module = "Toy", actions = "Snow", why = " ")
  private static final class Unknown {
    @SpecAction("Toy!Stop")
    @SpecAction("Ploy!Go")
    void stop() {}
  }

  @Test
  void actionsThatTheModuleDoesNotHaveAreNamed() {
    assertThat(problems(Sound.class, Unknown.class))
        .anyMatch(
            problem ->
                problem.contains("Unknown.stop: @SpecAction names Toy!Stop, but Toy has [Go, Rain"))
        .anyMatch(problem -> problem.contains("Ploy!Go, but the modules are [Toy]"))
        .anyMatch(problem -> problem.contains("@EnvironmentActions names Toy!Snow"))
        .anyMatch(problem -> problem.contains("nobody is said to perform Toy!Snow"))
        .hasSize(4);
  }

  @EnvironmentActions(module = "Toy", actions = "Rain", why = "the weather")
  private static final class Renamed {
    @SpecAction(
        value = "Toy!Go",
        arguments = {"b", "a"})
    void go() {}
  }

  @Test
  void argumentsOfOtherNamesOrInAnotherOrderAreNamed() {
    assertThat(problems(Renamed.class))
        .singleElement()
        .asString()
        .contains("Renamed.go: the arguments of Toy!Go are [b, a] here, and [a, b] at Toy.tla");
  }

  private static List<String> problems(Class<?>... classes) {
    return new Mapping(TOY, new ClassFileImporter().importClasses(classes)).problems();
  }
}
