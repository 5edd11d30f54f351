package dev.handoff.cli;

import dev.handoff.check.CheckedModel;
import dev.handoff.check.Job;
import dev.handoff.check.Jobs;
import dev.handoff.check.Outcome;
import dev.handoff.check.Selection;
import dev.handoff.report.Explanation;
import dev.handoff.report.Explanation.Format;
import dev.handoff.report.Verdicts;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Protocol;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.TlcException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the shortest counterexample of a property, step by step. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the counterexample of a violated property, step by step: each action with its argument"
          + " values, and only what it changed.",
      "Without PROPERTY: of the first violated one; the others are named."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff explain fanout/AsFound/Crash",
      "  handoff explain fanout/AsFound/Crash AllOrNone --format mermaid",
      "  handoff explain --module Queue.tla NoDeadlock",
      "",
      "Exit codes: 0 explained, or nothing is violated; 2 usage; 3 the model could not be judged."
    })
final class ExplainCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ID",
      description = "A model's id; not with --module.")
  private Optional<String> first = Optional.empty();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PROPERTY",
      description = "A property's name.")
  private Optional<String> second = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      defaultValue = "text",
      description = "text, mermaid or json. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  @Mixin private SpecOptions spec = new SpecOptions();
  @Mixin private RunOptions running = new RunOptions();
  @Mixin private ToolsOption tools = new ToolsOption();
  @Mixin private ModuleOptions module = new ModuleOptions();

  ExplainCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    running.validate();
    tools.validate(running);
    // With --module there is no id, and the first word is the property.
    module.validate(second.isPresent() ? List.of(first.orElseThrow()) : List.of());
    if (!module.given() && first.isEmpty()) {
      throw CliException.usage("name a model; 'handoff list' shows them");
    }
    Optional<String> property = module.given() ? first : second;
    try (Workbench bench = Workbench.open(console, engines, tools.jar)) {
      if (module.given()) {
        Job job = module.job(bench.engineForModule(running.engine), running.timeout());
        CheckedModel checked = CheckedModel.ofModule(module.name(), run(bench, job));
        explain(checked, property);
      } else {
        explainModel(bench, property);
      }
      return Exit.OK;
    }
  }

  private void explainModel(Workbench bench, Optional<String> property) throws CliException {
    Specifications specifications = bench.specifications(spec.folder());
    Model model = Workbench.onlyModel(specifications, spec, first.orElseThrow());
    Protocol protocol = specifications.manifest().protocolOf(model);
    if (property.isPresent()) {
      Optional<Expectation> expectation = model.expectation(property.get());
      if (expectation.filter(each -> each.result() == Result.NOT_APPLICABLE).isPresent()) {
        console
            .out()
            .println(
                property.get()
                    + " does not apply to "
                    + model.label()
                    + ": "
                    + expectation.get().why());
        return;
      }
    }
    Optional<Question> question = question(specifications.manifest(), model, property);
    Job job =
        question.isPresent()
            ? bench.question(specifications, model, Set.of(question.get()), 1, running)
            : Jobs.of(
                specifications,
                model,
                bench.engineFor(model, 1, running.engine),
                running.timeout());
    explain(CheckedModel.ofModel(protocol, model, run(bench, job), bench.detail()), property);
  }

  /** The question of that name, if only a claim asks it. */
  private static Optional<Question> question(
      Manifest manifest, Model model, Optional<String> property) {
    return manifest.claims().stream()
        .flatMap(claim -> claim.questions().stream())
        .filter(each -> each.own().isPresent() && each.model().equals(model.id()))
        .filter(each -> property.equals(Optional.of(each.property())))
        .findFirst();
  }

  private Outcome run(Workbench bench, Job job) throws CliException {
    Outcome outcome = bench.run(List.of(job), running).get(0);
    if (outcome.failure().isPresent()) {
      Outcome.Failed failed = outcome.failure().get();
      boolean theUsers = tools.jar.isPresent() && failed.kind() == TlcException.Kind.TOOLS;
      throw theUsers ? CliException.usage(failed.message()) : CliException.tool(failed.message());
    }
    return outcome;
  }

  private void explain(CheckedModel model, Optional<String> wanted) throws CliException {
    ModelResult result = model.result().orElseThrow();
    List<PropertyResult> violated =
        result.properties().stream()
            .filter(each -> each.outcome() == PropertyResult.Outcome.VIOLATED)
            .toList();
    PropertyResult property;
    if (wanted.isPresent()) {
      property = find(model, result, wanted.get());
    } else if (violated.isEmpty()) {
      console
          .out()
          .println(
              model.label()
                  + ": nothing to explain, none of "
                  + result.properties().size()
                  + " properties is violated");
      return;
    } else {
      property = violated.get(0);
    }
    if (property.outcome() != PropertyResult.Outcome.VIOLATED && format == Format.TEXT) {
      console
          .out()
          .println(
              model.label()
                  + ": "
                  + property.name()
                  + " is not violated, in "
                  + result.distinct()
                  + " distinct states");
      return;
    }
    console.out().print(explanation(model, property).render(format, console.ink()));
    String others =
        violated.stream()
            .map(PropertyResult::name)
            .filter(name -> !name.equals(property.name()))
            .collect(Collectors.joining(", "));
    if (format == Format.TEXT && !others.isEmpty()) {
      console.out().println("\nAlso violated: " + others);
    }
    console.out().flush();
  }

  private static PropertyResult find(CheckedModel model, ModelResult result, String wanted)
      throws CliException {
    List<String> names = result.properties().stream().map(PropertyResult::name).toList();
    if (!names.contains(wanted)) {
      List<String> close = Selection.close(wanted, names);
      throw CliException.usage(
          model.label()
              + " has no property \""
              + wanted
              + "\"; "
              + (close.isEmpty()
                  ? "it has: " + String.join(", ", names)
                  : "did you mean " + String.join(" or ", close) + "?"));
    }
    return result.properties().get(names.indexOf(wanted));
  }

  private static Explanation explanation(CheckedModel model, PropertyResult property) {
    return new Explanation(
        model.label(),
        property,
        Verdicts.kind(model, property),
        model
            .pinned()
            .flatMap(pinned -> pinned.protocol().property(property.name()))
            .map(Protocol.Property::title)
            .orElse(""),
        model
            .pinned()
            .flatMap(pinned -> pinned.model().expectation(property.name()))
            .map(Expectation::why)
            .orElse(""));
  }

  /** Reads a format's name. */
  static final class FormatConverter extends NameConverter<Format> {
    FormatConverter() {
      super("format", List.of(Format.values()));
    }
  }
}
