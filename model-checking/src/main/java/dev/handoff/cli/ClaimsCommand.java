package dev.handoff.cli;

import dev.handoff.check.ClaimTrial;
import dev.handoff.check.ClaimTrial.Answer;
import dev.handoff.check.Job;
import dev.handoff.check.Outcome;
import dev.handoff.check.Questions;
import dev.handoff.report.ClaimsJson;
import dev.handoff.report.ClaimsText;
import dev.handoff.spec.Claim;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the questions that the reports' claims depend on to the models. */
@Command(
    name = "claims",
    mixinStandardHelpOptions = true,
    description =
        "Judges what the audit reports say: each claim as questions to the models, with its verdict,"
            + " the condition if there is one, and the traces. A claim that no bounded model can"
            + " express is listed with the reason.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff claims",
      "  handoff claims 003 '002/fix-*'",
      "  handoff claims --json claims.json",
      "",
      "Exit codes: 0 every model answers as the verdicts need it; 1 some do not; 2 usage;",
      "3 a model could not be judged."
    })
final class ClaimsCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "A claim's id or its first part, with * as for check. Default: all.")
  private List<String> patterns = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the answers as JSON.")
  private Optional<Path> json = Optional.empty();

  @Mixin private FolderOption spec = new FolderOption();

  @Mixin private PageOption page = new PageOption();
  @Mixin private RunOptions running = new RunOptions();

  ClaimsCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    running.validate();
    if (json.isPresent()) {
      OutputFile.requireWritable("--json", json.get());
    }
    try (Workbench bench = Workbench.open(console, engines, Optional.empty())) {
      Specifications specifications = bench.specifications(spec.folder);
      page.validate(specifications.manifest());
      List<Claim> claims =
          Workbench.chosen(specifications.manifest().claims(), Claim::id, patterns);
      Map<Model, Set<Question>> questions = Questions.byModel(specifications.manifest(), claims);
      List<Model> models = List.copyOf(questions.keySet());
      List<Job> jobs = new ArrayList<>();
      for (Model model : models) {
        jobs.add(
            bench.question(
                specifications,
                model,
                questions.getOrDefault(model, Set.of()),
                models.size(),
                running));
      }
      long start = System.nanoTime();
      List<Outcome> outcomes = bench.run(jobs, running);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      Map<Model, Outcome> byModel = new HashMap<>();
      for (int i = 0; i < models.size(); i++) {
        byModel.put(models.get(i), outcomes.get(i));
      }
      return finish(
          bench, specifications, ClaimTrial.of(specifications.manifest(), claims, byModel), millis);
    }
  }

  private int finish(
      Workbench bench, Specifications specifications, List<ClaimTrial> trials, long millis)
      throws CliException {
    if (json.isPresent()) {
      OutputFile.write("--json", json.get(), ClaimsJson.text(trials));
    }
    console.out().print(ClaimsText.of(trials, millis, console.width(), console.ink()));
    console.out().flush();
    List<Outcome.Failed> failures =
        trials.stream()
            .flatMap(trial -> trial.answers().stream())
            .flatMap((Answer answer) -> answer.failure().stream())
            .distinct()
            .toList();
    if (!failures.isEmpty()) {
      return bench.explain(failures, trials.size());
    }
    if (trials.isEmpty() || !trials.stream().allMatch(ClaimTrial::asExpected)) {
      return Exit.DIFFERENT;
    }
    page.write(specifications.manifest());
    return Exit.OK;
  }
}
