package dev.handoff.report;

import dev.handoff.check.CheckedModel;
import dev.handoff.spec.Protocol;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Outcome;
import java.util.Locale;

/** How verdicts and kinds are written. */
public final class Verdicts {
  private Verdicts() {}

  static String written(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind that the manifest gives a property; the engine's own for one that it does not list.
   */
  public static String kind(CheckedModel model, PropertyResult property) {
    return model
        .pinned()
        .flatMap(pinned -> pinned.protocol().property(property.name()))
        .map(Protocol.Property::kind)
        .map(Protocol.Kind::toString)
        .orElse(property.kind().name().toLowerCase(Locale.ROOT));
  }
}
