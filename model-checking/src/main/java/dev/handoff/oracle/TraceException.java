package dev.handoff.oracle;

import java.nio.file.Path;

/** A trace file is of no use. The message is one line: the file, the line in it, the remedy. */
public final class TraceException extends Exception {
  private static final long serialVersionUID = 1L;

  TraceException(Path file, String problem) {
    super(file + ": " + problem);
  }

  TraceException(Path file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
  }
}
