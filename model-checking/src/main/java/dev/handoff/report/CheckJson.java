package dev.handoff.report;

import dev.handoff.check.CheckReport;
import dev.handoff.check.CheckedModel;
import dev.handoff.spec.ModelId;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A check for machines. {@code protocol}, {@code design} and {@code scenario} are null for a module
 * of the user's own, {@code traceLength} for a property that is not violated. A model that could
 * not be judged has no properties, and {@code error} says why.
 */
public final class CheckJson {
  private CheckJson() {}

  /** The text of the file, with a line break at its end. */
  public static String text(CheckReport report) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("tla2tools", report.tools().orElse(null));
    object.put("models", report.models().stream().map(CheckJson::model).toList());
    return Json.text(object);
  }

  private static Map<String, @Nullable Object> model(CheckedModel model) {
    Optional<ModelId> id = model.pinned().map(pinned -> pinned.model().id());
    Optional<ModelResult> result = model.result();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("id", id.map(ModelId::toString).orElse(model.label()));
    object.put("protocol", id.map(ModelId::protocol).orElse(null));
    object.put("design", id.map(ModelId::design).orElse(null));
    object.put("scenario", id.map(ModelId::scenario).orElse(null));
    object.put("generated", result.map(ModelResult::generated).orElse(0L));
    object.put("distinct", result.map(ModelResult::distinct).orElse(0L));
    object.put("depth", result.map(ModelResult::depth).orElse(0));
    object.put("millis", result.map(ModelResult::millis).orElse(0L));
    object.put("asPinned", model.asPinned());
    object.put(
        "properties",
        result.map(ModelResult::properties).orElse(List.of()).stream()
            .map(property -> property(model, property))
            .toList());
    model.failure().ifPresent(failure -> object.put("error", failure.message()));
    return object;
  }

  private static Map<String, @Nullable Object> property(
      CheckedModel model, PropertyResult property) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", property.name());
    object.put("kind", Verdicts.kind(model, property));
    object.put("result", Verdicts.written(property.outcome()));
    object.put(
        "traceLength", property.outcome() == Outcome.VIOLATED ? property.trace().length() : null);
    return object;
  }
}
