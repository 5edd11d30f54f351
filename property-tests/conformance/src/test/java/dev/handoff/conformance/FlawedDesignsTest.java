package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.oracle.Observation;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.TraceEvent;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceHeader;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.spec.Model;
import dev.handoff.spec.ModelId;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Engines;
import dev.handoff.tlc.Evaluator.ActionSignature;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlcException;
import dev.handoff.tlc.Trace;
import dev.handoff.tlc.Watch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The designs as found in Java: each is the design that the model checker judges, and each of the
 * kit's techniques catches it. The remedies that do not work are for {@code full}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlawedDesignsTest {
  private static final int BEHAVIOURS = 2_000;
  private static final int LENGTH = 60;

  private static final Map<String, SpecOracle> ORACLES = new HashMap<>();
  private static final Map<String, List<SpecStep>> STORIES = new HashMap<>();
  private static Oracles oracles;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
  }

  @AfterAll
  static void close() {
    ORACLES.clear();
    STORIES.clear();
    oracles.close();
  }

  Stream<Arguments> designs() {
    return flawed(FlawedDesignsTest::isAsFound);
  }

  static boolean isAsFound(Flawed flawed) {
    return flawed.model().design().equals("AsFound");
  }

  static Stream<Arguments> flawed(Predicate<Flawed> which) {
    return Kit.FLAWED.stream()
        .filter(which)
        .map(
            each ->
                Arguments.argumentSet(each.model().protocol() + "/" + each.model().design(), each));
  }

  /** What the Java does is what the module says: every edge of the design's own model. */
  @ParameterizedTest
  @MethodSource("designs")
  void isTheDesignOfItsModel(Flawed flawed) throws Exception {
    SpecOracle oracle = oracle(own(flawed));
    Map<String, Object> constants = oracle.constants();
    Replay.Report report =
        Replay.flawed(
            own(flawed).label(),
            StateGraph.explore(oracle, 1_000_000),
            () -> flawed.start(constants));
    System.out.println(report.line());
    assertThat(report.taken()).isEqualTo(report.edges()).isPositive();
  }

  /** The model checker's counterexample, step by step, is what happens in Java. */
  @ParameterizedTest
  @MethodSource("designs")
  void tellsTheStoryOfTheCounterexample(Flawed flawed) throws Exception {
    Model model = own(flawed);
    assertThat(model.expectation(flawed.property()).orElseThrow().result())
        .as(flawed.property())
        .isEqualTo(Model.Result.VIOLATED);
    SpecOracle oracle = oracles.model(model);
    List<SpecStep> story = story(flawed, oracle);
    assertThat(story).isNotEmpty();
    SpecState initial = oracle.initialStates().get(0);
    try (Run run =
        new Run(model.label(), flawed.start(oracle.constants()), initial, Run.Extent.COMMON)) {
      story.forEach(run::take);
    }
  }

  @ParameterizedTest
  @MethodSource("designs")
  void isCaughtByReplay(Flawed flawed) throws Exception {
    SpecOracle oracle = oracle(judge(flawed));
    StateGraph graph = StateGraph.explore(oracle, 1_000_000);
    Map<String, Object> constants = oracle.constants();
    Divergence divergence =
        catchThrowableOfType(
            Divergence.class,
            () ->
                Replay.flawed(name(flawed), graph, () -> flawed.startAgainstReference(constants)));
    assertThat(divergence).as(name(flawed) + " was not caught").isNotNull();
    System.out.printf(
        "%s: replay catches it after %d steps%n", name(flawed), divergence.steps().size());
  }

  @ParameterizedTest
  @MethodSource("designs")
  void isCaughtByRandomBehaviours(Flawed flawed) throws Exception {
    SpecOracle oracle = oracle(judge(flawed));
    Behaviour behaviour =
        Behaviour.ofFlawed(
            flawed, oracle, oracle.constants(), Kit.reference(flawed.reference())::weight);
    for (long seed = 1; seed <= BEHAVIOURS; seed++) {
      try {
        behaviour.run(LENGTH, new SplittableRandom(seed)::nextInt);
      } catch (Divergence found) {
        Shrinker shrinker = new Shrinker(behaviour);
        Divergence smallest = shrinker.shrink(found);
        System.out.printf(
            "%s: behaviour %d of seed %d, shrunk from %d steps in %d attempts:%n%s%n",
            name(flawed),
            seed,
            seed,
            found.steps().size(),
            shrinker.attempts(),
            smallest.getMessage());
        isLocallyMinimal(behaviour, smallest);
        return;
      }
    }
    throw new AssertionError(name(flawed) + " was not caught in " + BEHAVIOURS + " behaviours");
  }

  private static void isLocallyMinimal(Behaviour behaviour, Divergence smallest)
      throws TlcException {
    for (int i = 0; i < smallest.steps().size() - 1; i++) {
      List<SpecStep> fewer = new ArrayList<>(smallest.steps());
      fewer.remove(i);
      assertThat(behaviour.attempt(fewer, Optional.empty()))
          .as("without step " + (i + 1))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("designs")
  void isCaughtByItsTrace(Flawed flawed) throws Exception {
    SpecOracle own = oracle(own(flawed));
    SpecOracle judge = judge(flawed, own.constants());
    TraceFile trace = recorded(flawed, own, judge);
    Validation validation = TraceValidator.validate(judge, trace, 10_000);
    assertThat(validation).isInstanceOf(Validation.Unexplained.class);
    Validation.Unexplained unexplained = (Validation.Unexplained) validation;
    System.out.printf(
        "%s: %s%n  event %d of %d of its trace is explained by nothing: %s %s%n",
        name(flawed),
        trace.events().stream().map(TraceEvent::text).toList(),
        unexplained.event().seq(),
        trace.events().size(),
        unexplained.event().text(),
        unexplained.considered().stream().flatMap(each -> each.differences().stream()).toList());
  }

  /** The counterexample as the code would log it: what it did, and what could be seen of it. */
  private static TraceFile recorded(Flawed flawed, SpecOracle own, SpecOracle judge)
      throws Exception {
    List<TraceEvent> events = new ArrayList<>();
    try (Subject subject = flawed.startAgainstReference(own.constants())) {
      for (SpecStep step : story(flawed, own)) {
        subject.apply(step.action(), step.arguments());
        if (judge.action(step.action()).isPresent()) {
          int number = events.size() + 1;
          events.add(
              new TraceEvent(
                  number,
                  number + 1,
                  List.of(step.action()),
                  new TraceEvent.ByName(step.arguments()),
                  observations(subject, judge),
                  step.label()));
        }
      }
    }
    return new TraceFile(
        Path.of(flawed.model().design() + ".ndjson"),
        new TraceHeader(flawed.model().protocol(), judge.module(), Map.of(), unknown(own, judge)),
        events);
  }

  /** What the reference does and the flawed design does not, it cannot log. */
  private static List<String> unknown(SpecOracle own, SpecOracle judge) {
    return judge.actions().stream()
        .map(ActionSignature::name)
        .filter(name -> own.action(name).isEmpty())
        .toList();
  }

  private static List<Observation> observations(Subject subject, SpecOracle judge) {
    List<Observation> observations = new ArrayList<>();
    subject
        .state()
        .forEach(
            (name, value) -> {
              if (judge.variables().contains(name)) {
                observations.add(new Observation(name, name, List.of(), value));
              }
            });
    return observations;
  }

  /** One for each model: it is dearer to open than to use. */
  private static SpecOracle oracle(Model model) throws TlcException {
    SpecOracle known = ORACLES.get(model.label());
    if (known == null) {
      known = oracles.model(model);
      ORACLES.put(model.label(), known);
    }
    return known;
  }

  private static String name(Flawed flawed) {
    return flawed.model().toString();
  }

  private static Model own(Flawed flawed) {
    return model(flawed.model());
  }

  private static Model judge(Flawed flawed) {
    ModelId own = flawed.model();
    return model(new ModelId(own.protocol(), "Reference", own.scenario()));
  }

  /** The reference with as many messages, commits or requests as the design's own model has. */
  private static SpecOracle judge(Flawed flawed, Map<String, Object> own) throws Exception {
    Map<String, Object> constants = new HashMap<>(oracle(judge(flawed)).constants());
    constants.putAll(own);
    constants
        .keySet()
        .retainAll(Kit.reference(flawed.reference()).scales().get(0).constants().keySet());
    return oracles.module(flawed.reference(), constants, List.of());
  }

  private static Model model(ModelId id) {
    return oracles
        .specifications()
        .manifest()
        .model(id, Tier.STANDARD)
        .orElseThrow(() -> new AssertionError("no model " + id));
  }

  /** The model checker's counterexample as steps. */
  private static List<SpecStep> story(Flawed flawed, SpecOracle oracle) throws Exception {
    List<SpecStep> known = STORIES.get(name(flawed));
    if (known == null) {
      known = counterexample(flawed, oracle);
      STORIES.put(name(flawed), known);
    }
    return known;
  }

  private static List<SpecStep> counterexample(Flawed flawed, SpecOracle oracle) throws Exception {
    Model model = own(flawed);
    Trace trace;
    try (Scratch scratch = Scratch.open()) {
      trace =
          Engines.inProcess(scratch).run(oracles.request(model), Watch.NONE).properties().stream()
              .filter(property -> property.name().equals(flawed.property()))
              .map(PropertyResult::trace)
              .findFirst()
              .orElseThrow();
    }
    List<SpecStep> steps = new ArrayList<>();
    SpecState state = oracle.initialStates().get(0);
    assertThat(trace.states().get(0).values()).isEqualTo(state.variables());
    for (Trace.State next : trace.states().subList(1, trace.states().size())) {
      SpecStep step =
          oracle.steps(state).stream()
              .filter(each -> each.to().variables().equals(next.values()))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no step to " + next.text()));
      steps.add(step);
      state = step.to();
    }
    return steps;
  }
}
