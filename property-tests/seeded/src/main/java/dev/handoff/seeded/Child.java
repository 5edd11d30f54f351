package dev.handoff.seeded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A JVM of its own that runs a program on a class path, within a limit of time.
 *
 * @param classPath what it runs on
 * @param options for the JVM
 * @param program the main class, and its arguments
 */
public record Child(String classPath, List<String> options, List<String> program) {
  /**
   * How it ended.
   *
   * @param exit the exit code; none if the limit was reached
   * @param time from the start of the process
   * @param log what it printed, in a file
   */
  public record Ended(OptionalInt exit, Duration time, Path log) {}

  /** Copies. */
  public Child {
    options = List.copyOf(options);
    program = List.copyOf(program);
  }

  /**
   * Returns the class path of this process, for one that may run in another folder; also where the
   * build has hidden it in a jar.
   */
  public static String ownClassPath() {
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    return Arrays.stream(own.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** This program with other classes before its own. */
  public Child behind(Path classes) {
    return new Child(classes + File.pathSeparator + classPath, options, program);
  }

  /**
   * Runs it. Whatever it has started ends with it.
   *
   * @param folder where it runs, and prints into {@code log.txt}
   * @param limit after which it is ended
   */
  public Ended run(Path folder, Duration limit) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
    command.addAll(program);
    // As in a module of the build: tests write what they leave into target.
    Files.createDirectories(folder.resolve("target"));
    Path log = folder.resolve("log.txt").toAbsolutePath();
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      Duration time = Duration.ofNanos(System.nanoTime() - begin);
      return new Ended(
          ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty(), time, log);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }
}
