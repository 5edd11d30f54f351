package dev.handoff.report;

import dev.handoff.report.Explanation.Step;
import dev.handoff.tlc.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A counterexample for machines. States are counted from 1. */
final class JsonExplanation {
  private JsonExplanation() {}

  static String render(Explanation explanation) {
    Trace trace = explanation.trace();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", explanation.model());
    object.put("property", explanation.property().name());
    object.put("kind", explanation.kind());
    object.put("result", Verdicts.written(explanation.property().outcome()));
    object.put("meaning", explanation.meaning());
    object.put("story", explanation.story());
    object.put("traceLength", trace.length());
    object.put("ending", trace.ending().name().toLowerCase(Locale.ROOT));
    if (trace.ending() == Trace.Ending.LOOP) {
      object.put("loopTo", trace.loopStart() + 1);
      object.put("loopAction", trace.loopAction());
    }
    object.put("steps", explanation.steps().stream().map(JsonExplanation::step).toList());
    return Json.text(object);
  }

  private static Map<String, Object> step(Step step) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("state", step.number());
    object.put("action", step.state().action());
    object.put("arguments", step.state().arguments());
    List<Object> changes = new ArrayList<>();
    Set<String> variables = new LinkedHashSet<>();
    for (Change change : step.changes()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("path", change.path());
      change.from().ifPresent(from -> each.put("from", from));
      change.to().ifPresent(to -> each.put("to", to));
      changes.add(each);
      variables.add(variable(change.path()));
    }
    object.put("changes", changes);
    Map<String, Object> values = new LinkedHashMap<>();
    step.state()
        .values()
        .forEach(
            (variable, value) -> {
              if (variables.contains(variable)) {
                values.put(variable, Json.value(value));
              }
            });
    object.put("values", values);
    return object;
  }

  private static String variable(String path) {
    return path.split("[.\\[]", 2)[0];
  }
}
