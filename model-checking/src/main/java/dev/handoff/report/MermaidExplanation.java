package dev.handoff.report;

import dev.handoff.report.Explanation.Step;
import java.util.stream.Collectors;

/** A counterexample as a Mermaid flowchart: states with what changed in them, steps as arrows. */
final class MermaidExplanation {
  /** What ends a label, starts markup, or is part of an entity. */
  private static final String SPECIAL = "\"#<>&`\\;|";

  private MermaidExplanation() {}

  static String render(Explanation explanation) {
    StringBuilder text = new StringBuilder("flowchart TD\n");
    text.append("  %% ")
        .append(explanation.model())
        .append(" violates ")
        .append(explanation.property().name())
        .append('\n');
    for (Step step : explanation.steps()) {
      text.append("  s" + step.number() + "[\"" + body(step) + "\"]\n");
      if (step.number() > 1) {
        text.append("  s" + (step.number() - 1) + " -->|\"" + escape(step.label()) + "\"| ");
        text.append("s" + step.number() + "\n");
      }
    }
    int last = explanation.trace().length();
    switch (explanation.trace().ending()) {
      case END -> {
        if (last > 0) {
          text.append("  style s" + last + " stroke-width:3px\n");
        }
      }
      case STUTTERING ->
          text.append("  s" + last + " -.->|\"nothing happens any more\"| s" + last + "\n");
      case LOOP -> {
        String action = explanation.trace().loopAction();
        String label = action.isEmpty() ? "for ever" : action + ", for ever";
        text.append("  s" + last + " -.->|\"" + escape(label) + "\"| ");
        text.append("s" + (explanation.trace().loopStart() + 1) + "\n");
      }
    }
    return text.toString();
  }

  private static String body(Step step) {
    String changes =
        step.changes().stream()
            .map(
                change ->
                    step.number() == 1
                        ? change.path() + " = " + change.to().orElse("")
                        : change.text())
            .map(MermaidExplanation::escape)
            .collect(Collectors.joining("<br/>"));
    return "state " + step.number() + (changes.isEmpty() ? "" : "<br/>" + changes);
  }

  /** Text inside quotes: Mermaid decodes entities written with {@code #}. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (SPECIAL.indexOf(c) >= 0) {
                escaped.append('#').append(c).append(';');
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }
}
