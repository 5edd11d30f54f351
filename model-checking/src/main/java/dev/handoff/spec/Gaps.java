package dev.handoff.spec;

import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Protocol.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a well-formed manifest leaves open as a whole: a property that cannot fail, a premise that
 * is never true, a model that lacks its deep twin. Work in progress has gaps; a finished kit has
 * none.
 */
public final class Gaps {
  private Gaps() {}

  /** The gaps, a line each. */
  public static List<String> of(Manifest manifest) {
    List<String> gaps = new ArrayList<>();
    if (manifest.models().isEmpty()) {
      gaps.add("the manifest has no models");
    }
    for (Protocol protocol : manifest.protocols()) {
      for (Property property : protocol.properties()) {
        unwitnessed(manifest, protocol, property).ifPresent(gaps::add);
        unfailing(manifest, protocol, property).ifPresent(gaps::add);
      }
    }
    for (Protocol protocol : manifest.protocols()) {
      gaps.addAll(unjudged(manifest, protocol));
    }
    for (Model model : manifest.models(Tier.STANDARD)) {
      twin(manifest, model).ifPresent(gaps::add);
    }
    return List.copyOf(gaps);
  }

  private static Optional<String> unwitnessed(
      Manifest manifest, Protocol protocol, Property property) {
    if (property.witness().isEmpty()) {
      return Optional.empty();
    }
    String witness = property.witness().get();
    boolean reached =
        manifest.models().stream()
            .filter(model -> model.id().protocol().equals(protocol.name()))
            .anyMatch(model -> model.pins().witnesses().contains(witness));
    return reached
        ? Optional.empty()
        : Optional.of(protocol.name() + ": no model reaches " + witness + " of " + property.name());
  }

  private static Optional<String> unfailing(
      Manifest manifest, Protocol protocol, Property property) {
    boolean byModel =
        manifest.models().stream()
            .filter(model -> model.id().protocol().equals(protocol.name()))
            .flatMap(model -> model.expectation(property.name()).stream())
            .anyMatch(expectation -> expectation.result() == Result.VIOLATED);
    boolean byMutant =
        manifest.mutants().stream()
            .filter(mutant -> mutant.model().protocol().equals(protocol.name()))
            .anyMatch(mutant -> mutant.noticedBy().contains(property.name()));
    return byModel || byMutant
        ? Optional.empty()
        : Optional.of(protocol.name() + ": no model and no mutant violates " + property.name());
  }

  /** The scorecard has no empty cells. */
  private static List<String> unjudged(Manifest manifest, Protocol protocol) {
    List<String> gaps = new ArrayList<>();
    for (Protocol.Design design : protocol.designs()) {
      for (Protocol.Scenario scenario : protocol.scenarios()) {
        ModelId id = new ModelId(protocol.name(), design.name(), scenario.name());
        if (manifest.model(id, Tier.STANDARD).isEmpty()) {
          gaps.add(id + ": there is no model");
        }
      }
    }
    return gaps;
  }

  private static Optional<String> twin(Manifest manifest, Model standard) {
    Optional<Model> deep = manifest.model(standard.id(), Tier.DEEP);
    if (deep.isEmpty()) {
      return Optional.of(standard.id() + ": there is no deep tier");
    }
    return standard.expectations().stream()
        .filter(expectation -> !confirmed(expectation, deep.get()))
        .findFirst()
        .map(
            expectation ->
                standard.id()
                    + ": "
                    + expectation.property()
                    + " has another verdict in the deep tier than in the standard one; if it stops"
                    + " holding there, say so in \"stopsHolding\"");
  }

  private static boolean confirmed(Expectation expectation, Model deep) {
    Optional<Result> there = deep.expectation(expectation.property()).map(Expectation::result);
    return expectation.stopsHolding().isPresent()
        ? there.equals(Optional.of(Result.VIOLATED))
        : there.equals(Optional.of(expectation.result()));
  }
}
