package dev.handoff.check;

import dev.handoff.check.Outcome.Failed;
import dev.handoff.spec.Model;
import dev.handoff.spec.Mutant;
import dev.handoff.tlc.PropertyResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A mutant with what the run of its model showed.
 *
 * @param mutant the seeded edit
 * @param original the model that it names, with the figures that it has without the edit
 * @param outcome the run of the edited copy
 */
public record MutantTrial(Mutant mutant, Model original, Outcome outcome) {
  /** The properties that the mutant violates, in the configuration's order. */
  public List<PropertyResult> violated() {
    return outcome.result().stream()
        .flatMap(found -> found.properties().stream())
        .filter(property -> property.outcome() == PropertyResult.Outcome.VIOLATED)
        .toList();
  }

  /** The properties that were to notice the mutant and did not. */
  public List<String> missed() {
    Set<String> noticed = violated().stream().map(PropertyResult::name).collect(Collectors.toSet());
    return mutant.noticedBy().stream().filter(name -> !noticed.contains(name)).toList();
  }

  /**
   * Whether every property noticed the mutant that was to; of an equivalent one, whether its model
   * shows just what it shows without the edit.
   */
  public boolean asExpected() {
    return outcome
        .result()
        .filter(
            found ->
                mutant.equivalent().isPresent()
                    ? Comparison.compare(original, found, Detail.FULL).isEmpty()
                    : missed().isEmpty())
        .isPresent();
  }

  /** Why the edited copy could not be judged, if so. */
  public Optional<Failed> failure() {
    return outcome.failure();
  }
}
