package dev.handoff.tlc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.SemanticNode;
import tlc2.TLCGlobals;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.CallStackTool;
import tlc2.tool.impl.FastTool;
import tlc2.util.FP64;
import tlc2.value.RandomEnumerableValues;
import util.UniqueString;

/**
 * The entry to a class loader, or a process, that runs models of one module and is then thrown
 * away: TLC keeps static state, and a second specification in the same class loader is silently
 * wrong.
 *
 * <p>What crosses is serialized, because both sides have classes of their own: a {@link Job} goes
 * in, a {@link ModelResult} or a {@link Failure} comes out. Progress is {@code {generated,
 * distinct, queued, depth}}; the answer {@code false} stops the run.
 */
public final class Inside implements BiFunction<byte[], Predicate<long[]>, byte[]> {
  /**
   * A run.
   *
   * @param request what to run
   * @param literals the string literals to be known to TLC from the start; see {@link Literals}
   * @param standardModules where the standard modules are
   * @param folder an empty one of its own
   */
  record Job(ModelRequest request, List<String> literals, String standardModules, String folder)
      implements Serializable {
    Job {
      literals = List.copyOf(literals);
    }
  }

  /** Why there is no result. */
  record Failure(TlcException.Kind kind, String message) implements Serializable {}

  @Override
  public byte[] apply(byte[] job, Predicate<long[]> goOn) {
    Serializable outcome;
    try {
      outcome = run((Job) read(job), goOn);
    } catch (TlcException e) {
      outcome = new Failure(e.kind(), String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      outcome =
          new Failure(
              TlcException.Kind.RESOURCE,
              "memory does not suffice; give more with java -Xmx, or use --engine process");
    } catch (IOException e) {
      outcome = new Failure(TlcException.Kind.RESOURCE, "cannot write: " + e.getMessage());
    } catch (Exception | StackOverflowError e) {
      outcome = new Failure(TlcException.Kind.TOOLS, "TLC failed: " + describe(e));
    }
    return write(outcome);
  }

  private static ModelResult run(Job job, Predicate<long[]> goOn) throws Exception {
    long started = System.nanoTime();
    Messages messages = begin(job);
    ModelRequest request = job.request();
    Specification specification =
        Specification.parse(
            request, Path.of(job.standardModules()), Path.of(job.folder()), messages);
    FastTool tool = specification.tool();
    Optional<String> falseAssumption = falseAssumption(specification);
    if (falseAssumption.isPresent()) {
      return withFalseAssumption(specification, started, falseAssumption.get());
    }
    Map<String, Action> witnesses = new LinkedHashMap<>();
    request
        .witnesses()
        .forEach(name -> specification.predicate(name).ifPresent(w -> witnesses.put(name, w)));

    Temporal temporal = Temporal.of(specification, Path.of(job.folder()));
    try {
      Exploration exploration = new Exploration(specification, witnesses, temporal, goOn);
      RunStatus.publish(tool, exploration, job.folder());
      explore(exploration, specification);
      Traces traces = new Traces(tool);
      List<PropertyResult> verdicts = new ArrayList<>();
      for (Map.Entry<String, PropertyParts> property : specification.properties().entrySet()) {
        String name = property.getKey();
        Optional<Trace> trace =
            exploration.violation(name).map(found -> exploration.trace(found, traces));
        if (trace.isEmpty() && exploration.complete()) {
          trace = temporal.judge(name, tool, traces, messages);
        }
        verdicts.add(verdict(name, property.getValue().kind(), trace, exploration.complete()));
      }
      if (tool.getModelConfig().getCheckDeadlock()) {
        verdicts.add(
            verdict(
                PropertyResult.DEADLOCK,
                PropertyResult.Kind.SAFETY,
                exploration
                    .violation(PropertyResult.DEADLOCK)
                    .map(found -> exploration.trace(found, traces)),
                exploration.complete()));
      }
      if (tool.getAssumptions().length > 0) {
        verdicts.add(
            verdict(PropertyResult.ASSUMPTION, PropertyResult.Kind.SAFETY, Optional.empty(), true));
      }
      return new ModelResult(
          version(),
          exploration.generated(),
          exploration.distinct(),
          exploration.depth(),
          (System.nanoTime() - started) / 1_000_000,
          exploration.complete(),
          verdicts,
          exploration.actions(),
          exploration.reached(),
          messages.warnings());
    } finally {
      temporal.close();
    }
  }

  /** Brings the tools' static state to where a run begins. */
  static Messages begin(Job job) {
    Messages messages = Messages.install();
    // What an earlier run of the same module may have left; see IsolatedRuns.
    TLCGlobals.mainChecker = null;
    tlc2.value.impl.ModelValue.init();
    FP64.Init(0);
    RandomEnumerableValues.setSeed(0);
    TLCGlobals.setNumWorkers(1);
    job.literals().forEach(UniqueString::uniqueStringOf);
    return messages;
  }

  private static void explore(Exploration exploration, Specification specification)
      throws TlcException {
    try {
      exploration.run();
    } catch (Exploration.Stopped e) {
      throw new TlcException(TlcException.Kind.CANCELLED, "stopped");
    } catch (Exploration.Failed e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw evaluationError(specification, e.state(), cause);
    } catch (RuntimeException | StackOverflowError e) {
      throw evaluationError(specification, Optional.empty(), e);
    }
  }

  /** Evaluates again with a tool that keeps a call stack, as TLC does, to learn the place. */
  private static TlcException evaluationError(
      Specification specification, Optional<TLCState> state, Throwable cause) {
    CallStackTool stack = new CallStackTool(specification.tool());
    try {
      if (state.isPresent()) {
        for (Action action : stack.getActions()) {
          StateVec successors = stack.getNextStates(action, state.get());
          for (int i = 0; i < successors.size(); i++) {
            judge(stack, specification, state.get(), successors.elementAt(i));
          }
        }
        judge(stack, specification, state.get(), state.get());
      } else {
        stack.getInitStates();
      }
    } catch (RuntimeException | StackOverflowError again) {
      String place = Messages.innermostPlace(stack.toString());
      if (!place.isEmpty()) {
        return new TlcException(TlcException.Kind.EVALUATION, place + ": " + describe(cause));
      }
    }
    return new TlcException(
        TlcException.Kind.EVALUATION, specification.module() + ".tla: " + describe(cause));
  }

  private static void judge(
      CallStackTool stack, Specification specification, TLCState from, TLCState to) {
    stack.isInModel(to);
    stack.isInActions(from, to);
    for (PropertyParts parts : specification.properties().values()) {
      parts.invariants().forEach(invariant -> stack.isValid(invariant, to));
      parts
          .actions()
          .forEach(step -> step.isValid(stack, from, from.fingerPrint(), to, to.fingerPrint()));
    }
  }

  /** The place of the first assumption that is false. */
  static Optional<String> falseAssumption(Specification specification) throws TlcException {
    FastTool tool = specification.tool();
    ExprNode[] assumptions = tool.getAssumptions();
    boolean[] axioms = tool.getAssumptionIsAxiom();
    for (int i = 0; i < assumptions.length; i++) {
      try {
        if (!axioms[i] && !tool.isValid(assumptions[i])) {
          return Optional.of(place(assumptions[i]));
        }
      } catch (RuntimeException | StackOverflowError e) {
        throw new TlcException(
            TlcException.Kind.EVALUATION, place(assumptions[i]) + ": " + describe(e));
      }
    }
    return Optional.empty();
  }

  /** Where a part of a module stands: file, line and column. */
  static String place(SemanticNode node) {
    var location = node.getLocation();
    return location.source() + ".tla:" + location.beginLine() + ":" + location.beginColumn();
  }

  private static ModelResult withFalseAssumption(
      Specification specification, long started, String place) {
    List<PropertyResult> verdicts = new ArrayList<>();
    specification
        .properties()
        .forEach(
            (name, parts) ->
                verdicts.add(
                    new PropertyResult(
                        name, parts.kind(), PropertyResult.Outcome.UNDECIDED, Trace.NONE)));
    verdicts.add(
        new PropertyResult(
            PropertyResult.ASSUMPTION,
            PropertyResult.Kind.SAFETY,
            PropertyResult.Outcome.VIOLATED,
            Trace.NONE));
    return new ModelResult(
        version(),
        0,
        0,
        0,
        (System.nanoTime() - started) / 1_000_000,
        false,
        verdicts,
        new java.util.TreeMap<>(),
        new java.util.TreeSet<>(),
        List.of(place + ": the assumption is false"));
  }

  private static PropertyResult verdict(
      String name, PropertyResult.Kind kind, Optional<Trace> trace, boolean complete) {
    PropertyResult.Outcome otherwise =
        complete ? PropertyResult.Outcome.HOLDS : PropertyResult.Outcome.UNDECIDED;
    return new PropertyResult(
        name,
        kind,
        trace.isPresent() ? PropertyResult.Outcome.VIOLATED : otherwise,
        trace.orElse(Trace.NONE));
  }

  private static String version() {
    return TLCGlobals.versionOfTLC;
  }

  static String describe(Throwable e) {
    if (e instanceof StackOverflowError) {
      return "the recursion does not end";
    }
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : Messages.oneLine(message);
  }

  static byte[] write(Serializable object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Object read(byte[] bytes) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("not of this program", e);
    }
  }
}
