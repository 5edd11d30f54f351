package dev.handoff.cli;

import dev.handoff.check.Job;
import dev.handoff.check.Jobs;
import dev.handoff.check.MutantTrial;
import dev.handoff.check.Outcome;
import dev.handoff.check.Seeding;
import dev.handoff.check.Seeding.StaleMutantException;
import dev.handoff.report.Listing;
import dev.handoff.spec.Model;
import dev.handoff.spec.Mutant;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Seeds errors into copies of the specifications, and sees whether the properties notice. */
@Command(
    name = "mutants",
    mixinStandardHelpOptions = true,
    description =
        "Applies each seeded error to a copy of the specifications, runs the model that the"
            + " manifest names, and checks that the properties that it names notice; of an edit"
            + " that is argued to change nothing, that the model shows what it always shows.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff mutants",
      "  handoff mutants persistence 'fanout/cursor-*'",
      "  handoff list --mutants",
      "",
      "Exit codes: 0 all as expected; 1 some not; 2 usage, or a text to replace that does not occur",
      "exactly once; 3 a mutant could not be judged."
    })
final class MutantsCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "A mutant's id or its first part, with * as for check. Default: all.")
  private List<String> patterns = new ArrayList<>();

  @Mixin private FolderOption spec = new FolderOption();

  @Mixin private RunOptions running = new RunOptions();

  MutantsCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    running.validate();
    try (Workbench bench = Workbench.open(console, engines, Optional.empty())) {
      Specifications specifications = bench.specifications(spec.folder);
      List<Mutant> mutants =
          Workbench.chosen(specifications.manifest().mutants(), Mutant::id, patterns);
      List<Job> jobs = new ArrayList<>();
      for (Mutant mutant : mutants) {
        jobs.add(job(bench, specifications, mutant, mutants.size()));
      }
      long start = System.nanoTime();
      List<Outcome> outcomes = bench.run(jobs, running);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      List<MutantTrial> trials = new ArrayList<>();
      for (int i = 0; i < mutants.size(); i++) {
        Mutant mutant = mutants.get(i);
        trials.add(new MutantTrial(mutant, original(specifications, mutant), outcomes.get(i)));
      }
      return finish(bench, trials, millis);
    }
  }

  private Job job(Workbench bench, Specifications specifications, Mutant mutant, int together)
      throws CliException {
    Model model = original(specifications, mutant);
    try {
      Specifications copy = Seeding.seed(specifications, mutant, bench.fresh("mutant-"));
      Job job =
          Jobs.of(copy, model, bench.engineFor(model, together, running.engine), running.timeout());
      return new Job(mutant.id(), job.request(), job.weight(), job.engine());
    } catch (StaleMutantException e) {
      throw CliException.usage(e);
    } catch (IOException e) {
      throw CliException.tool("the specifications cannot be copied: " + e.getMessage());
    }
  }

  private static Model original(Specifications specifications, Mutant mutant) {
    return specifications.manifest().model(mutant.model(), Tier.STANDARD).orElseThrow();
  }

  private int finish(Workbench bench, List<MutantTrial> trials, long millis) {
    console.out().print(Listing.ofTrials(trials, millis, console.width(), console.ink()));
    console.out().flush();
    List<Outcome.Failed> failures =
        trials.stream().flatMap(trial -> trial.failure().stream()).toList();
    if (!failures.isEmpty()) {
      return bench.explain(failures, trials.size());
    }
    return !trials.isEmpty() && trials.stream().allMatch(MutantTrial::asExpected)
        ? Exit.OK
        : Exit.DIFFERENT;
  }
}
