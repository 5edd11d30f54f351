package dev.handoff.tlc;

import dev.handoff.tlc.TlcException.Kind;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Set;
import tlc2.TLC;

/**
 * A run of the bundled tools as they are, in a child process, for what the specification prints.
 *
 * @param lines what it printed; of very many, the first and the last
 * @param generated the states that were generated
 * @param millis how long the run took, the start of the process included, in milliseconds
 */
public record Printed(List<String> lines, long generated, long millis) {
  public Printed {
    lines = List.copyOf(lines);
  }

  /**
   * Runs a specification whose invariants and properties, if it has any, hold. Deadlocks are fine.
   *
   * @throws TlcException if it does not parse, cannot be evaluated, or violates anything
   */
  public static Printed run(ModelRequest request, Scratch scratch) throws TlcException {
    Path jar = jar();
    Path folder = scratch.fresh("printed-");
    long start = System.nanoTime();
    long deadline =
        request.timeoutMillis() > 0 ? start + request.timeoutMillis() * 1_000_000 : Long.MAX_VALUE;
    try {
      ToolsReport report =
          new ToolsRun(jar, request, folder, deadline)
              .run(
                  TlcConfig.read(Path.of(request.config())),
                  List.of("-deadlock"),
                  Set.of(),
                  Long.MAX_VALUE,
                  Watch.NONE);
      if (!report.succeeded()) {
        throw ToolsErrors.of(report, jar.toString(), request.config());
      }
      return new Printed(
          report.loose(), report.counts().generated(), (System.nanoTime() - start) / 1_000_000);
    } finally {
      Scratch.delete(folder);
    }
  }

  /** Where the bundled tools are: a jar of their own, or the one that they are packed into. */
  private static Path jar() throws TlcException {
    CodeSource source = TLC.class.getProtectionDomain().getCodeSource();
    try {
      if (source != null) {
        return Path.of(source.getLocation().toURI());
      }
    } catch (URISyntaxException e) {
      throw new TlcException(Kind.TOOLS, "the bundled tools cannot be located: " + e.getMessage());
    }
    throw new TlcException(Kind.TOOLS, "the bundled tools cannot be located");
  }
}
