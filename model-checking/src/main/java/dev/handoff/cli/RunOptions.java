package dev.handoff.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How models run. */
final class RunOptions {
  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many models run at a time. Default: as many as there are cores.")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "900",
      description = "How long each model may take. Default: ${DEFAULT-VALUE}.")
  int timeoutSeconds = 900;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      converter = EngineChoice.Converter.class,
      defaultValue = "auto",
      description =
          "in-process, process (a child process for each model), or auto: by the models' sizes and"
              + " number."
              + " Default: ${DEFAULT-VALUE}.")
  EngineChoice engine = EngineChoice.AUTO;

  void validate() throws CliException {
    if (jobs < 1) {
      throw CliException.usage("--jobs is " + jobs + ", must be at least 1");
    }
    if (timeoutSeconds < 1) {
      throw CliException.usage("--timeout is " + timeoutSeconds + ", must be at least 1 second");
    }
  }

  Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds);
  }
}
