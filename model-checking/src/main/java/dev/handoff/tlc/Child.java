package dev.handoff.tlc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A child process that runs jobs, one after the other; see {@link ChildMain} for what it is told.
 *
 * <p>Not thread-safe: whoever holds it runs one job at a time. A child dies with this process,
 * however that ends, because it ends when its input does.
 */
final class Child implements AutoCloseable {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "children-reaper"));
  }

  private final Process process;
  private final Path words;
  private final DataOutputStream out;
  private final DataInputStream in;

  private Child(Process process, Path words) {
    this.process = process;
    this.words = words;
    this.out = new DataOutputStream(process.getOutputStream());
    this.in = new DataInputStream(process.getInputStream());
  }

  /**
   * Starts one.
   *
   * @param folder where it may write; deleted by the caller
   * @param options for its virtual machine
   */
  static Child start(Path folder, List<String> options) throws TlcException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChildMain.class.getName());
    Path words = folder.resolve("stderr");
    try {
      Process process = new ProcessBuilder(command).redirectError(words.toFile()).start();
      RUNNING.add(process);
      return new Child(process, words);
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.TOOLS, "the child process could not be started: " + e.getMessage());
    }
  }

  /**
   * Runs a job and waits for its outcome. After an exception the child is of no more use.
   *
   * @param goOn told the readings; its {@code false} ends the wait
   */
  byte[] run(byte[] job, Deadline deadline, Predicate<long[]> goOn) throws TlcException {
    CompletableFuture<Void> alarm = new CompletableFuture<>();
    if (deadline.leftMillis() != Long.MAX_VALUE) {
      alarm = alarm.completeOnTimeout(null, deadline.leftMillis(), TimeUnit.MILLISECONDS);
    }
    CompletableFuture<Void> kill = alarm.thenRun(process::destroyForcibly);
    try {
      out.writeInt(job.length);
      out.write(job);
      out.flush(); // and stays open: its end would end the child
      return outcome(deadline, goOn);
    } catch (EOFException e) {
      throw deadline.over() ? deadline.exceeded() : died();
    } catch (IOException e) {
      throw died();
    } finally {
      kill.cancel(false);
      alarm.cancel(false);
    }
  }

  private byte[] outcome(Deadline deadline, Predicate<long[]> goOn)
      throws IOException, TlcException {
    while (true) {
      int length = in.readInt();
      if (length > 0) {
        byte[] outcome = new byte[length];
        in.readFully(outcome);
        return outcome;
      }
      long[] reading = {in.readLong(), in.readLong(), in.readLong(), in.readLong()};
      if (!goOn.test(reading)) {
        throw deadline.over()
            ? deadline.exceeded()
            : new TlcException(TlcException.Kind.CANCELLED, "stopped");
      }
    }
  }

  private TlcException died() {
    String said = "it said nothing";
    try {
      List<String> lines = Files.readAllLines(words, StandardCharsets.UTF_8);
      said = lines.isEmpty() ? said : lines.get(0);
    } catch (IOException e) {
      said = "and what it said cannot be read";
    }
    return new TlcException(TlcException.Kind.TOOLS, "the child process died: " + said);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(e -> process).join();
    RUNNING.remove(process);
  }
}
