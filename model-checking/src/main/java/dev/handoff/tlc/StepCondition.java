package dev.handoff.tlc;

import org.jspecify.annotations.Nullable;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.tool.impl.Tool;
import tlc2.value.IValue;

/**
 * A condition {@code [A]_v} on steps.
 *
 * <p>TLC evaluates {@code A} first. Most steps of a refinement leave the abstract variables as they
 * are, and {@code A}, the abstract next-state relation with its quantifiers, is dear: measured, two
 * thirds of the time of a model. Here {@code v} comes first, and its value in a state is kept for
 * all steps from it.
 *
 * <p>Not thread-safe; a run has one thread.
 */
final class StepCondition {
  private final Action whole;
  private final Action subscript;
  private @Nullable TLCState last;
  private @Nullable IValue valueInLast;

  StepCondition(Action whole, Action subscript) {
    this.whole = whole;
    this.subscript = subscript;
  }

  /** Whether that step satisfies the condition. */
  boolean isValid(Tool tool, TLCState from, TLCState to) {
    IValue before = valueInLast;
    if (before == null || last != from) {
      before = tool.eval(subscript.pred, subscript.con, from);
      valueInLast = before;
      last = from;
    }
    return before.equals(tool.eval(subscript.pred, subscript.con, to))
        || tool.isValid(whole, from, to);
  }
}
