package dev.handoff.spec;

import java.util.Optional;

/**
 * Which design of which protocol in which scenario; written {@code protocol/Design/Scenario}.
 *
 * @param protocol a protocol's name
 * @param design a design of that protocol
 * @param scenario a scenario of that protocol
 */
public record ModelId(String protocol, String design, String scenario) {
  /** Reads the written form; empty if the text does not have three parts. */
  public static Optional<ModelId> parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3 || parts[0].isBlank() || parts[1].isBlank() || parts[2].isBlank()) {
      return Optional.empty();
    }
    return Optional.of(new ModelId(parts[0], parts[1], parts[2]));
  }

  @Override
  public String toString() {
    return protocol + "/" + design + "/" + scenario;
  }
}
