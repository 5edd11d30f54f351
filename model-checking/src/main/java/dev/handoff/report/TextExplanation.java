package dev.handoff.report;

import dev.handoff.report.Explanation.Step;

/** A counterexample for a terminal. */
final class TextExplanation {
  private TextExplanation() {}

  static String render(Explanation explanation, Ink ink) {
    StringBuilder text = new StringBuilder();
    text.append(ink.bold(explanation.model()))
        .append(" violates ")
        .append(ink.red(explanation.property().name()))
        .append(" (" + explanation.kind() + ")");
    if (!explanation.meaning().isEmpty()) {
      text.append(": " + explanation.meaning());
    }
    text.append('\n');
    if (!explanation.story().isEmpty()) {
      text.append(explanation.story()).append('\n');
    }
    int states = explanation.trace().length();
    text.append(
        states == 0
            ? "The tools gave no trace.\n"
            : "Counterexample of " + states + (states == 1 ? " state:\n" : " states:\n"));
    int width = String.valueOf(states).length();
    for (Step step : explanation.steps()) {
      text.append('\n')
          .append(String.format("%" + (width + 1) + "d  ", step.number()))
          .append(ink.bold(step.label().isEmpty() ? "initial state" : step.label()))
          .append('\n');
      if (step.changes().isEmpty()) {
        text.append(" ".repeat(width + 5)).append(ink.faint("nothing changes")).append('\n');
      }
      for (Change change : step.changes()) {
        text.append(" ".repeat(width + 5))
            .append(
                step.number() == 1 ? change.path() + " = " + change.to().orElse("") : change.text())
            .append('\n');
      }
    }
    if (!explanation.ending().isEmpty()) {
      text.append('\n')
          .append(" ".repeat(width + 3))
          .append(ink.bold(explanation.ending()))
          .append('\n');
    }
    return text.toString();
  }
}
