package dev.handoff.tlc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Runs TLC in a child process: its own heap, its own compiler, and it can be killed.
 *
 * <p>The job goes to the child's standard input; readings and at last the outcome come back on its
 * standard output, as {@link ChildMain} writes them. Children die with this process, however it
 * ends, because they end when their input does.
 */
final class ChildEngine implements Engine {
  private final Scratch scratch;
  private final Path standardModules;
  private final Set<Process> children = ConcurrentHashMap.newKeySet();

  ChildEngine(Scratch scratch) throws TlcException {
    this.scratch = scratch;
    this.standardModules = StandardModules.unpack(scratch);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> children.forEach(Process::destroyForcibly)));
  }

  @Override
  public ModelResult run(ModelRequest model, Watch watch) throws TlcException {
    Path folder = scratch.fresh("run-");
    Deadline deadline = new Deadline(model.timeoutMillis());
    Process child = null;
    try {
      child = start(folder);
      children.add(child);
      byte[] job =
          Inside.write(new Inside.Job(model, standardModules.toString(), folder.toString()));
      DataOutputStream out = new DataOutputStream(child.getOutputStream());
      out.writeInt(job.length);
      out.write(job);
      out.flush(); // and stays open: its end would end the child
      return Outcome.of(outcome(child, folder, deadline, deadline.following(watch)), deadline);
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.TOOLS, "the child process could not be started: " + e.getMessage());
    } finally {
      if (child != null) {
        child.destroyForcibly();
        child.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(e -> null).join();
        children.remove(child);
      }
      Scratch.delete(folder);
    }
  }

  private static Process start(Path folder) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        List.of(
            java.toString(),
            "-XX:+UseParallelGC",
            "-XX:ParallelGCThreads=1",
            "-XX:MaxRAMPercentage=30",
            "-Xss64m",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            ChildMain.class.getName());
    return new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
  }

  /** Reads until the outcome, the deadline, or the watcher's word. */
  private static byte[] outcome(
      Process child, Path folder, Deadline deadline, Predicate<long[]> goOn)
      throws TlcException, IOException {
    CompletableFuture<Void> killer =
        deadline.leftMillis() == Long.MAX_VALUE
            ? new CompletableFuture<>()
            : new CompletableFuture<Void>()
                .completeOnTimeout(null, deadline.leftMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> killing = killer.thenRun(child::destroyForcibly);
    try (DataInputStream in = new DataInputStream(child.getInputStream())) {
      while (true) {
        int length = in.readInt();
        if (length > 0) {
          return in.readNBytes(length);
        }
        long[] reading = {in.readLong(), in.readLong(), in.readLong(), in.readLong()};
        if (!goOn.test(reading)) {
          throw deadline.over()
              ? deadline.exceeded()
              : new TlcException(TlcException.Kind.CANCELLED, "stopped");
        }
      }
    } catch (EOFException e) {
      if (deadline.over()) {
        throw deadline.exceeded();
      }
      throw new TlcException(
          TlcException.Kind.TOOLS, "the child process died: " + lastWords(folder));
    } finally {
      killing.cancel(false);
      killer.cancel(false);
    }
  }

  private static String lastWords(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("stderr"), StandardCharsets.UTF_8);
    return lines.isEmpty() ? "it said nothing" : lines.get(0);
  }
}
