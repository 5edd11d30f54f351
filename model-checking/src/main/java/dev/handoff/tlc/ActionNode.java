package dev.handoff.tlc;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;

/** A part of a next-state relation, as {@link ActionTree} walks it. */
sealed interface ActionNode {
  /** The names of the actions in it. */
  Set<String> actions();

  /** A disjunction. */
  record Branches(List<ActionNode> nodes, Set<String> actions) implements ActionNode {}

  /** A bounded existential quantifier, with its variables one by one unless there are patterns. */
  record Exists(
      OpApplNode quantifier,
      List<FormalParamNode> variables,
      List<ExprNode> domains,
      ActionNode body,
      Set<String> actions)
      implements ActionNode {}

  /** An operator and its arguments. */
  record Call(
      List<FormalParamNode> parameters,
      List<ExprNode> arguments,
      ActionNode body,
      Set<String> actions)
      implements ActionNode {}

  /** The inside of an instance, where its substitutions hold. */
  record Instance(SubstInNode node, ActionNode body, Set<String> actions) implements ActionNode {}

  /** IF or CASE: the first guard that is true decides; an arm without one is always taken. */
  record Choice(
      SemanticNode node,
      List<@Nullable ExprNode> guards,
      List<ActionNode> arms,
      Set<String> actions)
      implements ActionNode {}

  /**
   * What TLC evaluates.
   *
   * @param action the name of the action that it belongs to
   * @param parameters those of the action, by which the context has its arguments
   */
  record Leaf(
      String action,
      List<FormalParamNode> parameters,
      List<String> names,
      SemanticNode node,
      Action evaluated)
      implements ActionNode {
    @Override
    public Set<String> actions() {
      return Set.of(action);
    }
  }
}
