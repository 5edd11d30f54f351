package dev.handoff.check;

import dev.handoff.check.Outcome.Failed;
import dev.handoff.spec.Claim;
import dev.handoff.spec.Claim.Own;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A claim with what the models answered.
 *
 * @param claim what a report says
 * @param answers one for each question
 */
public record ClaimTrial(Claim claim, List<Answer> answers) {
  public ClaimTrial {
    answers = List.copyOf(answers);
  }

  /**
   * What a model answered.
   *
   * @param question the question
   * @param asks what the property says, in one line
   * @param pinnedLength states of the counterexample that is expected; 0 if none is
   * @param outcome the run of the model
   */
  public record Answer(
      Question question, String asks, int pinnedLength, dev.handoff.check.Outcome outcome) {
    /** The verdict, if the model came to one. */
    public Optional<PropertyResult> verdict() {
      return outcome.result().stream()
          .flatMap(found -> found.properties().stream())
          .filter(property -> property.name().equals(question.property()))
          .findFirst();
    }

    /** Whether the verdict, and the length of its trace, is the one that the claim rests on. */
    public boolean asExpected() {
      Outcome expected = question.result() == Result.HOLDS ? Outcome.HOLDS : Outcome.VIOLATED;
      return verdict()
          .filter(found -> found.outcome() == expected)
          .filter(found -> found.trace().length() == pinnedLength)
          .isPresent();
    }

    /** Why there is no verdict, if the run failed. */
    public Optional<Failed> failure() {
      return outcome.failure();
    }
  }

  /** The claims with their answers; an outcome for each model that was asked. */
  public static List<ClaimTrial> of(
      Manifest manifest, List<Claim> claims, Map<Model, dev.handoff.check.Outcome> outcomes) {
    return claims.stream()
        .map(
            claim ->
                new ClaimTrial(
                    claim,
                    claim.questions().stream()
                        .map(question -> answer(manifest, question, outcomes))
                        .toList()))
        .toList();
  }

  private static Answer answer(
      Manifest manifest, Question question, Map<Model, dev.handoff.check.Outcome> outcomes) {
    Model model = manifest.model(question.model(), Tier.STANDARD).orElseThrow();
    dev.handoff.check.Outcome outcome = outcomes.get(model);
    if (outcome == null) {
      throw new IllegalArgumentException(model.id() + " was not asked");
    }
    return new Answer(
        question,
        question
            .own()
            .map(Own::asks)
            .or(() -> manifest.protocolOf(model).property(question.property()).map(p -> p.title()))
            .orElse(""),
        question
            .own()
            .map(Own::traceLength)
            .or(() -> model.expectation(question.property()).map(Expectation::traceLength))
            .orElse(0),
        outcome);
  }

  /** Whether every question was answered as the verdict needs it. */
  public boolean asExpected() {
    return answers.stream().allMatch(Answer::asExpected);
  }
}
