package dev.handoff.tlc;

import dev.handoff.tlc.TlcException.Kind;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One run of the tools in a child process, in a folder of its own.
 *
 * <p>The folder is the child's working directory, and the user's module is found as a library
 * module: whatever the tools write beside the specification, they write there.
 */
final class ToolsRun {
  private static final long POLL_MILLIS = 100;
  private static final int ERROR_LINES = 200;

  private final Path jar;
  private final ModelRequest request;
  private final Path folder;
  private final long deadlineNanos;

  /**
   * Prepares a run.
   *
   * @param folder an empty folder
   * @param deadlineNanos when it must be over, by {@link System#nanoTime}; {@link Long#MAX_VALUE}
   *     for no limit
   */
  ToolsRun(Path jar, ModelRequest request, Path folder, long deadlineNanos) {
    this.jar = jar;
    this.request = request;
    this.folder = folder;
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * Runs the tools to their end.
   *
   * @param config the configuration
   * @param options further options
   * @param unknown options that the tools do not know, and so must not get
   * @param enough how many distinct states are enough to stop at, with what is known by then
   */
  ToolsReport run(
      TlcConfig config, List<String> options, Set<String> unknown, long enough, Watch watch)
      throws TlcException {
    Path errors = folder.resolve("stderr.txt");
    try {
      Files.createDirectories(folder.resolve("tmp"));
      Files.writeString(folder.resolve("Model.cfg"), config.text());
      // Else newer tools may look for a server in the network that collects statistics.
      Files.createDirectories(folder.resolve(".tlaplus"));
      Files.writeString(folder.resolve(".tlaplus").resolve("esc.txt"), "NO_STATISTICS\n");
    } catch (IOException e) {
      throw new TlcException(
          Kind.RESOURCE, "cannot write to " + folder + ": " + String.valueOf(e.getMessage()));
    }
    ToolsOutput output = new ToolsOutput();
    try (ToolsProcess child = ToolsProcess.start(command(options, unknown), folder, errors)) {
      Thread reader = new Thread(() -> read(child, output), "tools-output");
      reader.setDaemon(true);
      reader.start();
      boolean ended = await(child, output, enough, watch);
      if (!ended) {
        child.kill();
      }
      reader.join();
      output.end();
      if (ToolsProcess.isEnding()) {
        throw new TlcException(Kind.CANCELLED, "this program is ending");
      }
      return new ToolsReport(
          output.messages(),
          output.loose(),
          lines(errors),
          output.progress(),
          child.process().exitValue(),
          !ended);
    } catch (IOException e) {
      throw new TlcException(
          Kind.RESOURCE, "cannot start the TLA+ tools: " + String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TlcException(Kind.CANCELLED, "the run was interrupted");
    }
  }

  /** Waits for the end; answers whether it came, and not the number of states that is enough. */
  private boolean await(ToolsProcess child, ToolsOutput output, long enough, Watch watch)
      throws TlcException, InterruptedException {
    while (!child.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      watch.progress(output.progress());
      if (output.progress().distinct() >= enough) {
        return false;
      }
      if (watch.cancelled()) {
        throw new TlcException(Kind.CANCELLED, "the run was cancelled");
      }
      if (deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos > 0) {
        throw new TlcException(
            Kind.TIMEOUT,
            "not done after %.1f s; give more with --timeout"
                .formatted(request.timeoutMillis() / 1000.0));
      }
    }
    watch.progress(output.progress());
    return true;
  }

  private List<String> command(List<String> options, Set<String> unknown) {
    Path module = Path.of(request.module());
    List<String> libraries = new ArrayList<>();
    libraries.add(String.valueOf(module.toAbsolutePath().getParent()));
    libraries.addAll(request.libraries());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("-XX:+UseParallelGC");
    command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    command.add("-Duser.home=" + folder);
    command.add("-Djava.awt.headless=true");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-Dsun.stdout.encoding=UTF-8");
    command.add("-Duser.language=en");
    command.add("-Duser.country=US");
    command.add("-DTLA-Library=" + String.join(File.pathSeparator, libraries));
    command.add("-cp");
    command.add(jar.toString());
    command.add("tlc2.TLC");
    command.add("-tool");
    command.addAll(List.of("-workers", "1"));
    command.addAll(List.of("-fp", "0"));
    command.addAll(List.of("-seed", "1"));
    command.addAll(List.of("-lncheck", "final"));
    command.addAll(List.of("-metadir", folder.resolve("states").toString()));
    options.stream().filter(option -> !unknown.contains(option)).forEach(command::add);
    command.addAll(List.of("-config", "Model.cfg"));
    command.add(String.valueOf(module.getFileName()).replaceFirst("\\.tla$", ""));
    return command;
  }

  private static void read(ToolsProcess child, ToolsOutput output) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(child.process().getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(output::line);
    } catch (IOException | UncheckedIOException e) {
      // the child was killed, and with it the pipe
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      return reader.lines().limit(ERROR_LINES).toList();
    }
  }
}
