package dev.handoff.cli;

import dev.handoff.check.CheckReport;
import dev.handoff.check.CheckedModel;
import dev.handoff.check.Job;
import dev.handoff.check.Outcome;
import dev.handoff.report.CheckJson;
import dev.handoff.report.CheckText;
import dev.handoff.spec.Gaps;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs models and compares them with the manifest, or judges a module of the user's own. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Runs models and compares everything they show with what the manifest pins: verdicts, lengths"
          + " of counterexamples, distinct states, depth, actions taken, witnesses reached.",
      "With --module, judges every property of a module of your own."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff check",
      "  handoff check fanout/AsFound '*/Reference/Crash*' --json verdicts.json",
      "  handoff check --tier deep --jobs 1",
      "  handoff check --tla2tools ~/tla2tools.jar",
      "  handoff check --module Queue.tla --config Queue.cfg --library ~/modules",
      "",
      "Exit codes: 0 as pinned, or nothing violated; 1 different, or violated; 2 usage;",
      "3 a model could not be judged."
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description =
          "An id or its first parts, such as fanout or fanout/AsFound; * stands for any text in a"
              + " part, as in '*/Reference/*'. Default: all models of the tier.")
  private List<String> patterns = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the verdicts as JSON.")
  private Optional<Path> json = Optional.empty();

  @Mixin private SpecOptions spec = new SpecOptions();
  @Mixin private RunOptions running = new RunOptions();
  @Mixin private ToolsOption tools = new ToolsOption();
  @Mixin private ModuleOptions module = new ModuleOptions();

  CheckCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    running.validate();
    tools.validate(running);
    module.validate(patterns);
    if (json.isPresent()) {
      OutputFile.requireWritable("--json", json.get());
    }
    try (Workbench bench = Workbench.open(console, engines, tools.jar)) {
      return module.given() ? checkModule(bench) : checkModels(bench);
    }
  }

  private int checkModels(Workbench bench) throws CliException {
    Specifications specifications = bench.specifications(spec.folder());
    List<Model> models = Workbench.models(specifications, spec, patterns);
    List<Job> jobs = bench.jobs(specifications, models, running);
    long start = System.nanoTime();
    List<Outcome> outcomes = bench.run(jobs, running);
    List<CheckedModel> checked =
        CheckedModel.ofModels(specifications.manifest(), models, outcomes, bench.detail());
    // Who checks a part is at work on it; the whole must have no gaps.
    boolean whole = patterns.isEmpty() && spec.tier == Tier.STANDARD;
    CheckReport report =
        new CheckReport(
            checked,
            whole ? Gaps.of(specifications.manifest()) : List.of(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    write(report);
    console.out().print(CheckText.ofModels(report, console.width(), console.ink()));
    console.out().flush();
    return finish(
        bench,
        report,
        models.isEmpty() || !report.different().isEmpty() || !report.gaps().isEmpty());
  }

  private int checkModule(Workbench bench) throws CliException {
    Job job = module.job(bench.engineForModule(running.engine), running.timeout());
    Outcome outcome = bench.run(List.of(job), running).get(0);
    CheckedModel checked = CheckedModel.ofModule(module.name(), outcome);
    CheckReport report = new CheckReport(List.of(checked), List.of(), 0);
    write(report);
    checked
        .result()
        .ifPresent(
            result ->
                console
                    .out()
                    .print(CheckText.ofModule(checked, result, console.width(), console.ink())));
    console.out().flush();
    return finish(bench, report, report.violated() > 0);
  }

  private static int finish(Workbench bench, CheckReport report, boolean different) {
    if (!report.failures().isEmpty()) {
      return bench.explain(report.failures(), report.models().size());
    }
    return different ? Exit.DIFFERENT : Exit.OK;
  }

  private void write(CheckReport report) throws CliException {
    if (json.isPresent()) {
      OutputFile.write("--json", json.get(), CheckJson.text(report));
    }
  }
}
