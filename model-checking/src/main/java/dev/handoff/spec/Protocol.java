package dev.handoff.spec;

import java.util.List;
import java.util.Optional;

/**
 * One of the handoffs: its vocabulary.
 *
 * @param name the first part of its models' ids, and its folder
 * @param title one line for people
 * @param reference the module of its reference design
 * @param designs every design that is judged
 * @param scenarios every circumstance in which designs are judged
 * @param properties what each design is judged by
 */
public record Protocol(
    String name,
    String title,
    String reference,
    List<Design> designs,
    List<Scenario> scenarios,
    List<Property> properties) {
  public Protocol {
    designs = List.copyOf(designs);
    scenarios = List.copyOf(scenarios);
    properties = List.copyOf(properties);
  }

  /** The property of this name, if the protocol has it. */
  public Optional<Property> property(String wanted) {
    return properties.stream().filter(property -> property.name().equals(wanted)).findFirst();
  }

  /** The names of all witnesses, in the order of the properties. */
  public List<String> witnesses() {
    return properties.stream().flatMap(property -> property.witness().stream()).toList();
  }

  /** A way of building the handoff. */
  public record Design(String name, String title) {}

  /** The faults, interleavings and bounds under which a design is judged. */
  public record Scenario(String name, String title) {}

  /**
   * What a design has to satisfy.
   *
   * @param name the operator's name in the modules
   * @param kind what sort of property it is
   * @param title one line for people
   * @param witness a state predicate that is true where the property's premise is and its
   *     conclusion is at stake; only a type invariant, which has no premise, may lack it
   */
  public record Property(String name, Kind kind, String title, Optional<String> witness) {}

  /** The sort of a property. */
  public enum Kind implements Written {
    /** A finite behaviour can violate it. */
    SAFETY("safety"),
    /** Only an infinite behaviour can violate it. */
    LIVENESS("liveness"),
    /** A whole specification that the design is to implement, in both halves. */
    REFINEMENT("refinement");

    private final String written;

    Kind(String written) {
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
