package dev.handoff.conformance;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.conformance.Coverage.Technique;
import dev.handoff.oracle.Oracles;
import dev.handoff.spec.Model;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Evaluator.ActionSignature;
import java.nio.file.Files;
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
    if (!Files.exists(CoverageFile.PATH)) {
      System.err.println(
          "coverage gate: no " + CoverageFile.PATH + "; run the module's tests first");
      System.exit(1);
    }
    Map<String, Object> file = JSON.std.mapFrom(Files.readString(CoverageFile.PATH));
    Map<String, Map<?, ?>> rows = new HashMap<>();
    for (Object row : (List<?>) file.getOrDefault("actions", List.of())) {
      Map<?, ?> each = (Map<?, ?>) row;
      rows.put(each.get("module") + "!" + each.get("action"), each);
    }
    List<String> missing = new ArrayList<>();
    int actions = 0;
    System.out.printf("%-40s %12s %12s %12s%n", "action", "replay", "jqwik", "traces");
    try (Oracles oracles = Oracles.open()) {
      for (Reference reference : Kit.REFERENCES) {
        List<Model> models = new ArrayList<>(Kit.models(oracles, reference, Tier.STANDARD));
        List<ActionSignature> all = oracles.model(models.get(0)).actions();
        models.addAll(Kit.models(oracles, reference, Tier.DEEP));
        for (ActionSignature action : all) {
          String name = reference.module() + "!" + action.name();
          Map<?, ?> row = rows.getOrDefault(name, Map.of());
          boolean possible =
              models.stream().anyMatch(each -> each.pins().actions().contains(action.name()));
          StringBuilder line = new StringBuilder(String.format("%-40s", name));
          for (Technique technique : Technique.values()) {
            long count =
                row.get(CoverageFile.key(technique)) instanceof Number n ? n.longValue() : 0;
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
    System.out.printf("%d actions of %d modules%n", actions, Kit.REFERENCES.size());
    if (!missing.isEmpty()) {
      System.err.println("coverage gate: not taken: " + String.join(", ", missing));
    }
    System.exit(missing.isEmpty() && actions > 0 ? 0 : 1);
  }
}
