package dev.handoff.cli;

import dev.handoff.spec.Tier;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which models there are. */
final class SpecOptions {
  @Mixin private FolderOption spec = new FolderOption();

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      converter = TierConverter.class,
      defaultValue = "standard",
      description = "standard, or deep: one step larger. Default: ${DEFAULT-VALUE}.")
  Tier tier = Tier.STANDARD;

  /** The folder with the specifications, if they are not those in this jar. */
  Optional<Path> folder() {
    return spec.folder;
  }
}
