package dev.handoff.check;

import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.ModelRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Turns models of a manifest into jobs. */
public final class Jobs {
  private Jobs() {}

  /**
   * The job that runs a model.
   *
   * @param specifications the folder with the model's files
   * @param model one of its models
   * @param engine what runs it
   * @param timeout how long it may take; zero for no limit
   */
  public static Job of(
      Specifications specifications, Model model, Engine engine, Duration timeout) {
    Path folder = specifications.folder();
    Manifest manifest = specifications.manifest();
    ModelRequest request =
        new ModelRequest(
            folder.resolve(model.module()).toString(),
            folder.resolve(model.config()).toString(),
            List.of(folder.toString()),
            manifest.protocolOf(model).witnesses(),
            timeout.toMillis());
    return new Job(model.label(), request, model.pins().distinct(), engine);
  }
}
