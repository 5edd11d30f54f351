package dev.handoff.tlc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process that does not outlive this one: closing kills it with all its descendants, and so does
 * the end of this process, however it ends short of being killed.
 *
 * <p>Thread-safe.
 */
final class ToolsProcess implements AutoCloseable {
  private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();
  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ToolsProcess::killAll, "tools-killer"));
  }

  private final Process process;

  private ToolsProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a process, with nothing to read on its standard input.
   *
   * @param command the program and its arguments
   * @param directory its working directory
   * @param errors the file that takes its standard error
   */
  static ToolsProcess start(List<String> command, Path directory, Path errors) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(errors.toFile())
            .start();
    LIVE.add(process);
    if (ending) {
      kill(process); // started while killAll ran
    }
    process.getOutputStream().close();
    return new ToolsProcess(process);
  }

  /** Whether this process is ending, and children end because of it. */
  static boolean isEnding() {
    return ending;
  }

  Process process() {
    return process;
  }

  /** Kills the process with all its descendants, and waits until it is gone. */
  void kill() {
    kill(process);
  }

  @Override
  public void close() {
    kill(process);
    LIVE.remove(process);
  }

  /** Kills all children; for the end of this process. */
  static void killAll() {
    ending = true;
    LIVE.forEach(ToolsProcess::kill);
  }

  private static void kill(Process process) {
    List<ProcessHandle> descendants = new ArrayList<>(process.descendants().toList());
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    boolean interrupted = false;
    for (int tries = 0; tries < 2; tries++) {
      try {
        process.waitFor(5, TimeUnit.SECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true; // once more: a child that still writes would spoil what follows
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
