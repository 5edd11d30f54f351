package dev.handoff.check;

import dev.handoff.check.Outcome.Failed;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Protocol;
import dev.handoff.tlc.ModelResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model with what a run of it showed.
 *
 * @param label the id, and the tier if it is not the standard one; or a module's name
 * @param pinned the model of the manifest with its protocol; empty for a module of the user's own
 * @param outcome the run
 * @param differences in what it is not as pinned
 */
public record CheckedModel(
    String label, Optional<Pinned> pinned, Outcome outcome, List<Difference> differences) {
  public CheckedModel {
    differences = List.copyOf(differences);
  }

  /** A module of the user's own: there are no pins that it could differ from. */
  public static CheckedModel ofModule(String name, Outcome outcome) {
    return new CheckedModel(name, Optional.empty(), outcome, List.of());
  }

  /** A model of the manifest, compared with its pins. */
  public static CheckedModel ofModel(
      Protocol protocol, Model model, Outcome outcome, Detail detail) {
    return new CheckedModel(
        model.label(),
        Optional.of(new Pinned(protocol, model)),
        outcome,
        outcome.result().map(found -> Comparison.compare(model, found, detail)).orElse(List.of()));
  }

  /** Models of a manifest, each compared with its pins; an outcome for each, in their order. */
  public static List<CheckedModel> ofModels(
      Manifest manifest, List<Model> models, List<Outcome> outcomes, Detail detail) {
    return IntStream.range(0, models.size())
        .mapToObj(
            i ->
                ofModel(manifest.protocolOf(models.get(i)), models.get(i), outcomes.get(i), detail))
        .toList();
  }

  /** What the engine found, if it came to an end. */
  public Optional<ModelResult> result() {
    return outcome.result();
  }

  /** Why there is no result, if there is none. */
  public Optional<Failed> failure() {
    return outcome.failure();
  }

  /** Whether the run ended and showed what is pinned. */
  public boolean asPinned() {
    return failure().isEmpty() && differences.isEmpty();
  }

  /** A model of the manifest and its protocol. */
  public record Pinned(Protocol protocol, Model model) {}
}
