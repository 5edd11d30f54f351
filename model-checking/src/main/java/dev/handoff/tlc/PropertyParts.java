package dev.handoff.tlc;

import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.Specs;
import tlc2.tool.ToolGlobals;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.util.List;
import tlc2.value.IBoolValue;

/**
 * What one property of a configuration asks for, taken apart as TLC takes it apart: predicates of
 * initial states, invariants, conditions on steps, and the temporal rest.
 *
 * <p>TLC keeps one list of each for all properties together, and names the parts after inner
 * operators. To judge each property by itself, this repeats the classification of {@code
 * SpecProcessor.processConfigProps}, property by property; {@link Specification} compares the
 * totals with TLC's own.
 */
final class PropertyParts implements ToolGlobals {
  private final FastTool tool;
  private final java.util.List<Action> inits = new java.util.ArrayList<>();
  private final java.util.List<Action> invariants = new java.util.ArrayList<>();
  private final java.util.List<StepCondition> actions = new java.util.ArrayList<>();
  private final java.util.List<Action> temporals = new java.util.ArrayList<>();

  private PropertyParts(FastTool tool) {
    this.tool = tool;
  }

  static PropertyParts ofProperty(FastTool tool, OpDefNode property) {
    PropertyParts parts = new PropertyParts(tool);
    parts.take(property.getBody(), List.Empty);
    return parts;
  }

  /** Of a property that the configuration or an override makes TRUE. */
  static PropertyParts trivial(FastTool tool) {
    return new PropertyParts(tool);
  }

  static PropertyParts ofInvariant(FastTool tool, Action invariant) {
    PropertyParts parts = new PropertyParts(tool);
    parts.invariants.add(invariant);
    return parts;
  }

  java.util.List<Action> inits() {
    return inits;
  }

  java.util.List<Action> invariants() {
    return invariants;
  }

  java.util.List<StepCondition> actions() {
    return actions;
  }

  java.util.List<Action> temporals() {
    return temporals;
  }

  PropertyResult.Kind kind() {
    if (!inits.isEmpty() && !actions.isEmpty()) {
      return PropertyResult.Kind.REFINEMENT;
    }
    return temporals.isEmpty() ? PropertyResult.Kind.SAFETY : PropertyResult.Kind.LIVENESS;
  }

  private void take(ExprNode formula, List substitutions) {
    if (formula instanceof SubstInNode instance) {
      take(instance.getBody(), substitutions.cons(instance));
      return;
    }
    if (formula instanceof OpApplNode application) {
      ExprOrOpArgNode[] arguments = application.getArgs();
      if (arguments.length == 0) {
        Object meaning = tool.lookup(application.getOperator(), Context.Empty, false);
        if (meaning instanceof OpDefNode definition) {
          take(definition.getBody(), substitutions);
          return;
        }
        if (meaning instanceof IBoolValue) {
          return; // TRUE: TLC refuses FALSE when it reads the configuration
        }
      }
      switch (BuiltInOPs.getOpCode(application.getOperator().getName())) {
        case OPCODE_cl, OPCODE_land -> {
          for (ExprOrOpArgNode conjunct : arguments) {
            take((ExprNode) conjunct, substitutions);
          }
          return;
        }
        case OPCODE_nop -> {
          take((ExprNode) arguments[0], substitutions);
          return;
        }
        case OPCODE_box -> {
          takeAlways(application, (ExprNode) arguments[0], substitutions);
          return;
        }
        default -> {}
      }
    }
    (level(formula) <= 1 ? inits : temporals).add(action(formula, substitutions));
  }

  private void takeAlways(OpApplNode always, ExprNode body, List substitutions) {
    if (body instanceof OpApplNode application
        && BuiltInOPs.getOpCode(application.getOperator().getName()) == OPCODE_sa) {
      ExprNode subscript = (ExprNode) application.getArgs()[1];
      actions.add(new StepCondition(action(body, substitutions), action(subscript, substitutions)));
    } else if (level(body) < 2) {
      invariants.add(action(body, substitutions));
    } else {
      temporals.add(action(always, substitutions));
    }
  }

  private int level(ExprNode formula) {
    return Specs.getLevel(formula, Context.Empty);
  }

  private static Action action(ExprNode formula, List substitutions) {
    return new Action(Specs.addSubsts(formula, substitutions), Context.Empty);
  }
}
