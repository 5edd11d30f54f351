package dev.handoff.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where models run. */
enum EngineChoice {
  /** Small models in this process, large ones in a child process. */
  AUTO,
  /** All in this process. */
  IN_PROCESS,
  /** Each in a child process. */
  PROCESS;

  static final class Converter implements ITypeConverter<EngineChoice> {
    @Override
    public EngineChoice convert(String text) {
      return switch (text) {
        case "auto" -> AUTO;
        case "in-process" -> IN_PROCESS;
        case "process" -> PROCESS;
        default ->
            throw new TypeConversionException(
                "\"" + text + "\" is no engine; allowed: auto, in-process, process");
      };
    }
  }
}
