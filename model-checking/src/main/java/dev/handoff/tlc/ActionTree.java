package dev.handoff.tlc;

import dev.handoff.tlc.ActionNode.Branches;
import dev.handoff.tlc.ActionNode.Call;
import dev.handoff.tlc.ActionNode.Choice;
import dev.handoff.tlc.ActionNode.Exists;
import dev.handoff.tlc.ActionNode.Instance;
import dev.handoff.tlc.ActionNode.Leaf;
import dev.handoff.tlc.Evaluator.ActionSignature;
import java.util.List;
import java.util.Map;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.Subst;
import tlc2.tool.Action;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.IBoolValue;
import tlc2.value.impl.Enumerable;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueEnumeration;

/**
 * A next-state relation taken apart into its actions, once, so that each step has a name and
 * arguments.
 *
 * <p>Followed are disjunctions, bounded existential quantifiers, calls of operators, {@code LET},
 * {@code IF}, {@code CASE}, instances and labels. What is called last before anything else is an
 * action; its parameters, and the variables quantified right inside it, are its arguments. What
 * stands there is a {@link Leaf}, and TLC's to evaluate. Quantifiers are resolved in the state in
 * question, so that their sets may depend on it, and an argument is always one of its set.
 *
 * <p>Not thread-safe.
 */
final class ActionTree {
  private final FastTool tool;
  private final ActionNode root;
  private final Context context;
  private final Map<String, Named> actions;

  /**
   * An action.
   *
   * @param signature its name and its parameters
   * @param part what is left of the relation where only this action is looked for
   * @param passed which argument a quantified variable around it is, where it is passed on as it is
   */
  record Named(ActionSignature signature, ActionNode part, Map<FormalParamNode, String> passed) {}

  /** Takes steps; the answer {@code false} ends the walk. */
  @FunctionalInterface
  interface Consumer {
    boolean step(Leaf leaf, Context arguments, TLCState to);
  }

  /** The arguments that a walk looks for, and the variables that become one. */
  private record Wanted(Map<String, Value> arguments, Map<FormalParamNode, String> passed) {
    static final Wanted ANY = new Wanted(Map.of(), Map.of());
  }

  ActionTree(FastTool tool, ActionNode root, Map<String, Named> actions) {
    this.tool = tool;
    this.root = root;
    this.context = tool.getNextStateSpec().con;
    this.actions = actions;
  }

  /** The actions, in the specification's order. */
  List<ActionSignature> actions() {
    return actions.values().stream().map(Named::signature).toList();
  }

  boolean knows(String action) {
    return actions.containsKey(action);
  }

  /** Gives every step from a state, in the specification's order. */
  void steps(TLCState from, Consumer consumer) {
    walk(root, context, from, Wanted.ANY, consumer);
  }

  /** Gives every step of that action from a state that has those arguments. */
  void steps(TLCState from, String action, Map<String, Value> arguments, Consumer consumer) {
    Named named = actions.get(action);
    if (named == null) {
      throw new IllegalArgumentException("no action " + action);
    }
    walk(named.part(), context, from, new Wanted(arguments, named.passed()), consumer);
  }

  /** The value that a step has for a parameter. */
  static Value argument(Context context, FormalParamNode parameter) {
    return (Value) context.lookup(parameter);
  }

