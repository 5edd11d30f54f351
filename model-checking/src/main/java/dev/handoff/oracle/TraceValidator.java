package dev.handoff.oracle;

import dev.handoff.oracle.Validation.Considered;
import dev.handoff.oracle.Validation.Explained;
import dev.handoff.oracle.Validation.Unexplained;
import dev.handoff.tlc.TlcException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks whether a specification explains a trace: whether it has a behaviour that takes the recorded
 * steps in their order, with hidden ones between them.
 *
 * <p>Keeps the set of all states that the specification may be in, given the events so far, the
 * <em>frontier</em>; an event that leads from none of them is the first that nothing explains. With
 * everything observed the frontier is one state, and an event costs one evaluation.
 */
public final class TraceValidator {
  /** How many states may fit a trace at one point before it is given up, if nobody says. */
  public static final int DEFAULT_LIMIT = 100_000;

  /** How many of the states before an unexplained event are shown. */
  private static final int SHOWN = 3;

  private final SpecOracle oracle;
  private final TraceFile trace;
  private final int limit;
  private int largest;

  private TraceValidator(SpecOracle oracle, TraceFile trace, int limit) {
    this.oracle = oracle;
    this.trace = trace;
    this.limit = limit;
  }

  /**
   * Opens the specification that a trace's header names, with the header's constants.
   *
   * @throws TraceException if it is not there, or the constants do not fit it
   * @throws TlcException if it could not be opened
   */
  public static SpecOracle open(Oracles oracles, TraceFile trace)
      throws TraceException, TlcException {
    return TraceModule.open(oracles, trace);
  }

  /**
   * Validates a trace against the specification that its header names.
   *
   * @throws TraceException if the trace does not fit it, or the frontier grows beyond {@link
   *     #DEFAULT_LIMIT}
   * @throws TlcException if the specification could not be evaluated
   */
  public static Validation validate(Oracles oracles, TraceFile trace)
      throws TraceException, TlcException {
    return validate(open(oracles, trace), trace, DEFAULT_LIMIT);
  }

  /**
   * Validates a trace against a specification.
   *
   * @param limit how many states may fit at one point
   * @throws TraceException if the trace does not fit the specification, or the frontier grows
   *     beyond the limit
   * @throws TlcException if the specification could not be evaluated
   */
  public static Validation validate(SpecOracle oracle, TraceFile trace, int limit)
      throws TraceException, TlcException {
    return new TraceValidator(oracle, trace, limit).validate();
  }

  /** A state that may have been reached, and how. */
  private sealed interface Reached {
    SpecState state();
  }

  private record Start(SpecState state) implements Reached {}

  private record After(Reached before, Kind kind, SpecStep step) implements Reached {
    @Override
    public SpecState state() {
      return step.to();
    }
  }

  private enum Kind {
    /** Recorded with all its arguments. */
    WHOLE,
    /** Recorded with some of its arguments. */
    PARTIAL,
    HIDDEN
  }

  private Validation validate() throws TraceException, TlcException {
    List<Expected> expected = Expected.all(trace, oracle);
    List<String> hidden = trace.header().hidden();
    List<Reached> frontier = new ArrayList<>();
    for (SpecState state : oracle.initialStates()) {
      frontier.add(new Start(state));
    }
    for (Expected event : expected) {
      if (!hidden.isEmpty()) {
        frontier = withHidden(frontier, hidden, event.event());
      }
      largest = Math.max(largest, frontier.size());
      List<Reached> next = taken(frontier, event);
      if (next.isEmpty()) {
        return unexplained(frontier, event);
      }
      limit(next, event.event());
      frontier = next;
    }
    largest = Math.max(largest, frontier.size());
    Deque<SpecStep> behaviour = new ArrayDeque<>();
    SpecState start = rebuild(frontier.get(0), behaviour);
    return new Explained(
        trace, largest, start, List.copyOf(behaviour), behaviour.size() - trace.events().size());
  }

