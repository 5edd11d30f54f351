package dev.handoff.check;

import dev.handoff.check.Outcome.Failed;
import dev.handoff.tlc.PropertyResult;
import java.util.List;
import java.util.Optional;

/**
 * What a whole check showed.
 *
 * @param models each model, in the manifest's order
 * @param gaps what the manifest as a whole leaves open; empty unless all of it was checked
 * @param millis how long the check took, in milliseconds
 */
public record CheckReport(List<CheckedModel> models, List<String> gaps, long millis) {
  public CheckReport {
    models = List.copyOf(models);
    gaps = List.copyOf(gaps);
  }

  /** How many models ran to the end. */
  public long judged() {
    return models.stream().filter(model -> model.result().isPresent()).count();
  }

  /** How many properties were judged, in all models. */
  public long verdicts() {
    return properties(PropertyResult.Outcome.HOLDS) + properties(PropertyResult.Outcome.VIOLATED);
  }

  /** How many properties were found violated, in all models. */
  public long violated() {
    return properties(PropertyResult.Outcome.VIOLATED);
  }

  private long properties(PropertyResult.Outcome outcome) {
    return models.stream()
        .flatMap(model -> model.result().stream())
        .flatMap(result -> result.properties().stream())
        .filter(property -> property.outcome() == outcome)
        .count();
  }

  /** Distinct states, in all models. */
  public long distinct() {
    return models.stream()
        .flatMap(model -> model.result().stream())
        .mapToLong(result -> result.distinct())
        .sum();
  }

  /** The models that ran to the end and differ from their pins. */
  public List<CheckedModel> different() {
    return models.stream().filter(model -> !model.differences().isEmpty()).toList();
  }

  /** The models that could not be judged. */
  public List<Failed> failures() {
    return models.stream().flatMap(model -> model.failure().stream()).toList();
  }

  /** The version of the tools that judged, as they print it; empty if nothing was judged. */
  public Optional<String> tools() {
    return models.stream()
        .flatMap(model -> model.result().stream())
        .map(result -> result.tools())
        .findFirst();
  }
}
