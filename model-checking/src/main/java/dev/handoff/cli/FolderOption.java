package dev.handoff.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the specifications are. */
final class FolderOption {
  @Option(
      names = "--spec",
      paramLabel = "DIR",
      description = "A folder with a manifest.json; default: the specifications in this jar.")
  Optional<Path> folder = Optional.empty();
}
