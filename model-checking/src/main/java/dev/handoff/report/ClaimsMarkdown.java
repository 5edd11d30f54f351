package dev.handoff.report;

import dev.handoff.spec.Claim;
import dev.handoff.spec.Claim.Own;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Tier;
import java.util.List;
import java.util.stream.Collectors;

/** A report's claims as a table in a page, as the manifest has them. */
public final class ClaimsMarkdown {
  private ClaimsMarkdown() {}

  /** The claims of one report. */
  public static String ofReport(Manifest manifest, String report) {
    List<Claim> claims =
        manifest.claims().stream().filter(claim -> claim.report().equals(report)).toList();
    return claims.stream()
        .map(claim -> row(manifest, claim))
        .collect(
            Collectors.joining(
                "", "| claim | verdict | why | shown by |\n|---|---|---|---|\n", ""));
  }

  private static String row(Manifest manifest, Claim claim) {
    return "| "
        + claim.statement()
        + " | **"
        + claim.verdict()
        + "**"
        + claim.condition().map(condition -> ": " + condition).orElse("")
        + " | "
        + claim.why()
        + " | "
        + claim.questions().stream()
            .map(question -> shown(manifest, question))
            .collect(Collectors.joining("; "))
        + " |\n";
  }

  private static String shown(Manifest manifest, Question question) {
    String cell =
        question.model().design() + "/" + question.model().scenario() + "/" + question.property();
    if (question.result() == Result.HOLDS) {
      return "`" + cell + ": holds`";
    }
    int length =
        question
            .own()
            .map(Own::traceLength)
            .or(
                () ->
                    manifest
                        .model(question.model(), Tier.STANDARD)
                        .flatMap(model -> model.expectation(question.property()))
                        .map(Expectation::traceLength))
            .orElse(0);
    return "`" + cell + ": violated " + length + "`";
  }
}
