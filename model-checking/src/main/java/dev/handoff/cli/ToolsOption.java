package dev.handoff.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whose TLC judges. */
final class ToolsOption {
  @Option(
      names = "--tla2tools",
      paramLabel = "JAR",
      description = "A tla2tools.jar that judges in place of the TLC in this jar.")
  Optional<Path> jar = Optional.empty();

  void validate(RunOptions options) throws CliException {
    if (jar.isPresent() && options.engine == EngineChoice.IN_PROCESS) {
      throw CliException.usage(
          "--tla2tools runs in child processes only; leave out --engine in-process");
    }
  }
}
