package dev.handoff.cli;

import dev.handoff.check.CheckReport;
import dev.handoff.check.CheckedModel;
import dev.handoff.check.Detail;
import dev.handoff.check.Job;
import dev.handoff.check.Outcome;
import dev.handoff.check.Pinning;
import dev.handoff.report.CheckText;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes measured figures into the manifest. */
@Command(
    name = "pin",
    mixinStandardHelpOptions = true,
    description = {
      "Runs models and writes distinct states, depth, actions, witnesses and lengths of"
          + " counterexamples into manifest.json.",
      "Never writes a verdict: which property is violated is a judgement that you make, and a run"
          + " that says otherwise stays an error."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff pin --spec spec fanout/AsFound",
      "  handoff pin --spec spec --tier deep",
      "",
      "Exit codes: 0 everything is as pinned now; 1 a verdict differs; 2 usage; 3 a model could not",
      "be judged, and keeps its pins."
    })
final class PinCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "As for check. Default: all models of the tier.")
  private List<String> patterns = new ArrayList<>();

  @Mixin private SpecOptions spec = new SpecOptions();
  @Mixin private RunOptions running = new RunOptions();

  PinCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    running.validate();
    if (spec.folder().isEmpty()) {
      throw CliException.usage("pin needs --spec DIR; the manifest in this jar cannot be written");
    }
    try (Workbench bench = Workbench.open(console, engines, Optional.empty())) {
      Specifications before = bench.specifications(spec.folder());
      List<Model> models = Workbench.models(before, spec, patterns);
      List<Job> jobs = bench.jobs(before, models, running);
      long start = System.nanoTime();
      List<Outcome> outcomes = bench.run(jobs, running);
      // Somebody may have edited the manifest meanwhile: what they changed is left alone.
      Specifications now = bench.specifications(spec.folder());
      Manifest pinned =
          Pinning.pin(
              now.manifest(),
              CheckedModel.ofModels(before.manifest(), models, outcomes, Detail.FULL));
      write(now, pinned);
      List<Model> after =
          models.stream()
              .map(model -> pinned.model(model.id(), model.tier()).orElse(model))
              .toList();
      CheckReport report =
          new CheckReport(
              CheckedModel.ofModels(before.manifest(), after, outcomes, Detail.FULL),
              List.of(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      return finish(bench, report, now.folder().resolve(Manifest.FILE_NAME));
    }
  }

  private static void write(Specifications specifications, Manifest manifest) throws CliException {
    try {
      specifications.write(manifest);
    } catch (IOException e) {
      throw CliException.tool(
          specifications.folder().resolve(Manifest.FILE_NAME)
              + ": cannot be written: "
              + e.getMessage());
    }
  }

  private int finish(Workbench bench, CheckReport report, Path file) {
    console.out().print(CheckText.ofModels(report, console.width(), console.ink()));
    console.out().println("written: " + file);
    console.out().flush();
    if (!report.failures().isEmpty()) {
      return bench.explain(report.failures(), report.models().size());
    }
    return report.different().isEmpty() && !report.models().isEmpty() ? Exit.OK : Exit.DIFFERENT;
  }
}
