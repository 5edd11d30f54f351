package dev.handoff.tlc;

import dev.handoff.tlc.TlcException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges with any {@code tla2tools.jar}, through its command line alone, in child processes.
 *
 * <p>The tools stop at the first violation; this engine takes what was violated out of a copy of
 * the configuration and runs them again, until a run over what holds has explored the whole graph.
 * One worker and breadth-first search make every counterexample to a safety property a shortest
 * one. It understands the tools by the numbers of their messages and never by their exit code.
 *
 * <p>Safe for use by several threads.
 */
public final class ToolsJarEngine implements Engine {
  private static final Pattern UNKNOWN_OPTION =
      Pattern.compile("unrecognized option: (-\\S+)", Pattern.CASE_INSENSITIVE);

  private final Path jar;
  private final Scratch scratch;

  /** Options that these tools turned out not to know: versions differ in some. */
  private final Set<String> unknownOptions = ConcurrentHashMap.newKeySet();

  /**
   * Makes an engine.
   *
   * @param jar the tools
   * @param scratch where the runs write; must stay open as long as the engine is used
   */
  public ToolsJarEngine(Path jar, Scratch scratch) {
    this.jar = jar.toAbsolutePath();
    this.scratch = scratch;
    scratch.stopFirst(ToolsProcess::killAll);
  }

  @Override
  public ModelResult run(ModelRequest request, Watch watch) throws TlcException {
    if (!Files.isReadable(jar) || Files.isDirectory(jar)) {
      throw new TlcException(
          Kind.TOOLS, jar + ": no such file, or not readable; give a tla2tools.jar");
    }
    if (!Files.isReadable(Path.of(request.module()))) {
      throw new TlcException(
          Kind.PARSE, request.module() + ": no such module file, or not readable");
    }
    return new ToolsJudgement(request, new Runner(request, watch)).judge();
  }

  /** Runs the tools for one request. */
  private final class Runner implements ToolsJudgement.Tools {
    private final ModelRequest request;
    private final Watch watch;
    private final long deadlineNanos;

    Runner(ModelRequest request, Watch watch) {
      this.request = request;
      this.watch = watch;
      this.deadlineNanos =
          request.timeoutMillis() > 0
              ? System.nanoTime() + request.timeoutMillis() * 1_000_000
              : Long.MAX_VALUE;
    }

    @Override
    public ToolsReport run(TlcConfig config, boolean deadlock, long enough) throws TlcException {
      List<String> options = new ArrayList<>(List.of("-noGenerateSpecTE"));
      if (!deadlock) {
        options.add("-deadlock");
      }
      while (true) {
        Path folder = scratch.fresh("tools-");
        // A copy: another run may learn of an option while this one has already sent it.
        Set<String> left = Set.copyOf(unknownOptions);
        try {
          ToolsReport report =
              new ToolsRun(jar, request, folder, deadlineNanos)
                  .run(config, options, left, enough, watch);
          if (!learnsUnknownOption(report, options, left)) {
            return checked(report);
          }
        } finally {
          Scratch.delete(folder);
        }
      }
    }

    private boolean learnsUnknownOption(
        ToolsReport report, List<String> options, Set<String> left) {
      return report
          .first(ToolsMessage.WRONG_COMMAND_LINE)
          .map(message -> UNKNOWN_OPTION.matcher(message.text()))
          .filter(Matcher::find)
          .map(matcher -> matcher.group(1))
          .filter(option -> options.contains(option) && !option.equals("-deadlock"))
          .filter(option -> !left.contains(option))
          .map(
              option -> {
                unknownOptions.add(option);
                return true;
              })
          .orElse(false);
    }

    private ToolsReport checked(ToolsReport report) throws TlcException {
      if (report.messages().isEmpty()) {
        throw ToolsErrors.notTheTools(report, jar.toString());
      }
      boolean judged = report.succeeded() || report.verdict().isPresent() || report.cutOff();
      if (!judged && !report.has(ToolsMessage.TAUTOLOGY)) {
        throw ToolsErrors.of(report, jar.toString(), request.config());
      }
      return report;
    }
  }
}