  private boolean walk(
      ActionNode node, Context at, TLCState from, Wanted wanted, Consumer consumer) {
    if (node instanceof Leaf leaf) {
      return leaf(leaf, at, from, wanted, consumer);
    } else if (node instanceof Branches branches) {
      for (ActionNode branch : branches.nodes()) {
        if (!walk(branch, at, from, wanted, consumer)) {
          return false;
        }
      }
      return true;
    } else if (node instanceof Call call) {
      Context inner = at;
      for (int i = 0; i < call.parameters().size(); i++) {
        inner = inner.cons(call.parameters().get(i), tool.eval(call.arguments().get(i), at, from));
      }
      return walk(call.body(), inner, from, wanted, consumer);
    } else if (node instanceof Exists exists) {
      boolean anyValue = wanted.arguments().isEmpty() || exists.domains().isEmpty();
      return anyValue
          ? enumerate(exists, at, from, wanted, consumer)
          : bind(exists, 0, at, at, from, wanted, consumer);
    } else if (node instanceof Instance instance) {
      Context inner = at;
      for (Subst substitution : instance.node().getSubsts()) {
        inner = inner.cons(substitution.getOp(), tool.getVal(substitution.getExpr(), at, false));
      }
      return walk(instance.body(), inner, from, wanted, consumer);
    }
    return choose((Choice) node, at, from, wanted, consumer);
  }

  private boolean choose(
      Choice choice, Context at, TLCState from, Wanted wanted, Consumer consumer) {
    for (int i = 0; i < choice.arms().size(); i++) {
      ExprNode guard = choice.guards().get(i);
      if (guard == null || isTrue(guard, at, from)) {
        return walk(choice.arms().get(i), at, from, wanted, consumer);
      }
    }
    // No arm of a CASE: it is TLC that says so, with the place.
    tool.getNextStates(new Action(choice.node(), at), from);
    return true;
  }

  private boolean isTrue(ExprNode guard, Context at, TLCState from) {
    return tool.eval(guard, at, from) instanceof IBoolValue value && value.getVal();
  }

  private boolean enumerate(
      Exists exists, Context at, TLCState from, Wanted wanted, Consumer consumer) {
    IContextEnumerator contexts =
        tool.contexts(exists.quantifier(), at, from, TLCState.Empty, EvalControl.Clear);
    for (Context inner = contexts.nextElement(); inner != null; inner = contexts.nextElement()) {
      if (!walk(exists.body(), inner, from, wanted, consumer)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Binds the variables from that one on; one whose value is wanted is only looked up in its set.
   */
  private boolean bind(
      Exists exists,
      int variable,
      Context at,
      Context bound,
      TLCState from,
      Wanted wanted,
      Consumer consumer) {
    if (variable == exists.variables().size()) {
      return walk(exists.body(), bound, from, wanted, consumer);
    }
    FormalParamNode name = exists.variables().get(variable);
    Enumerable domain = (Enumerable) tool.eval(exists.domains().get(variable), at, from);
    Value value = wanted.arguments().get(wanted.passed().getOrDefault(name, ""));
    if (value != null) {
      return !isIn(value, domain)
          || bind(exists, variable + 1, at, bound.cons(name, value), from, wanted, consumer);
    }
    ValueEnumeration elements = domain.elements();
    for (Value each = elements.nextElement(); each != null; each = elements.nextElement()) {
      if (!bind(exists, variable + 1, at, bound.cons(name, each), from, wanted, consumer)) {
        return false;
      }
    }
    return true;
  }

  private boolean leaf(Leaf leaf, Context at, TLCState from, Wanted wanted, Consumer consumer) {
    if (!wanted.arguments().isEmpty()) {
      for (int i = 0; i < leaf.names().size(); i++) {
        Value value = wanted.arguments().get(leaf.names().get(i));
        if (value != null && !areEqual(value, argument(at, leaf.parameters().get(i)))) {
          return true;
        }
      }
    }
    StateVec successors = tool.getNextStates(leaf.evaluated(), at, from);
    for (int i = 0; i < successors.size(); i++) {
      if (!consumer.step(leaf, at, successors.elementAt(i))) {
        return false;
      }
    }
    return true;
  }

  // TLC refuses to compare a number with a string; here they differ.
  private static boolean isIn(Value value, Enumerable domain) {
    try {
      return domain.member(value);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static boolean areEqual(Value one, Value other) {
    try {
      return one.equals(other);
    } catch (RuntimeException e) {
      return false;
    }
  }
}
