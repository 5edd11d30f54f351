package dev.handoff.check;

import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Pins;
import dev.handoff.spec.Model.Result;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.PropertyResult;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Writes measured figures into a manifest, and never a verdict: which property is violated is a
 * judgement that people make, and a run that says otherwise is an error that stays one.
 */
public final class Pinning {
  private Pinning() {}

  /** The manifest with the figures of these models; those that were not judged keep theirs. */
  public static Manifest pin(Manifest manifest, List<CheckedModel> checked) {
    List<Model> models = manifest.models().stream().map(model -> pin(model, checked)).toList();
    return new Manifest(manifest.protocols(), models, manifest.mutants(), manifest.claims());
  }

  private static Model pin(Model model, List<CheckedModel> checked) {
    return checked.stream()
        .filter(each -> each.pinned().filter(pinned -> pinned.model().equals(model)).isPresent())
        .filter(each -> each.result().isPresent())
        .flatMap(each -> each.result().stream())
        .filter(ModelResult::complete)
        .findFirst()
        .map(result -> pin(model, result))
        .orElse(model);
  }

  private static Model pin(Model model, ModelResult result) {
    Pins pins =
        new Pins(
            result.distinct(),
            result.depth(),
            Collections.unmodifiableSortedSet(Comparison.taken(result)),
            Collections.unmodifiableSortedSet(new TreeSet<>(result.witnesses())));
    return new Model(
        model.id(),
        model.tier(),
        model.module(),
        model.config(),
        pins,
        model.expectations().stream().map(each -> pin(each, result)).toList());
  }

  private static Expectation pin(Expectation expectation, ModelResult result) {
    if (expectation.result() != Result.VIOLATED) {
      return expectation;
    }
    return result.properties().stream()
        .filter(property -> property.name().equals(expectation.property()))
        .filter(property -> property.outcome() == PropertyResult.Outcome.VIOLATED)
        .findFirst()
        .map(
            property ->
                new Expectation(
                    expectation.property(),
                    expectation.result(),
                    property.trace().length(),
                    expectation.why(),
                    expectation.stopsHolding()))
        .orElse(expectation);
  }
}
