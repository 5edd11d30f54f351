package dev.handoff.cli;

import dev.handoff.check.CheckReport;
import dev.handoff.check.CheckedModel;
import dev.handoff.check.Outcome;
import dev.handoff.check.Scorecard;
import dev.handoff.check.Selection;
import dev.handoff.report.CheckText;
import dev.handoff.report.ScorecardJson;
import dev.handoff.report.ScorecardText;
import dev.handoff.spec.Gaps;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Protocol;
import dev.handoff.spec.Protocol.Design;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges every design by the same properties, and shows the table. */
@Command(
    name = "scorecard",
    mixinStandardHelpOptions = true,
    description = {
      "Runs every design in every scenario and shows which properties hold. A table is shown only if"
          + " every verdict is the one that the manifest pins; what differs is shown instead.",
      "With a design: each scenario by itself."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff scorecard",
      "  handoff scorecard fanout --json scorecard.json",
      "  handoff scorecard shutdown/JoinMultiplexer",
      "  handoff scorecard --pinned --markdown README.md",
      "",
      "Exit codes: 0 as pinned; 1 different; 2 usage; 3 a model could not be judged."
    })
final class ScorecardCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROTOCOL[/DESIGN]",
      description = "Default: all protocols.")
  private Optional<String> wanted = Optional.empty();

  @Option(
      names = "--pinned",
      description = "Runs nothing: shows the verdicts of the manifest, which check holds to be so.")
  private boolean pinned = false;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes a row for each design, scenario and property as JSON.")
  private Optional<Path> json = Optional.empty();

  @Mixin private FolderOption spec = new FolderOption();

  @Mixin private PageOption page = new PageOption();
  @Mixin private RunOptions running = new RunOptions();

  ScorecardCommand(Console console, EngineFactory engines) {
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
      Manifest manifest = specifications.manifest();
      page.validate(manifest);
      List<Protocol> protocols = protocols(manifest);
      Optional<Design> design = design(protocols);
      if (!pinned) {
        int exit = check(bench, specifications, protocols, design);
        if (exit != Exit.OK) {
          return exit;
        }
      }
      List<Scorecard> scorecards =
          protocols.stream().map(each -> Scorecard.of(manifest, each)).toList();
      if (json.isPresent()) {
        OutputFile.write("--json", json.get(), ScorecardJson.text(scorecards));
      }
      page.write(manifest);
      for (Scorecard scorecard : scorecards) {
        console
            .out()
            .println(
                design
                    .map(each -> ScorecardText.ofDesign(scorecard, each, console.ink()))
                    .orElseGet(() -> ScorecardText.ofProtocol(scorecard, console.ink())));
      }
      console.out().flush();
      return Exit.OK;
    }
  }

  private List<Protocol> protocols(Manifest manifest) throws CliException {
    if (wanted.isEmpty()) {
      return manifest.protocols();
    }
    String name = wanted.get().split("/", -1)[0];
    List<String> names = manifest.protocols().stream().map(Protocol::name).toList();
    return List.of(
        manifest
            .protocol(name)
            .orElseThrow(() -> CliException.usage(unknown("protocol", name, names))));
  }

  private Optional<Design> design(List<Protocol> protocols) throws CliException {
    if (wanted.isEmpty() || !wanted.get().contains("/")) {
      return Optional.empty();
    }
    Protocol protocol = protocols.get(0);
    String name = wanted.get().substring(protocol.name().length() + 1);
    List<String> names = protocol.designs().stream().map(Design::name).toList();
    if (!names.contains(name)) {
      throw CliException.usage(unknown("design of " + protocol.name(), name, names));
    }
    return Optional.of(protocol.designs().get(names.indexOf(name)));
  }

  private static String unknown(String what, String name, List<String> names) {
    List<String> close = Selection.close(name, names);
    return "no "
        + what
        + " \""
        + name
        + "\"; "
        + (close.isEmpty()
            ? "there are: " + String.join(", ", names)
            : "did you mean " + String.join(" or ", close) + "?");
  }

  private int check(
      Workbench bench,
      Specifications specifications,
      List<Protocol> protocols,
      Optional<Design> design)
      throws CliException {
    List<String> names = protocols.stream().map(Protocol::name).toList();
    List<Model> models =
        specifications.manifest().models(Tier.STANDARD).stream()
            .filter(model -> names.contains(model.id().protocol()))
            .filter(model -> design.isEmpty() || model.id().design().equals(design.get().name()))
            .toList();
    long start = System.nanoTime();
    List<Outcome> outcomes = bench.run(bench.jobs(specifications, models, running), running);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    List<CheckedModel> checked =
        CheckedModel.ofModels(specifications.manifest(), models, outcomes, bench.detail());
    CheckReport all =
        new CheckReport(
            checked, wanted.isEmpty() ? Gaps.of(specifications.manifest()) : List.of(), millis);
    if (!all.failures().isEmpty()) {
      return bench.explain(all.failures(), models.size());
    }
    if (models.isEmpty() || !all.different().isEmpty() || !all.gaps().isEmpty()) {
      CheckReport different = new CheckReport(all.different(), all.gaps(), millis);
      console.out().print(CheckText.ofModels(different, console.width(), console.ink()));
      console.out().flush();
      return Exit.DIFFERENT;
    }
    console.out().println(CheckText.summary(all, console.ink()));
    return Exit.OK;
  }
}
