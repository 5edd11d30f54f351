package dev.handoff.cli;

import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.StateGraph;
import dev.handoff.report.GraphExport;
import dev.handoff.report.GraphExport.Format;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.TlcException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model's state graph for other programs. */
@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the reachable states of a model and the steps between them, with their actions and"
          + " arguments; states are numbered from 0, breadth first, the initial ones first."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff graph delivery/Reference/StuckPeer --out graph.dot",
      "  handoff graph shutdown/Reference/Reading --format json --out graph.json",
      "",
      "Exit codes: 0 written; 2 usage, or more states than --states; 3 the model could not be"
          + " explored."
    })
final class GraphCommand implements Callable<Integer> {
  private static final int DEFAULT_STATES = 100_000;

  private final Console console;
  private final EngineFactory engines;

  @Parameters(index = "0", paramLabel = "ID", description = "A model's id.")
  private String id = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      defaultValue = "dot",
      description = "dot (for Graphviz) or json. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.DOT;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; default: standard output.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--states",
      paramLabel = "N",
      defaultValue = "" + DEFAULT_STATES,
      description = "Refuses a graph with more states. Default: ${DEFAULT-VALUE}.")
  private int states = DEFAULT_STATES;

  @Mixin private SpecOptions spec = new SpecOptions();

  GraphCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    if (states < 1) {
      throw CliException.usage("--states is " + states + ", must be at least 1");
    }
    if (out.isPresent()) {
      OutputFile.requireWritable("--out", out.get());
    }
    try (Workbench bench = Workbench.open(console, engines, Optional.empty())) {
      Specifications specifications = bench.specifications(spec.folder());
      Model model = Workbench.onlyModel(specifications, spec, id);
      long pinned = model.pins().distinct();
      if (pinned > states) {
        throw tooMany(model, "has " + pinned);
      }
      try (Oracles oracles = Oracles.of(specifications)) {
        write(model, StateGraph.explore(oracles.model(model), states));
      } catch (TlcException e) {
        if (e.kind() == TlcException.Kind.RESOURCE && pinned == 0) {
          throw tooMany(model, "has more than " + states);
        }
        throw CliException.tool(model.label() + ": " + e.getMessage());
      }
      return Exit.OK;
    }
  }

  private static CliException tooMany(Model model, String has) {
    return CliException.usage(
        model.label() + " " + has + " states; allow more with --states, or take a smaller model");
  }

  private void write(Model model, StateGraph graph) throws CliException {
    try {
      if (out.isEmpty()) {
        GraphExport.write(graph, model.label(), format, console.out());
        console.out().flush();
        return;
      }
      try (Writer writer = Files.newBufferedWriter(out.get())) {
        GraphExport.write(graph, model.label(), format, writer);
      }
      console
          .out()
          .println(
              "%s: %,d states, %,d steps, written to %s"
                  .formatted(model.label(), graph.size(), graph.edges(), out.get()));
    } catch (IOException e) {
      throw CliException.tool(
          "--out " + out.orElseThrow() + ": cannot be written: " + e.getMessage());
    }
  }

  /** Reads a format's name. */
  static final class FormatConverter extends NameConverter<Format> {
    FormatConverter() {
      super("format", List.of(Format.values()));
    }
  }
}
