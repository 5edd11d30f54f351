package dev.handoff.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that an option names for a result. */
final class OutputFile {
  private OutputFile() {}

  /** Checks before a run: nobody wants to learn afterwards that the result is lost. */
  static void requireWritable(String option, Path file) throws CliException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw CliException.usage(option + " " + file + ": is a folder");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw CliException.usage(option + " " + file + ": there is no folder " + folder);
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw CliException.usage(option + " " + file + ": cannot be written, check its permissions");
    }
  }

  static void write(String option, Path file, String text) throws CliException {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw CliException.tool(option + " " + file + ": cannot be written: " + e.getMessage());
    }
  }
}
