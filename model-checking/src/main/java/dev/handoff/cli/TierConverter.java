package dev.handoff.cli;

import dev.handoff.spec.Tier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a tier as the manifest writes it. */
final class TierConverter implements ITypeConverter<Tier> {
  @Override
  public Tier convert(String text) {
    for (Tier tier : Tier.values()) {
      if (tier.toString().equals(text)) {
        return tier;
      }
    }
    throw new TypeConversionException("\"" + text + "\" is no tier; allowed: standard, deep");
  }
}
