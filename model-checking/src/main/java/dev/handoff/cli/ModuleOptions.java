package dev.handoff.cli;

import dev.handoff.check.Job;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.ModelRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A module of the user's own. */
final class ModuleOptions {
  @Option(
      names = "--module",
      paramLabel = "F.tla",
      description = "A module of your own, in place of the manifest's models.")
  Optional<Path> module = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "F.cfg",
      description = "Its configuration; default: the file of the module's name beside it.")
  Optional<Path> config = Optional.empty();

  @Option(
      names = "--library",
      paramLabel = "DIR",
      description = "A folder with modules that it extends; may be repeated.")
  List<Path> libraries = new ArrayList<>();

  boolean given() {
    return module.isPresent();
  }

  /** Checks what is given against each other and against the disk. */
  void validate(List<String> others) throws CliException {
    if (module.isEmpty()) {
      if (config.isPresent() || !libraries.isEmpty()) {
        throw CliException.usage("--config and --library need --module F.tla");
      }
      return;
    }
    if (!others.isEmpty()) {
      throw CliException.usage(
          "give --module or an id of the manifest, not both (\"" + others.get(0) + "\")");
    }
    readable("--module", module.get());
    readable("--config", configuration());
    for (Path library : libraries) {
      if (!Files.isDirectory(library)) {
        throw CliException.usage("--library " + library + ": no such folder");
      }
    }
  }

  private static void readable(String option, Path file) throws CliException {
    if (!Files.exists(file)) {
      throw CliException.usage(option + " " + file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw CliException.usage(option + " " + file + ": is no file");
    }
    if (!Files.isReadable(file)) {
      throw CliException.usage(option + " " + file + ": cannot be read, check its permissions");
    }
  }

  private Path configuration() {
    return config.orElseGet(() -> module.orElseThrow().resolveSibling(name() + ".cfg"));
  }

  /** The module's name. */
  String name() {
    return String.valueOf(module.orElseThrow().getFileName()).replaceFirst("\\.tla$", "");
  }

  Job job(Engine engine, Duration timeout) {
    return new Job(
        name(),
        new ModelRequest(
            absolute(module.orElseThrow()),
            absolute(configuration()),
            libraries.stream().map(ModuleOptions::absolute).toList(),
            List.of(),
            timeout.toMillis()),
        0,
        engine);
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
