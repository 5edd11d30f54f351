package dev.handoff.conformance;

import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which actions of a module one technique has taken, how often, and over how many different edges.
 *
 * <p>Thread-safe.
 */
public final class Coverage {
  private final Map<Key, Counted> counts = new HashMap<>();

  /** How something was checked. */
  public enum Technique {
    /** Every edge of a model's graph. */
    REPLAY,
    /** Random behaviours. */
    JQWIK,
    /** Recorded runs. */
    TRACES
  }

  /** Whose coverage it is. */
  public record Key(String module, Technique technique) {}

  /** Told of steps. */
  public interface Of {
    /** Nobody listens. */
    Of NOBODY = (from, step) -> {};

    /** A step was taken, and judged right. */
    void took(SpecState from, SpecStep step);
  }

  /**
   * What was taken.
   *
   * @param steps by action
   * @param edges different ones: state and step
   */
  public record Taken(Map<String, Long> steps, long edges) {}

  private static final class Counted {
    final Map<String, Long> steps = new TreeMap<>();
    final Set<Long> edges = new HashSet<>();
    long further;
  }

  /** Counts for one module and technique. */
  public synchronized Of of(String module, Technique technique) {
    Counted counted = counts.computeIfAbsent(new Key(module, technique), key -> new Counted());
    return (from, step) -> {
      synchronized (this) {
        counted.steps.merge(step.action(), 1L, Long::sum);
        counted.edges.add(
            31L * mixed(from)
                + mixed(step.to())
                + 31L * step.action().hashCode()
                + step.arguments().hashCode());
      }
    };
  }

  private static long mixed(SpecState state) {
    return state.hashCode() * 0x9E3779B97F4A7C15L;
  }

  /** Adds steps that were counted elsewhere. */
  public synchronized void add(String module, Technique technique, Taken taken) {
    Counted counted = counts.computeIfAbsent(new Key(module, technique), key -> new Counted());
    taken.steps().forEach((action, count) -> counted.steps.merge(action, count, Long::sum));
    counted.further += taken.edges();
  }

  /** What that technique has taken of that module; nothing, if nobody counted. */
  public synchronized Taken taken(String module, Technique technique) {
    Counted counted = counts.get(new Key(module, technique));
    return counted == null
        ? new Taken(Map.of(), 0)
        : new Taken(Map.copyOf(counted.steps), counted.edges.size() + counted.further);
  }
}
