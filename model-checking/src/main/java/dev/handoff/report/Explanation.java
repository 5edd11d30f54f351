package dev.handoff.report;

import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A violated property with its counterexample, taken apart step by step.
 *
 * @param model the model's id, or a module's name
 * @param property the verdict with its trace
 * @param kind the property's kind, as written
 * @param meaning what the property says, in one line; empty if nobody wrote it down
 * @param story what happens in the trace, in one line; empty if nobody wrote it down
 */
public record Explanation(
    String model, PropertyResult property, String kind, String meaning, String story) {
  /** The forms in which an explanation can be had. */
  public enum Format {
    /** For a terminal. */
    TEXT,
    /** A flowchart for Markdown pages. */
    MERMAID,
    /** For machines. */
    JSON
  }

  /** The explanation in one of its forms, with a line break at its end. */
  public String render(Format format, Ink ink) {
    return switch (format) {
      case TEXT -> TextExplanation.render(this, ink);
      case MERMAID -> MermaidExplanation.render(this);
      case JSON -> JsonExplanation.render(this);
    };
  }

  Trace trace() {
    return property.trace();
  }

  /** The steps, the initial state first. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    Trace.State before = new Trace.State("", Map.of(), Map.of(), Map.of());
    for (Trace.State state : trace().states()) {
      steps.add(new Step(steps.size() + 1, state.label(), state, Changes.between(before, state)));
      before = state;
    }
    return steps;
  }

  /** How the behaviour goes on after its last state, in words; empty if that is all. */
  String ending() {
    return switch (trace().ending()) {
      case END -> "";
      case STUTTERING -> "nothing happens any more (stuttering)";
      case LOOP ->
          "back to state "
              + (trace().loopStart() + 1)
              + (trace().loopAction().isEmpty() ? "" : " by " + trace().loopAction())
              + ", and so on for ever (lasso)";
    };
  }

  /**
   * A state and the step to it.
   *
   * @param number counted from 1
   * @param label the action with its arguments; empty for an initial state
   * @param state all of it
   * @param changes what differs from the state before; everything, for an initial state
   */
  record Step(int number, String label, Trace.State state, List<Change> changes) {}
}
