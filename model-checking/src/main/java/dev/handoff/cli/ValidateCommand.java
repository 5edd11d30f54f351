package dev.handoff.cli;

import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.TraceException;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.oracle.Validation.Explained;
import dev.handoff.report.ValidationText;
import dev.handoff.tlc.TlcException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a specification whether it explains a recorded run. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a specification whether it explains a recorded run: a file with a header and an event"
          + " per line, which any program can write.",
      "Otherwise: the first event that no behaviour explains, the states that the specification may"
          + " be in before it, and the steps that it allows there.",
      "What it does not show: runs that did not happen, and what hidden actions and unrecorded"
          + " arguments leave open. It trusts the order of the events."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff validate shutdown run.ndjson",
      "",
      "The first lines of a file:",
      "  {\"handoff\":\"trace\",\"version\":1,\"protocol\":\"shutdown\",\"module\":\"PeerShutdown\",",
      "   \"constants\":{\"Messages\":\"1..40\",\"MayStall\":\"FALSE\"},\"hidden\":[\"Write\"]}"
          + "   (on one line)",
      "  {\"seq\":1,\"action\":\"Offer\",\"args\":[1],\"state\":{\"status[1]\":\"\\\"accepted\\\"\"}}",
      "  {\"seq\":2,\"action\":\"BeginClose\"}",
      "property-tests/conformance/VALIDATE-YOUR-OWN.md tells more.",
      "",
      "Exit codes: 0 explained; 1 not explained; 2 usage, or a file of no use; 3 not judged."
    })
final class ValidateCommand implements Callable<Integer> {
  private final Console console;
  private final EngineFactory engines;

  @Parameters(index = "0", paramLabel = "PROTOCOL", description = "The protocol of the trace.")
  private String protocol = "";

  @Parameters(index = "1", paramLabel = "FILE.ndjson", description = "The trace.")
  private Path file = Path.of("");

  @Option(
      names = "--states",
      paramLabel = "N",
      defaultValue = "" + TraceValidator.DEFAULT_LIMIT,
      description =
          "How many states may fit the trace at one point before it is given up. Default:"
              + " ${DEFAULT-VALUE}.")
  private int states = TraceValidator.DEFAULT_LIMIT;

  @Mixin private FolderOption spec = new FolderOption();

  ValidateCommand(Console console, EngineFactory engines) {
    this.console = console;
    this.engines = engines;
  }

  @Override
  public Integer call() throws CliException {
    if (states < 1) {
      throw CliException.usage("--states is " + states + ", must be at least 1");
    }
    try {
      TraceFile trace = TraceFile.read(file);
      if (!trace.header().protocol().equals(protocol)) {
        throw CliException.usage(
            file
                + ":1: is a trace of the protocol \""
                + trace.header().protocol()
                + "\", not of \""
                + protocol
                + "\"");
      }
      try (Workbench bench = Workbench.open(console, engines, Optional.empty());
          Oracles oracles = Oracles.of(bench.specifications(spec.folder))) {
        SpecOracle oracle = TraceValidator.open(oracles, trace);
        Validation validation = TraceValidator.validate(oracle, trace, states);
        console.out().print(ValidationText.of(oracle, validation));
        console.out().flush();
        return validation instanceof Explained ? Exit.OK : Exit.DIFFERENT;
      }
    } catch (TraceException e) {
      throw CliException.usage(e);
    } catch (TlcException e) {
      throw CliException.tool(e);
    }
  }
}
