package dev.handoff.tlc;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;

/** A part of a next-state relation, as {@link ActionTree} walks it. */
sealed interface ActionNode {
  /**
   * What is left of it where only one action is looked for; nothing if it has none of that name.
   */
  Optional<ActionNode> only(String action);

  /** A disjunction. */
  record Branches(List<ActionNode> nodes) implements ActionNode {
    private static final ActionNode NONE = new Branches(List.of());

    @Override
    public Optional<ActionNode> only(String action) {
      List<ActionNode> left = nodes.stream().flatMap(node -> node.only(action).stream()).toList();
      return left.size() <= 1 ? left.stream().findFirst() : Optional.of(new Branches(left));
    }
  }

  /** A bounded existential quantifier, with its variables one by one unless there are patterns. */
  record Exists(
      OpApplNode quantifier,
      List<FormalParamNode> variables,
      List<ExprNode> domains,
      ActionNode body)
      implements ActionNode {
    @Override
    public Optional<ActionNode> only(String action) {
      return body.only(action).map(left -> new Exists(quantifier, variables, domains, left));
    }
  }

  /** An operator and its arguments. */
  record Call(List<FormalParamNode> parameters, List<ExprNode> arguments, ActionNode body)
      implements ActionNode {
    @Override
    public Optional<ActionNode> only(String action) {
      return body.only(action).map(left -> new Call(parameters, arguments, left));
    }
  }

  /** The inside of an instance, where its substitutions hold. */
  record Instance(SubstInNode node, ActionNode body) implements ActionNode {
    @Override
    public Optional<ActionNode> only(String action) {
      return body.only(action).map(left -> new Instance(node, left));
    }
  }

  /** IF or CASE: the first guard that is true decides; an arm without one is always taken. */
  record Choice(SemanticNode node, List<@Nullable ExprNode> guards, List<ActionNode> arms)
      implements ActionNode {
    @Override
    public Optional<ActionNode> only(String action) {
      List<ActionNode> left =
          arms.stream().map(arm -> arm.only(action).orElse(Branches.NONE)).toList();
      return left.stream().allMatch(Branches.NONE::equals)
          ? Optional.empty()
          : Optional.of(new Choice(node, guards, left));
    }
  }

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
    public Optional<ActionNode> only(String wanted) {
      return action.equals(wanted) ? Optional.of(this) : Optional.empty();
    }
  }
}
