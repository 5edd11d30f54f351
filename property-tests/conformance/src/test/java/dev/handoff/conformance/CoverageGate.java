package dev.handoff.conformance;

import dev.handoff.conformance.Coverage.Technique;
import dev.handoff.oracle.Oracles;
import dev.handoff.spec.Model;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Evaluator.ActionSignature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last step of the build: every action of every reference module must have been taken by
 * replay, by random behaviours and by validated traces. Prints the table; exits with 1 if a cell is
 * zero.
 */
final class CoverageGate {
  private CoverageGate() {}

  /** Reads the coverage and judges it. */
  public static void main(String[] arguments) throws Exception {
    Coverage coverage = new Coverage();
    if (CoverageFile.collect(coverage) == 0) {
      System.err.println("coverage gate: this build has counted nothing; run the tests with it");
      System.exit(1);
    }
    Map<String, List<String>> all = new HashMap<>();
    List<String> missing = new ArrayList<>();
    int actions = 0;
    System.out.printf("%-40s %12s %12s %12s%n", "action", "replay", "jqwik", "traces");
    try (Oracles oracles = Oracles.open()) {
      for (Reference reference : Kit.REFERENCES) {
        List<Model> models = new ArrayList<>(Kit.models(oracles, reference, Tier.STANDARD));
        List<String> names =
            oracles.model(models.get(0)).actions().stream().map(ActionSignature::name).toList();
        all.put(reference.module(), names);
        models.addAll(Kit.models(oracles, reference, Tier.DEEP));
        for (String action : names) {
          String name = reference.module() + "!" + action;
          boolean possible =
              models.stream().anyMatch(each -> each.pins().actions().contains(action));
          StringBuilder line = new StringBuilder(String.format("%-40s", name));
          for (Technique technique : Technique.values()) {
            long count =
                coverage.taken(reference.module(), technique).steps().getOrDefault(action, 0L);
            line.append(String.format(" %,12d", count));
            if (count == 0 && possible) {
              missing.add(name + " by " + CoverageFile.key(technique));
            }
          }
          System.out.println(line + (possible ? "" : "  (in no model)"));
          actions++;
        }
      }
    }
    CoverageFile.publish(coverage, all);
    System.out.printf("%d actions of %d modules%n", actions, Kit.REFERENCES.size());
    if (!missing.isEmpty()) {
      System.err.println("coverage gate: not taken: " + String.join(", ", missing));
    }
    System.exit(missing.isEmpty() && actions > 0 ? 0 : 1);
  }
}
