package dev.handoff.tlc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlc2.tool.Action;
import tlc2.tool.INextStateFunctor;
import tlc2.tool.IStateFunctor;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.IdThread;
import tlc2.util.SetOfStates;

/**
 * One breadth-first exploration of the reachable graph that judges every safety property.
 *
 * <p>States, successors and predicates are TLC's own ({@link FastTool}), and what counts as
 * generated, distinct, in the model and a deadlock follows {@code tlc2.tool.Worker}. Unlike TLC's
 * checker it does not end at the first violation: it notes the first of each property, which by the
 * order of the search is a shortest one, and goes on. Violating states are explored further, as TLC
 * does with {@code -continue}.
 */
final class Exploration {
  /** How often, in states, the watcher is asked. */
  private static final int BEAT = 1 << 10;

  /**
   * How many states are explored beyond the first violation. A user's specification may have
   * infinitely many, and stock TLC would have ended there.
   */
  private static final int BEYOND_VIOLATION = 2_000_000;

  private final FastTool tool;
  private final Map<String, PropertyParts> properties;
  private final Map<String, Action> witnesses;
  private final Temporal temporal;
  private final Predicate<long[]> goOn;

  private final StateIndex index = new StateIndex();
  private final ArrayDeque<TLCState> queue = new ArrayDeque<>();
  private final Map<String, Found> violations = new LinkedHashMap<>();
  private final SortedSet<String> reached = new TreeSet<>();
  private final Map<Action, long[]> taken = new LinkedHashMap<>();
  private long generated;
  private int depth;
  private int limit = Integer.MAX_VALUE;

  /** Where a violation was found: behind the state of that index, or in an initial state. */
  record Found(int predecessor, Optional<TLCState> state) {}

  /** The watcher asked to stop. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Evaluating failed in or behind a state. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable TLCState state;

    Failed(@Nullable TLCState state, Throwable cause) {
      super(cause);
      this.state = state;
    }

    Optional<TLCState> state() {
      return Optional.ofNullable(state);
    }
  }

  Exploration(
      Specification specification,
      Map<String, Action> witnesses,
      Temporal temporal,
      Predicate<long[]> goOn) {
    this.tool = specification.tool();
    this.properties = specification.properties();
    this.witnesses = new LinkedHashMap<>(witnesses);
    this.temporal = temporal;
    this.goOn = goOn;
  }

  /** Explores to the end. */
  void run() {
    tool.getInitStates(new Initial());
    boolean checkDeadlock = tool.getModelConfig().getCheckDeadlock();
    Successors successors = new Successors();
    for (int explored = 0; !queue.isEmpty() && index.size() < limit; explored++) {
      if (explored % BEAT == 0) {
        beat();
      }
      TLCState state = queue.remove();
      IdThread.setCurrentState(state);
      long before = generated;
      long fingerprint = index.fingerprint(explored);
      successors.of(state, explored, fingerprint);
      try {
        tool.getNextStates(successors, state);
      } catch (RuntimeException | StackOverflowError e) {
        throw e instanceof Failed failed ? failed : new Failed(state, e);
      }
      if (checkDeadlock && generated == before) {
        violated(PropertyResult.DEADLOCK, explored, Optional.empty());
      }
      temporal.addSuccessors(tool, state, fingerprint, successors.inModel);
    }
    beat();
  }

  private void violated(String property, int predecessor, Optional<TLCState> state) {
    if (violations.isEmpty()) {
      limit = index.size() + BEYOND_VIOLATION;
    }
    violations.putIfAbsent(property, new Found(predecessor, state));
  }

  /** Whether every reachable state was explored. */
  boolean complete() {
    return queue.isEmpty();
  }

  private void beat() {
    if (!goOn.test(new long[] {generated, index.size(), queue.size(), depth})) {
      throw new Stopped();
    }
  }

  long generated() {
    return generated;
  }

  int distinct() {
    return index.size();
  }

  int depth() {
    return depth;
  }

  int queued() {
    return queue.size();
  }

  /** Ends the exploration where it is: the specification asks for it with {@code TLCSet}. */
  void stop() {
    limit = 0;
  }

