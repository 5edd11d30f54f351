package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Models of one module that follow one another in a class loader show what each shows in one of its
 * own, to the last state of the last trace: nothing of an earlier run is left that matters.
 */
class RoomsTest {
  private static final Path SPEC = Path.of("..", "spec").toAbsolutePath().normalize();
  private static final int MODELS_OF_A_MODULE = 2;

  @Test
  @Tag("campaign")
  void modelsOfOneModuleMaySucceedOneAnotherInARoom() throws Exception {
    Manifest manifest = Specifications.open(SPEC).manifest();
    int compared = 0;
    try (Scratch scratch = Scratch.open()) {
      Engine alone = Engines.inProcess(scratch);
      Engine together = Engines.workers(scratch);
      for (List<Model> models : smallestByModule(manifest)) {
        for (Model model : models) {
          ModelRequest request =
              new ModelRequest(
                  SPEC.resolve(model.module()).toString(),
                  SPEC.resolve(model.config()).toString(),
                  List.of(SPEC.toString()),
                  manifest.protocolOf(model).witnesses(),
                  0);
          assertThat(together.run(request, Watch.NONE))
              .as(model.label())
              .usingRecursiveComparison()
              .ignoringFields("millis")
              .isEqualTo(alone.run(request, Watch.NONE));
          compared++;
        }
      }
    }
    System.out.println(compared + " models compared, in rooms shared and of their own");
    assertThat(compared).isGreaterThan(15);
  }

  /** Of the modules of the designs as found and of the references, those with several models. */
  private static List<List<Model>> smallestByModule(Manifest manifest) {
    Map<String, List<Model>> byModule = new LinkedHashMap<>();
    manifest.models(Tier.STANDARD).stream()
        .filter(model -> List.of("AsFound", "Reference").contains(model.id().design()))
        .sorted(Comparator.comparingLong((Model model) -> model.pins().distinct()))
        .forEach(
            model -> byModule.computeIfAbsent(model.module(), m -> new ArrayList<>()).add(model));
    return byModule.values().stream()
        .filter(models -> models.size() > 1)
        .map(models -> models.subList(0, Math.min(MODELS_OF_A_MODULE, models.size())))
        .toList();
  }
}
