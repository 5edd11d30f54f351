package dev.handoff.spec;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A module and a configuration, and everything that a run of them is expected to show.
 *
 * @param id which design in which scenario
 * @param tier how large it is
 * @param module the root module, relative to the manifest's folder
 * @param config its configuration, relative to the manifest's folder
 * @param pins the figures of the whole reachable graph
 * @param expectations a verdict for each property of the protocol
 */
public record Model(
    ModelId id,
    Tier tier,
    String module,
    String config,
    Pins pins,
    List<Expectation> expectations) {
  public Model {
    expectations = List.copyOf(expectations);
  }

  /** What is expected of the property of this name, if the model lists it. */
  public Optional<Expectation> expectation(String property) {
    return expectations.stream().filter(e -> e.property().equals(property)).findFirst();
  }

  /** How a message names it: the id, and the tier unless it is the standard one. */
  public String label() {
    return tier == Tier.STANDARD ? id.toString() : id + " (" + tier + ")";
  }

  /**
   * Figures of the reachable graph; zero and empty before they were measured for the first time.
   *
   * @param distinct distinct states
   * @param depth states on the longest of the shortest paths from an initial state
   * @param actions exactly the named actions that are taken
   * @param witnesses exactly the protocol's witnesses that are reachable
   */
  public record Pins(
      long distinct, int depth, SortedSet<String> actions, SortedSet<String> witnesses) {}

  /**
   * The verdict that is expected on one property.
   *
   * @param property its name
   * @param result the verdict
   * @param traceLength states of the shortest counterexample; 0 unless violated and measured
   * @param why the story of the trace, or the reason why the property does not apply; may be empty
   *     for a property that holds
   * @param stopsHolding the larger bound at which a property that holds here is violated, if one is
   *     known; the deep tier shows it
   */
  public record Expectation(
      String property, Result result, int traceLength, String why, Optional<String> stopsHolding) {}

  /** An expected verdict. */
  public enum Result implements Written {
    HOLDS("holds"),
    VIOLATED("violated"),
    /** The property says nothing about this design in this scenario, and is not run. */
    NOT_APPLICABLE("notApplicable");

    private final String written;

    Result(String written) {
      this.written = written;
    }

    @Override
    public String written() {
      return written;
    }

    @Override
    public String toString() {
      return written;
    }
  }
}
