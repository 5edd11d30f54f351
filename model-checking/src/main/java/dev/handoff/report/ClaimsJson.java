package dev.handoff.report;

import dev.handoff.check.ClaimTrial;
import dev.handoff.check.ClaimTrial.Answer;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Claims for machines; {@code result} is null for a question that could not be judged. */
public final class ClaimsJson {
  private ClaimsJson() {}

  /** The text of the file, with a line break at its end. */
  public static String text(List<ClaimTrial> trials) {
    return Json.text(trials.stream().map(ClaimsJson::claim).toList());
  }

  private static Map<String, @Nullable Object> claim(ClaimTrial trial) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("id", trial.claim().id());
    object.put("statement", trial.claim().statement());
    object.put("verdict", trial.claim().verdict().written());
    object.put("condition", trial.claim().condition().orElse(null));
    object.put("why", trial.claim().why());
    object.put("asExpected", trial.asExpected());
    object.put("questions", trial.answers().stream().map(ClaimsJson::answer).toList());
    return object;
  }

  private static Map<String, @Nullable Object> answer(Answer answer) {
    Optional<PropertyResult> found = answer.verdict();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("model", answer.question().model().toString());
    object.put("property", answer.question().property());
    object.put("asks", answer.asks());
    object.put("result", found.map(each -> Verdicts.written(each.outcome())).orElse(null));
    object.put(
        "traceLength",
        found
            .filter(each -> each.outcome() == Outcome.VIOLATED)
            .map(each -> each.trace().length())
            .orElse(null));
    object.put("trace", found.map(each -> ClaimsText.story(each.trace())).orElse(""));
    return object;
  }
}
