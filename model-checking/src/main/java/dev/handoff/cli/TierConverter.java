package dev.handoff.cli;

import dev.handoff.spec.Tier;
import java.util.List;

/** Reads a tier as the manifest writes it. */
final class TierConverter extends NameConverter<Tier> {
  TierConverter() {
    super("tier", List.of(Tier.values()));
  }
}
