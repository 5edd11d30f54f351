package dev.handoff.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the node. */
@Command(
    name = "handoff-node",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "The reference implementation of four handoffs, as a program.",
    subcommands = DemoCommand.class)
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, Charset.defaultCharset()),
            new PrintWriter(System.err, true, Charset.defaultCharset()),
            arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setUsageHelpLongOptionsMaxWidth(32)
        .setParameterExceptionHandler(
            (e, any) -> {
              err.println(
                  "handoff-node: %s; see '%s --help'"
                      .formatted(
                          oneLine(e.getMessage()),
                          e.getCommandLine().getCommandSpec().qualifiedName()));
              return Exit.USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              err.println(
                  e instanceof IOException
                      ? "handoff-node: " + oneLine(e.getMessage())
                      : "handoff-node: a defect of this program: %s at %s"
                          .formatted(
                              oneLine(String.valueOf(e)),
                              e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]));
              return Exit.TOOL;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "name a command, such as demo");
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** The version, from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"handoff-node " + (version == null ? "(not packaged)" : version)};
    }
  }
}
