package dev.handoff.spec;

import java.util.List;
import java.util.Optional;

/**
 * Every protocol, model, mutant and claim of a folder of specifications. Immutable.
 *
 * @param protocols the vocabulary, in the manifest's order
 * @param models what is checked, in the manifest's order
 * @param mutants seeded errors that some property must notice
 * @param claims what the reports say, adjudicated
 */
public record Manifest(
    List<Protocol> protocols, List<Model> models, List<Mutant> mutants, List<Claim> claims) {
  /** The version of the format that this code reads and writes. */
  public static final long SCHEMA = 1;

  /** The file's name in its folder. */
  public static final String FILE_NAME = "manifest.json";

  public Manifest {
    protocols = List.copyOf(protocols);
    models = List.copyOf(models);
    mutants = List.copyOf(mutants);
    claims = List.copyOf(claims);
  }

  /** The protocol of a model of this manifest. */
  public Protocol protocolOf(Model model) {
    return protocol(model.id().protocol())
        .orElseThrow(() -> new IllegalArgumentException(model.id() + " is not of this manifest"));
  }

  /** The protocol of this name. */
  public Optional<Protocol> protocol(String name) {
    return protocols.stream().filter(protocol -> protocol.name().equals(name)).findFirst();
  }

  /** The model with this id in this tier. */
  public Optional<Model> model(ModelId id, Tier tier) {
    return models.stream()
        .filter(model -> model.id().equals(id) && model.tier() == tier)
        .findFirst();
  }

  /** The models of one tier, in the manifest's order. */
  public List<Model> models(Tier tier) {
    return models.stream().filter(model -> model.tier() == tier).toList();
  }
}
