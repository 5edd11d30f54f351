package dev.handoff.cli;

import dev.handoff.spec.Tier;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which models there are. */
final class SpecOptions {
  @Option(
      names = "--spec",
      paramLabel = "DIR",
      description = "A folder with a manifest.json; default: the specifications in this jar.")
  Optional<Path> folder = Optional.empty();

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      converter = TierConverter.class,
      defaultValue = "standard",
      description = "standard, or deep: one step larger. Default: ${DEFAULT-VALUE}.")
  Tier tier = Tier.STANDARD;
}
