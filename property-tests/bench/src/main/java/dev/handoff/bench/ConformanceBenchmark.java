package dev.handoff.bench;

import dev.handoff.conformance.Coverage;
import dev.handoff.conformance.Reference;
import dev.handoff.conformance.Refusals;
import dev.handoff.conformance.Replay;
import dev.handoff.delivery.PeerDeliveryReference;
import dev.handoff.fanout.CommitFanOutReference;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceHeader;
import dev.handoff.oracle.TraceSpecification;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.TraceWriter;
import dev.handoff.oracle.Validation;
import dev.handoff.persistence.BatchPersistenceReference;
import dev.handoff.shutdown.PeerShutdownReference;
import dev.handoff.spec.Model;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.ModelRequest;
import dev.handoff.tlc.Printed;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlaText;
import dev.handoff.tlc.TlcConfig;
import dev.handoff.tlc.TlcException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The checkers' speeds, as ratios of one run: the oracle to stock TLC, the trace validator to stock
 * TLC with a trace specification, and replay to the oracle.
 *
 * <p>No JMH: one side of the first two is a process. What runs in this process is warmed up first,
 * as what a suite of tests uses is; stock TLC never is, which is how it is used, and why the models
 * are large. Its start is taken off, and what it is with it is told as well. Each ratio is of one
 * round's neighbours, so that a busy machine slows both, and the median of the rounds is reported.
 */
final class ConformanceBenchmark {
  private static final int ROUNDS = 3;
  private static final long WARM_UP_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int STATES = 500_000;
  private static final int SAMPLE = 20_000;
  private static final int EVENTS = 10_000;
  private static final long TIMEOUT_MILLIS = 300_000;

  /** A model whose exploration takes stock TLC longer than its start, and its implementation. */
  private record Case(Reference reference, String model) {}

  private static final List<Case> CASES =
      List.of(
          new Case(new CommitFanOutReference(), "fanout/Reference/Hang"),
          new Case(new BatchPersistenceReference(), "persistence/Reference/Expiry"),
          new Case(new PeerShutdownReference(), "shutdown/Reference/Reading"),
          new Case(new PeerDeliveryReference(), "delivery/Reference/EncodeFailure"));

  /** The measured ratios, by name. */
  private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

  private final Oracles oracles;
  private final Scratch scratch;

  private ConformanceBenchmark(Oracles oracles, Scratch scratch) {
    this.oracles = oracles;
    this.scratch = scratch;
  }

  static void run() throws Exception {
    try (Oracles oracles = Oracles.open();
        Scratch scratch = Scratch.open()) {
      ConformanceBenchmark benchmark = new ConformanceBenchmark(oracles, scratch);
      benchmark.traces();
      for (Case each : CASES) {
        benchmark.steps(each);
      }
      benchmark.print();
    }
  }

  private void print() {
    System.out.printf("%n%-72s %10s%n", "ratio, the median of " + ROUNDS, "reached");
    ratios.forEach((name, figures) -> System.out.printf("%-72s %9.2fx%n", name, median(figures)));
  }

  private void ratio(String name, double ratio) {
    ratios.computeIfAbsent(name, key -> new ArrayList<>()).add(ratio);
  }

