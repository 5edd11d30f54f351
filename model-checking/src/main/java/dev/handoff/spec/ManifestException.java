package dev.handoff.spec;

import java.nio.file.Path;

/** A manifest is not well formed. The message is one line: file, place, what is wrong, remedy. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  ManifestException(Path file, String place, String problem) {
    super(file + ": " + (place.isEmpty() ? "" : place + ": ") + problem);
  }
}
