package dev.handoff.tlc;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import tlc2.tool.liveness.LiveExprNode;
import tlc2.tool.liveness.OrderOfSolution;

/**
 * The fairness conditions of a specification, each evaluated once for a step.
 *
 * <p>TLC turns a property's negation into several automata, and has each evaluate every fairness
 * condition, {@code ENABLED} included, on every step: measured, nine tenths of the time of a small
 * model. The conditions are the same for all of them, so here they share the result.
 */
final class Fairness {
  private final List<Shared> conditions = new ArrayList<>();

  /**
   * @param alone what TLC makes of the specification's fairness without any property
   */
  Fairness(OrderOfSolution[] alone) {
    for (OrderOfSolution solution : alone) {
      for (LiveExprNode condition : solution.getCheckAction()) {
        conditions.add(new Shared(condition));
      }
      for (LiveExprNode condition : solution.getCheckState()) {
        conditions.add(new Shared(condition));
      }
    }
  }

  /**
   * Has those solutions share.
   *
   * <p>TLC numbers the predicates of a formula from 1, fairness first and the property after it,
   * and compares by number: an expression that equals one of the fairness alone is that condition.
   */
  void share(OrderOfSolution[] solutions) {
    for (OrderOfSolution solution : solutions) {
      share(solution.getCheckAction());
      share(solution.getCheckState());
    }
  }

  private void share(LiveExprNode[] expressions) {
    for (int i = 0; i < expressions.length; i++) {
      LiveExprNode expression = expressions[i];
      expressions[i] =
          conditions.stream()
              .filter(condition -> condition.original.equals(expression))
              .findFirst()
              .<LiveExprNode>map(condition -> condition)
              .orElseGet(() -> onceForAState(expression));
    }
  }

  /** What a property says of states alone, TLC would evaluate on every step. */
  private static LiveExprNode onceForAState(LiveExprNode expression) {
    return expression.getLevel() <= 1 ? new Shared(expression) : expression;
  }

  /**
   * The disjuncts of a condition: weak fairness is "not enabled, or taken", of which the first says
   * nothing of the step. TLC's class is not public.
   */
  private static List<LiveExprNode> disjuncts(LiveExprNode condition) {
    if (!condition.getClass().getName().endsWith(".LNDisj")) {
      return List.of(condition);
    }
    try {
      Method count = condition.getClass().getMethod("getCount");
      Method body = condition.getClass().getMethod("getBody", int.class);
      count.setAccessible(true);
      body.setAccessible(true);
      List<LiveExprNode> disjuncts = new ArrayList<>();
      for (int i = 0; i < (int) count.invoke(condition); i++) {
        disjuncts.add((LiveExprNode) body.invoke(condition, i));
      }
      return disjuncts;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("these tools have another LNDisj", e);
    }
  }

  /** An expression that remembers its values for the successors of one state. */
  private static final class Shared extends LiveExprNode {
    private final LiveExprNode original;
    private final List<LiveExprNode> ofState = new ArrayList<>();
    private final List<LiveExprNode> ofStep = new ArrayList<>();
    private final IdentityHashMap<@Nullable TLCState, Boolean> values = new IdentityHashMap<>();
    private @Nullable TLCState state;
    private boolean always; // whether a disjunct of the state alone is true in it

    Shared(LiveExprNode original) {
      this.original = original;
      disjuncts(original).forEach(each -> (each.getLevel() <= 1 ? ofState : ofStep).add(each));
    }

    @Override
    public boolean eval(ITool tool, TLCState from, @Nullable TLCState to) {
      if (state != from) {
        state = from;
        values.clear();
        always = ofState.stream().anyMatch(each -> each.eval(tool, from, to));
      }
      if (always) {
        return true;
      }
      Boolean known = values.get(to);
      if (known == null) {
        known = ofStep.stream().anyMatch(each -> each.eval(tool, from, to));
        values.put(to, known);
      }
      return known;
    }

    @Override
    public int getLevel() {
      return original.getLevel();
    }

    @Override
    public boolean containAction() {
      return original.containAction();
    }

    @Override
    public void toString(StringBuffer text, String padding) {
      original.toString(text, padding);
    }

    @Override
    @SuppressWarnings("NonOverridingEquals") // TLC's own, of syntax
    public boolean equals(LiveExprNode other) {
      return original.equals(other instanceof Shared shared ? shared.original : other);
    }
  }
}
