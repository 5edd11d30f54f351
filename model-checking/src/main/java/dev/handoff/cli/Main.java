package dev.handoff.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's entry. */
@Command(
    name = "handoff",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Checks the specifications of four handoffs, or any TLA+ module of your own.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff check                        every model, compared with the manifest",
      "  handoff check fanout '*/Reference'   one protocol, and all reference designs",
      "  handoff check --module M.tla         a module of your own, with M.cfg",
      "  handoff list                         what there is, and what is expected of it",
      "  handoff explain fanout/AsFound/Crash the first violated property, step by step",
      "  handoff scorecard fanout             which designs satisfy which properties",
      "  handoff claims                       what the audit reports say, judged",
      "  handoff validate shutdown run.ndjson whether a recorded run is one of the reference's",
      "",
      "Exit codes: 0 as pinned; 1 different, or a property violated; 2 usage; 3 not judged."
    })
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Console.ofProcess(), EngineFactory.REAL, args));
  }

  /** Runs a command and returns its exit code. */
  static int run(Console console, EngineFactory engines, String... args) {
    CommandLine main = new CommandLine(new Main());
    List<Callable<Integer>> commands =
        List.of(
            new CheckCommand(console, engines),
            new ListCommand(console, engines),
            new ExplainCommand(console, engines),
            new PinCommand(console, engines),
            new ScorecardCommand(console, engines),
            new ClaimsCommand(console, engines),
            new MutantsCommand(console, engines),
            new ValidateCommand(console, engines),
            new GraphCommand(console, engines));
    commands.forEach(main::addSubcommand);
    boolean coloured = console.ink() == dev.handoff.report.Ink.COLOURED;
    return main.setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(coloured ? Ansi.ON : Ansi.OFF))
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(console, e))
        .execute(args);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(
            "handoff: "
                + oneLine(e.getMessage())
                + "; see '"
                + command.getCommandSpec().qualifiedName()
                + " --help'");
    return Exit.USAGE;
  }

  private static int failed(Console console, Exception e) {
    if (e instanceof CliException expected) {
      console.err().println("handoff: " + oneLine(expected.getMessage()));
      return expected.exit();
    }
    StackTraceElement[] places = e.getStackTrace();
    console
        .err()
        .println(
            "handoff: a defect of this program: "
                + oneLine(String.valueOf(e))
                + (places.length == 0 ? "" : " at " + places[0]));
    return Exit.TOOL;
  }

  /** A message on one line. */
  static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** The version, of this program and of the tools in it, from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"handoff " + (version == null ? "(not packaged)" : version)};
    }
  }
}
