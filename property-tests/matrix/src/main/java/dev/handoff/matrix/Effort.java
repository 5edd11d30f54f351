package dev.handoff.matrix;

import java.util.Locale;

/** How far a layer goes: as in a profile of the build. */
enum Effort {
  /** As in {@code ./mvnw verify}. */
  VERIFY,
  /** What {@code ./mvnw verify -Pfull} adds. */
  FULL;

  /** As it is called in the matrix. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
