package dev.handoff.cli;

import java.util.List;

/** Where models run. */
enum EngineChoice {
  /** Small models in this process, large ones in a child process. */
  AUTO,
  /** All in this process. */
  IN_PROCESS,
  /** Each in a child process. */
  PROCESS;

  /** Reads it. */
  static final class Converter extends NameConverter<EngineChoice> {
    Converter() {
      super("engine", List.of(EngineChoice.values()));
    }
  }
}
