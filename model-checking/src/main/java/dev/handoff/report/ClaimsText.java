package dev.handoff.report;

import dev.handoff.check.ClaimTrial;
import dev.handoff.check.ClaimTrial.Answer;
import dev.handoff.spec.Claim;
import dev.handoff.spec.Claim.Verdict;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Outcome;
import dev.handoff.tlc.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Claims with their verdicts and traces, for a terminal. */
public final class ClaimsText {
  private ClaimsText() {}

  /** Every claim with its questions, and a line that sums up. */
  public static String of(List<ClaimTrial> trials, long millis, int width, Ink ink) {
    StringBuilder text = new StringBuilder();
    trials.forEach(trial -> text.append(claim(trial, width, ink)).append('\n'));
    long questions = trials.stream().mapToLong(trial -> trial.answers().size()).sum();
    long wrong =
        trials.stream()
            .flatMap(trial -> trial.answers().stream())
            .filter(answer -> !answer.asExpected())
            .count();
    text.append(CheckText.count(trials.size(), "claim")).append(": ");
    List<String> counts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      long count = trials.stream().filter(trial -> trial.claim().verdict() == verdict).count();
      if (count > 0) {
        counts.add(count + " " + verdict);
      }
    }
    text.append(String.join(", ", counts)).append("; ");
    text.append(CheckText.count(questions, "question")).append(" in ");
    text.append(CheckText.seconds(millis)).append(": ");
    return text.append(
            questions == 0
                ? ink.red("nothing was asked")
                : wrong == 0
                    ? ink.green("all answered as the verdicts need it")
                    : ink.red(CheckText.number(wrong) + " answered otherwise"))
        .append('\n')
        .toString();
  }

  private static String claim(ClaimTrial trial, int width, Ink ink) {
    Claim claim = trial.claim();
    StringBuilder text = new StringBuilder();
    text.append(ink.bold(claim.id())).append("  ").append(verdict(claim, ink)).append('\n');
    wrap(text, "    ", "\"" + claim.statement() + "\"", width);
    claim.condition().ifPresent(each -> wrap(text, "    ", "Condition: " + each, width));
    wrap(text, "    ", claim.why(), width);
    for (Answer answer : trial.answers()) {
      String question = answer.question().model() + " " + answer.question().property();
      wrap(text, "    - ", question + ": " + answered(answer), width);
      if (!answer.asExpected()) {
        text.append("      ").append(ink.red("the verdict needs: " + needed(answer))).append('\n');
      }
      wrap(text, "      ", "(" + answer.asks() + ")", width);
      answer
          .verdict()
          .filter(found -> found.outcome() == Outcome.VIOLATED)
          .ifPresent(found -> wrap(text, "      ", story(found.trace()), width));
    }
    return text.toString();
  }

  private static String verdict(Claim claim, Ink ink) {
    return switch (claim.verdict()) {
      case CONFIRMED, CONFIRMED_UNDER_CONDITION -> ink.green(claim.verdict().toString());
      case REFUTED -> ink.red(claim.verdict().toString());
      case OUT_OF_REACH -> ink.faint(claim.verdict().toString());
    };
  }

  static String answered(Answer answer) {
    return answer.verdict().map(ClaimsText::found).orElse("not judged");
  }

  private static String found(PropertyResult found) {
    return Verdicts.written(found.outcome())
        + (found.outcome() == Outcome.VIOLATED ? " in " + found.trace().length() + " states" : "");
  }

  private static String needed(Answer answer) {
    return answer.question().result()
        + (answer.pinnedLength() == 0 ? "" : " in " + answer.pinnedLength() + " states");
  }

  /** The steps of a trace in a line. */
  static String story(Trace trace) {
    String steps =
        trace.states().stream()
            .skip(1)
            .map(
                state ->
                    state.action()
                        + (state.arguments().isEmpty()
                            ? ""
                            : "(" + String.join(", ", state.arguments().values()) + ")"))
            .collect(Collectors.joining(", "));
    return switch (trace.ending()) {
      case END -> steps;
      case STUTTERING -> steps + ", and nothing more";
      case LOOP -> steps + ", and again from state " + (trace.loopStart() + 1);
    };
  }

  private static void wrap(StringBuilder text, String indent, String words, int width) {
    String rest = " ".repeat(indent.length());
    StringBuilder line = new StringBuilder(indent);
    int start = indent.length();
    for (String word : words.split(" ", -1)) {
      if (line.length() > start && line.length() + 1 + word.length() > Math.max(60, width)) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append(rest);
      }
      line.append(line.length() > start ? " " : "").append(word);
    }
    text.append(line).append('\n');
  }
}
