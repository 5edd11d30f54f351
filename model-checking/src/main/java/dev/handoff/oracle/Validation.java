package dev.handoff.oracle;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a specification says about a trace. */
public sealed interface Validation {
  /** The trace. */
  TraceFile trace();

  /** The greatest number of states that fitted the trace at any point of it. */
  int largestFrontier();

  /**
   * One behaviour of the specification that fits, as far as the trace was followed: its first
   * state.
   */
  SpecState start();

  /** The steps of that behaviour, hidden ones included. */
  List<SpecStep> behaviour();

  /** How often that behaviour takes each action. */
  default SortedMap<String, Long> actions() {
    SortedMap<String, Long> counts = new TreeMap<>();
    behaviour().forEach(step -> counts.merge(step.action(), 1L, Long::sum));
    return Collections.unmodifiableSortedMap(counts);
  }

  /**
   * Some behaviour of the specification explains every event.
   *
   * @param hiddenSteps how many steps of the behaviour left no event
   */
  record Explained(
      TraceFile trace,
      int largestFrontier,
      SpecState start,
      List<SpecStep> behaviour,
      long hiddenSteps)
      implements Validation {
    public Explained {
      behaviour = List.copyOf(behaviour);
    }
  }

  /**
   * No behaviour does.
   *
   * @param behaviour explains the events before
   * @param event the first that nothing explains
   * @param states how many states the specification may be in before it
   * @param considered a few of them, those that come closest first
   */
  record Unexplained(
      TraceFile trace,
      int largestFrontier,
      SpecState start,
      List<SpecStep> behaviour,
      TraceEvent event,
      int states,
      List<Considered> considered)
      implements Validation {
    public Unexplained {
      behaviour = List.copyOf(behaviour);
      considered = List.copyOf(considered);
    }
  }

  /**
   * A state in which the event was tried.
   *
   * @param state the state
   * @param allowed the steps that the specification has there
   * @param differences why the steps of that name and with those arguments are not the event: what
   *     was observed after it, and what the specification has; empty if there is no such step
   */
  record Considered(SpecState state, List<SpecStep> allowed, List<String> differences) {
    public Considered {
      allowed = List.copyOf(allowed);
      differences = List.copyOf(differences);
    }
  }
}
