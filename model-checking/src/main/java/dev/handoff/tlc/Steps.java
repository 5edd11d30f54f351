package dev.handoff.tlc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.Action;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.ToolGlobals;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.IValue;

/**
 * Names steps: which action of the next-state relation, with which arguments, leads from one state
 * to another.
 *
 * <p>Walks the relation's disjunctions, bounded existential quantifiers and operator calls, in the
 * state in question, so that a quantifier over a set that depends on the state is resolved too.
 * What is reached last before a conjunction is the step's action; its parameters, and the variables
 * quantified right inside it, are its arguments.
 */
final class Steps implements ToolGlobals {
  private final FastTool tool;

  Steps(FastTool tool) {
    this.tool = tool;
  }

  /** A step's name and its arguments as TLA+ text. */
  record Step(String action, Map<String, String> arguments) {
    @Override
    public String toString() {
      return arguments.isEmpty()
          ? action
          : action + "(" + String.join(", ", arguments.values()) + ")";
    }
  }

  /** The first step, in the order of the specification, from one state to the other. */
  Step name(TLCState from, TLCState to) {
    Action next = tool.getNextStateSpec();
    Optional<Step> step = find(next.pred, next.con, new Step("Next", Map.of()), from, to);
    return step.orElse(new Step("Next", Map.of()));
  }

  private Optional<Step> find(
      SemanticNode node, Context context, Step step, TLCState from, TLCState to) {
    return switch (node.getKind()) {
      case ASTConstants.OpApplKind -> findInApplication((OpApplNode) node, context, step, from, to);
      case ASTConstants.LetInKind -> find(((LetInNode) node).getBody(), context, step, from, to);
      case ASTConstants.LabelKind -> find(((LabelNode) node).getBody(), context, step, from, to);
      case ASTConstants.SubstInKind -> {
        SubstInNode instance = (SubstInNode) node;
        Context inner = context;
        for (Subst substitution : instance.getSubsts()) {
          inner =
              inner.cons(substitution.getOp(), tool.getVal(substitution.getExpr(), context, false));
        }
        yield find(instance.getBody(), inner, step, from, to);
      }
      default -> leaf(node, context, step, from, to);
    };
  }

  private Optional<Step> findInApplication(
      OpApplNode application, Context context, Step step, TLCState from, TLCState to) {
    SymbolNode operator = application.getOperator();
    int opcode = BuiltInOPs.getOpCode(operator.getName());
    if (opcode == 0) {
      Object meaning = tool.lookup(operator, context, false);
      if (!(meaning instanceof OpDefNode definition)) {
        return leaf(application, context, step, from, to);
      }
      opcode = BuiltInOPs.getOpCode(definition.getName());
      if (opcode == 0) {
        return findInDefinition(definition, application, context, step, from, to);
      }
    }
    ExprOrOpArgNode[] arguments = application.getArgs();
    return switch (opcode) {
      case OPCODE_dl, OPCODE_lor -> {
        for (ExprOrOpArgNode disjunct : arguments) {
          Optional<Step> found = find(disjunct, context, step, from, to);
          if (found.isPresent()) {
            yield found;
          }
        }
        yield Optional.empty();
      }
      case OPCODE_be -> findInExists(application, context, step, from, to);
      default -> leaf(application, context, step, from, to);
    };
  }

  private Optional<Step> findInDefinition(
      OpDefNode definition,
      OpApplNode application,
      Context context,
      Step step,
      TLCState from,
      TLCState to) {
    FormalParamNode[] parameters = definition.getParams();
    ExprOrOpArgNode[] arguments = application.getArgs();
    Context inner = context;
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      if (!(arguments[i] instanceof ExprNode argument) || argument.getLevel() > 1) {
        return leaf(application, context, step, from, to);
      }
      IValue value = tool.eval(argument, context, from);
      inner = inner.cons(parameters[i], value);
      named.put(parameters[i].getName().toString(), JdkValues.text(value));
    }
    return find(
        definition.getBody(), inner, new Step(definition.getName().toString(), named), from, to);
  }

  private Optional<Step> findInExists(
      OpApplNode exists, Context context, Step step, TLCState from, TLCState to) {
    IContextEnumerator contexts =
        tool.contexts(exists, context, from, TLCState.Empty, EvalControl.Clear);
    for (Context inner = contexts.nextElement(); inner != null; inner = contexts.nextElement()) {
      Map<String, String> named = new LinkedHashMap<>(step.arguments());
      for (FormalParamNode[] bound : exists.getBdedQuantSymbolLists()) {
        for (FormalParamNode variable : bound) {
          if (inner.lookup(variable) instanceof IValue value) {
            named.put(variable.getName().toString(), JdkValues.text(value));
          }
        }
      }
      Optional<Step> found =
          find(exists.getArgs()[0], inner, new Step(step.action(), named), from, to);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Step> leaf(
      SemanticNode node, Context context, Step step, TLCState from, TLCState to) {
    StateVec successors = tool.getNextStates(new Action(node, context), from);
    for (int i = 0; i < successors.size(); i++) {
      if (successors.elementAt(i).fingerPrint() == to.fingerPrint()) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }
}