  /** The states themselves, and those that hidden steps lead to, by the fewest of them. */
  private List<Reached> withHidden(List<Reached> frontier, List<String> hidden, TraceEvent event)
      throws TraceException, TlcException {
    Map<SpecState, Reached> all = new LinkedHashMap<>();
    frontier.forEach(each -> all.put(each.state(), each));
    List<Reached> reached = new ArrayList<>(frontier);
    for (int i = 0; i < reached.size(); i++) {
      Reached from = reached.get(i);
      for (String action : hidden) {
        for (SpecState to : oracle.step(from.state(), action, Map.of())) {
          if (!all.containsKey(to)) {
            After after = new After(from, Kind.HIDDEN, new SpecStep(action, Map.of(), to));
            all.put(to, after);
            reached.add(after);
          }
        }
      }
      limit(reached, event);
    }
    return reached;
  }

  private List<Reached> taken(List<Reached> frontier, Expected event) throws TlcException {
    if (frontier.size() == 1 && event.alternatives().size() == 1) {
      return taken(frontier.get(0), event);
    }
    Map<SpecState, Reached> next = new LinkedHashMap<>();
    for (Reached from : frontier) {
      for (Reached after : taken(from, event)) {
        next.putIfAbsent(after.state(), after);
      }
    }
    return List.copyOf(next.values());
  }

  private List<Reached> taken(Reached from, Expected event) throws TlcException {
    List<Reached> next = new ArrayList<>(1);
    for (Expected.Alternative each : event.alternatives()) {
      for (SpecState to : oracle.step(from.state(), each.action(), each.arguments())) {
        if (event.fits(to)) {
          Kind kind = each.whole() ? Kind.WHOLE : Kind.PARTIAL;
          next.add(new After(from, kind, new SpecStep(each.action(), each.arguments(), to)));
        }
      }
    }
    return next;
  }

  private void limit(Collection<?> frontier, TraceEvent event) throws TraceException {
    if (frontier.size() > limit) {
      throw new TraceException(
          trace.path(),
          event.line(),
          "more than "
              + limit
              + " states fit the trace before or after event "
              + event.seq()
              + "; observe more: "
              + (trace.header().hidden().isEmpty()
                  ? "the arguments of every event, or some of the state after it"
                  : "record the hidden actions ("
                      + String.join(", ", trace.header().hidden())
                      + "), or some of the state after each event"));
    }
  }

  private Validation unexplained(List<Reached> frontier, Expected event) throws TlcException {
    List<Considered> considered = new ArrayList<>();
    // Where the event almost fits is what one wants to see; else where the fewest steps are hidden.
    for (Reached each : frontier.subList(0, Math.min(frontier.size(), 1000))) {
      considered.add(
          new Considered(each.state(), List.of(), event.differences(oracle, each.state())));
    }
    considered.sort(Comparator.comparing(each -> each.differences().isEmpty()));
    List<Considered> shown = new ArrayList<>();
    for (Considered each : considered.subList(0, Math.min(considered.size(), SHOWN))) {
      shown.add(new Considered(each.state(), oracle.steps(each.state()), each.differences()));
    }
    Reached closest =
        frontier.stream()
            .filter(each -> each.state().equals(shown.get(0).state()))
            .findFirst()
            .orElseThrow();
    Deque<SpecStep> behaviour = new ArrayDeque<>();
    SpecState start = rebuild(closest, behaviour);
    return new Unexplained(
        trace, largest, start, List.copyOf(behaviour), event.event(), frontier.size(), shown);
  }

  /** Walks back to the start, and completes the arguments that nobody saw. */
  private SpecState rebuild(Reached last, Deque<SpecStep> behaviour) throws TlcException {
    Reached reached = last;
    while (reached instanceof After after) {
      behaviour.addFirst(
          after.kind() == Kind.WHOLE
              ? after.step()
              : completed(after.before().state(), after.step()));
      reached = after.before();
    }
    return reached.state();
  }

  private SpecStep completed(SpecState from, SpecStep step) throws TlcException {
    for (SpecStep each : oracle.steps(from)) {
      if (each.action().equals(step.action())
          && each.to().equals(step.to())
          && each.arguments().entrySet().containsAll(step.arguments().entrySet())) {
        return each;
      }
    }
    return step;
  }
}