  SortedSet<String> reached() {
    return reached;
  }

  /** How often each named action was taken. */
  SortedMap<String, Long> actions() {
    SortedMap<String, Long> counts = new TreeMap<>();
    taken.forEach(
        (action, count) -> counts.merge(action.getName().toString(), count[0], Long::sum));
    return counts;
  }

  Optional<Found> violation(String property) {
    return Optional.ofNullable(violations.get(property));
  }

  /** The counterexample that ends with that violation. */
  Trace trace(Found found, Traces traces) {
    return traces.along(
        found.predecessor() == StateIndex.NONE ? new long[0] : index.path(found.predecessor()),
        found.state());
  }

  /** Judges a state that is new, or outside of the constraints. */
  private void judge(TLCState state, int predecessor) {
    properties.forEach(
        (name, parts) -> {
          for (Action invariant : parts.invariants()) {
            if (!violations.containsKey(name) && !tool.isValid(invariant, state)) {
              violated(name, predecessor, Optional.of(state));
            }
          }
        });
    witnesses
        .entrySet()
        .removeIf(
            witness -> tool.isValid(witness.getValue(), state) && reached.add(witness.getKey()));
  }

  private final class Initial implements IStateFunctor {
    @Override
    public Object addElement(TLCState state) {
      generated++;
      try {
        if (!tool.isGoodState(state)) {
          throw new IllegalStateException(
              "the initial predicate leaves a variable without a value: " + unassigned(state));
        }
        boolean seen = false;
        if (tool.isInModel(state)) {
          long fingerprint = state.fingerPrint();
          seen = index.add(fingerprint, StateIndex.NONE) == StateIndex.NONE;
          if (!seen) {
            depth = Math.max(depth, 1);
            queue.add(state);
            temporal.addInitial(tool, state, fingerprint);
          }
        }
        if (!seen) {
          judge(state, StateIndex.NONE);
          properties.forEach(
              (name, parts) -> {
                for (Action init : parts.inits()) {
                  if (!violations.containsKey(name) && !tool.isValid(init, state)) {
                    violated(name, StateIndex.NONE, Optional.of(state));
                  }
                }
              });
        }
      } catch (RuntimeException | StackOverflowError e) {
        throw new Failed(state, e);
      }
      return this;
    }
  }

  private final class Successors implements INextStateFunctor {
    private int current;
    private long currentPrint;
    private SetOfStates inModel = new SetOfStates();

    void of(TLCState state, int position, long fingerprint) {
      current = position;
      currentPrint = fingerprint;
      inModel = new SetOfStates(16);
      if (temporal.any()) {
        inModel.put(fingerprint, state); // the stuttering step
      }
    }

    @Override
    public Object addElement(TLCState state) {
      throw new IllegalStateException("a successor without its action");
    }

    @Override
    public Object addElement(TLCState from, Action action, TLCState to) {
      generated++;
      taken.computeIfAbsent(action, a -> new long[1])[0]++;
      if (!tool.isGoodState(to)) {
        throw new Failed(
            from,
            new IllegalStateException(
                action.getName() + " leaves a variable without a next value: " + unassigned(to)));
      }
      boolean within = tool.isInModel(to) && tool.isInActions(from, to);
      boolean fresh = true;
      long fingerprint = to.fingerPrint();
      if (within) {
        fresh = index.add(fingerprint, current) != StateIndex.NONE;
        if (temporal.any()) {
          inModel.put(fingerprint, to);
        }
        if (fresh) {
          to.setPredecessor(from);
          depth = Math.max(depth, to.getLevel());
          queue.add(to);
        }
      }
      if (fresh) {
        judge(to, current);
      }
      properties.forEach(
          (name, parts) -> {
            for (StepCondition step : parts.actions()) {
              if (!violations.containsKey(name)
                  && !step.isValid(tool, from, currentPrint, to, fingerprint)) {
                violated(name, current, Optional.of(to));
              }
            }
          });
      return this;
    }
  }

  private static List<String> unassigned(TLCState state) {
    List<String> names = new ArrayList<>();
    state.getUnassigned().forEach(variable -> names.add(variable.getName().toString()));
    return names;
  }
}
