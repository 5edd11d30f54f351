package dev.handoff.tlc;

import java.util.HashMap;
import java.util.Map;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.tool.impl.Tool;
import tlc2.value.IValue;

/**
 * A condition {@code [A]_v} on steps.
 *
 * <p>TLC evaluates {@code A} first. Most steps of a refinement leave the abstract variables as they
 * are, and {@code A}, the abstract next-state relation with its quantifiers, is dear: measured, two
 * thirds of the time of a model. Here {@code v} comes first, and its value is kept for each state,
 * because several steps lead to most states. Equal values are one object, so that what is kept is
 * little.
 *
 * <p>Not thread-safe; a run has one thread.
 */
final class StepCondition {
  /** Beyond so many states all is forgotten, and a value evaluated again when it is needed. */
  private static final int REMEMBERED = 1 << 17;

  private final Action whole;
  private final Action subscript;
  private final Map<Long, IValue> ofState = new HashMap<>();
  private final Map<IValue, IValue> values = new HashMap<>();

  StepCondition(Action whole, Action subscript) {
    this.whole = whole;
    this.subscript = subscript;
  }

  /**
   * Whether that step satisfies the condition.
   *
   * @param fromPrint the fingerprint of {@code from}
   * @param toPrint the fingerprint of {@code to}
   */
  boolean isValid(Tool tool, TLCState from, long fromPrint, TLCState to, long toPrint) {
    return value(tool, from, fromPrint) == value(tool, to, toPrint)
        || tool.isValid(whole, from, to);
  }

  private IValue value(Tool tool, TLCState state, long fingerprint) {
    IValue known = ofState.get(fingerprint);
    if (known != null) {
      return known;
    }
    if (ofState.size() == REMEMBERED) {
      ofState.clear(); // not the values: one of them may be the other side of a comparison
    }
    IValue value = tool.eval(subscript.pred, subscript.con, state);
    IValue same = values.putIfAbsent(value, value);
    IValue one = same == null ? value : same;
    ofState.put(fingerprint, one);
    return one;
  }
}