  private void steps(Case each) throws Exception {
    Model model = oracles.find(Tier.DEEP, each.model());
    SpecOracle oracle = oracles.model(model);
    Map<String, Object> constants = oracle.constants();
    StateGraph graph = StateGraph.explore(oracle, STATES);
    long warm = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < warm) {
      judged(oracle, graph);
      enumerated(oracle, graph);
    }
    replayed(each, graph, constants);
    for (int round = 0; round < ROUNDS; round++) {
      double stock = explored(model);
      double judged = judged(oracle, graph);
      double enumerated = enumerated(oracle, graph);
      double replayed = replayed(each, graph, constants);
      System.out.printf(
          "%-36s stock TLC %,9.0f/s, oracle: step %,9.0f/s, all steps %,9.0f/s, replay %,9.0f/s%n",
          each.model(), stock, judged, enumerated, replayed);
      ratio(each.model() + ": named steps judged to stock TLC's states (aim 1.5)", judged / stock);
      ratio(each.model() + ": all steps of a state to stock TLC's states", enumerated / stock);
      ratio(each.model() + ": replay to named steps judged (aim 0.25)", replayed / judged);
    }
  }

  /** Steps a second that a replay of the whole graph takes. */
  private static double replayed(Case each, StateGraph graph, Map<String, Object> constants) {
    Replay.Report replay =
        Replay.reference(
            each.model(),
            graph,
            () -> each.reference().start(constants),
            Refusals.few(graph, each.reference().decisions()),
            Coverage.Of.NOBODY);
    return replay.steps() / (replay.nanos() / 1e9);
  }

  /**
   * States a second that stock TLC generates with one worker when it has nothing to judge. Its
   * start is taken off: what it needs for the smallest model of the same module.
   */
  private double explored(Model model) throws Exception {
    Model smallest =
        oracles.specifications().manifest().models().stream()
            .filter(each -> each.module().equals(model.module()))
            .min(Comparator.comparingLong(each -> each.pins().distinct()))
            .orElseThrow();
    Printed start = unjudged(smallest);
    Printed whole = unjudged(model);
    return (whole.generated() - start.generated()) / ((whole.millis() - start.millis()) / 1e3);
  }

  private Printed unjudged(Model model) throws Exception {
    ModelRequest request = oracles.request(model);
    Path config = scratch.fresh("explored-").resolve("Explored.cfg");
    Files.writeString(
        config, TlcConfig.read(Path.of(request.config())).withChecks(check -> false).text());
    return Printed.run(
        new ModelRequest(
            request.module(), config.toString(), request.libraries(), List.of(), TIMEOUT_MILLIS),
        scratch);
  }

  /** Steps a second of which the oracle is told the name and the arguments. */
  private static double judged(SpecOracle oracle, StateGraph graph) throws TlcException {
    long steps = 0;
    long began = System.nanoTime();
    for (int state = 0; state < graph.size(); state += stride(graph)) {
      for (StateGraph.Edge edge : graph.edges(state)) {
        SpecStep step = edge.step();
        if (oracle.step(graph.state(state), step.action(), step.arguments()).isEmpty()) {
          throw new IllegalStateException("refused: " + step);
        }
        steps++;
      }
    }
    return steps / ((System.nanoTime() - began) / 1e9);
  }

  /** Steps a second that the oracle finds by itself. */
  private static double enumerated(SpecOracle oracle, StateGraph graph) throws TlcException {
    long steps = 0;
    long began = System.nanoTime();
    for (int state = 0; state < graph.size(); state += stride(graph)) {
      steps += oracle.steps(graph.state(state)).size();
    }
    return steps / ((System.nanoTime() - began) / 1e9);
  }

  private static int stride(StateGraph graph) {
    return Math.max(1, graph.size() / SAMPLE);
  }

  /** Stock TLC's start is what it needs for the same trace's first event. */
  private void traces() throws Exception {
    Map<String, String> constants = new LinkedHashMap<>();
    Map<String, Object> values =
        new LinkedHashMap<>(oracles.model(Tier.STANDARD, "delivery/Reference/Stall").constants());
    values.put("FaultKinds", Set.of("sever"));
    values.put("MaxFaults", (long) EVENTS);
    values.forEach((name, value) -> constants.put(name, TlaText.expression(value)));
    TraceHeader header = new TraceHeader("delivery", "PeerDelivery", constants, List.of());
    SpecOracle oracle = oracles.moduleOfTexts("PeerDelivery", constants, List.of());
    List<SpecStep> walk = walk(oracle);
    Path folder = scratch.fresh("traces-");
    TraceFile first = write(folder.resolve("first.ndjson"), header, walk.subList(0, 1));
    TraceFile whole = write(folder.resolve("whole.ndjson"), header, walk);
    long warm = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < warm) {
      explained(oracle, whole);
    }
    for (int round = 0; round < ROUNDS; round++) {
      double seconds = explained(oracle, whole);
      double start = followed(oracle, first) / 1e3;
      double stock = followed(oracle, whole) / 1e3;
      System.out.printf(
          "trace of %,d events: validator %,.0f/s, stock TLC %,.0f/s after a start of %.1f s%n",
          walk.size(), walk.size() / seconds, walk.size() / (stock - start), start);
      ratio(
          "trace validator to stock TLC with a trace specification (aim 30)",
          (stock - start) / seconds);
      ratio(
          "trace validator to stock TLC with a trace specification and its start", stock / seconds);
    }
  }

  /** How many seconds a trace takes that has to be explained. */
  private static double explained(SpecOracle oracle, TraceFile trace) throws Exception {
    long began = System.nanoTime();
    Validation validation = TraceValidator.validate(oracle, trace, 1_000);
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!(validation instanceof Validation.Explained)) {
      throw new IllegalStateException("the oracle does not explain its own walk");
    }
    return seconds;
  }

  private static List<SpecStep> walk(SpecOracle oracle) throws TlcException {
    Random random = new Random(1);
    List<SpecStep> walk = new ArrayList<>();
    SpecState state = oracle.initialStates().get(0);
    while (walk.size() < EVENTS) {
      List<SpecStep> steps = oracle.steps(state);
      // Nobody gives up, and no owner is told: so connections can be severed and resumed for ever.
      List<SpecStep> on =
          steps.stream()
              .filter(
                  step -> !Set.of("GiveUp", "TellDelivered", "TellUnknown").contains(step.action()))
              .toList();
      if (on.isEmpty()) {
        throw new IllegalStateException("the walk ends after " + walk.size() + " steps");
      }
      SpecStep step = on.get(random.nextInt(on.size()));
      walk.add(step);
      state = step.to();
    }
    return walk;
  }

  private static TraceFile write(Path file, TraceHeader header, List<SpecStep> steps)
      throws Exception {
    TraceWriter.write(file, header, steps);
    return TraceFile.read(file);
  }

  private long followed(SpecOracle oracle, TraceFile trace) throws Exception {
    TraceSpecification.Followed followed =
        TraceSpecification.of(List.of(trace), oracle, Map.of("m", "Messages"))
            .follow(
                oracles.specifications().folder(),
                trace.header().protocol(),
                scratch,
                TIMEOUT_MILLIS);
    if (followed.of(0) != trace.events().size()) {
      throw new IllegalStateException("stock TLC followed " + followed.of(0) + " events");
    }
    return followed.millis();
  }

  /** The middle of an odd number of figures. */
  private static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }
}
