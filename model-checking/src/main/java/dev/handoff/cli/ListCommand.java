package dev.handoff.cli;

import dev.handoff.report.Listing;
import dev.handoff.spec.Gaps;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Mutant;
import dev.handoff.spec.Specifications;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what there is to check, without checking it. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Shows the models and what is expected of them; runs nothing.",
    footerHeading = "%nExamples:%n",
    footer = {"  handoff list", "  handoff list delivery --tier deep", "  handoff list --mutants"})
final class ListCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "As for check. Default: everything.")
  private List<String> patterns = new ArrayList<>();

  @Option(names = "--mutants", description = "Shows the seeded errors in place of the models.")
  private boolean mutants;

  @Mixin private SpecOptions spec = new SpecOptions();

  ListCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    try (Workbench bench = Workbench.open(console, engines, Optional.empty())) {
      Specifications specifications = bench.specifications(spec.folder());
      Manifest manifest = specifications.manifest();
      console
          .out()
          .print(
              mutants
                  ? Listing.ofMutants(
                      Workbench.chosen(manifest.mutants(), Mutant::id, patterns),
                      console.width(),
                      console.ink())
                  : Listing.ofModels(
                      manifest,
                      Workbench.models(specifications, spec, patterns),
                      console.width(),
                      console.ink()));
      console.out().flush();
      Gaps.of(manifest).forEach(gap -> console.err().println("handoff: gap: " + gap));
      return Exit.OK;
    }
  }
}
