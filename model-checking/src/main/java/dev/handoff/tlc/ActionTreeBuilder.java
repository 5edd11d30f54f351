package dev.handoff.tlc;

import dev.handoff.tlc.ActionNode.Branches;
import dev.handoff.tlc.ActionNode.Call;
import dev.handoff.tlc.ActionNode.Choice;
import dev.handoff.tlc.ActionNode.Exists;
import dev.handoff.tlc.ActionNode.Instance;
import dev.handoff.tlc.ActionNode.Leaf;
import dev.handoff.tlc.Evaluator.ActionSignature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.ToolGlobals;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;

/**
 * Takes a next-state relation apart for an {@link ActionTree}.
 *
 * <p>What has to be evaluated with primed variables, an operator that is given an operator, and one
 * that calls itself are not followed further: they are leaves themselves.
 */
final class ActionTreeBuilder implements ToolGlobals {
  private final FastTool tool;
  private final Map<String, Known> actions = new LinkedHashMap<>();

  /** The calls around the node at hand, innermost first. */
  private final Deque<Around> calls = new ArrayDeque<>();

  private ActionTreeBuilder(FastTool tool) {
    this.tool = tool;
  }

  /** The relation of that tool's specification. */
  static ActionTree build(FastTool tool) {
    ActionTreeBuilder builder = new ActionTreeBuilder(tool);
    ActionNode root = builder.build(tool.getNextStateSpec().pred, "Next", List.of());
    Map<String, ActionTree.Named> named = new LinkedHashMap<>();
    builder.actions.forEach(
        (name, known) ->
            named.put(
                name,
                new ActionTree.Named(
                    new ActionSignature(name, List.copyOf(known.parameters), known.place),
                    root.only(name).orElseThrow(),
                    known.passed())));
    return new ActionTree(tool, root, named);
  }

  private ActionNode build(SemanticNode node, String action, List<FormalParamNode> parameters) {
    if (node instanceof LetInNode let) {
      return build(let.getBody(), action, parameters);
    } else if (node instanceof LabelNode label) {
      return build(label.getBody(), action, parameters);
    } else if (node instanceof SubstInNode instance) {
      ActionNode body = build(instance.getBody(), action, parameters);
      return new Instance(instance, body);
    } else if (node.getKind() == ASTConstants.OpApplKind) {
      return application((OpApplNode) node, action, parameters);
    }
    return leaf(node, action, parameters);
  }

  private ActionNode application(
      OpApplNode application, String action, List<FormalParamNode> parameters) {
    int opcode = BuiltInOPs.getOpCode(application.getOperator().getName());
    if (opcode == 0) {
      Object meaning = tool.lookup(application.getOperator(), Context.Empty, false);
      if (!(meaning instanceof OpDefNode definition)) {
        return leaf(application, action, parameters);
      }
      opcode = BuiltInOPs.getOpCode(definition.getName());
      if (opcode == 0) {
        return call(definition, application);
      }
    }
    ExprOrOpArgNode[] arguments = application.getArgs();
    return switch (opcode) {
      case OPCODE_dl, OPCODE_lor -> {
        List<ActionNode> nodes = new ArrayList<>();
        for (ExprOrOpArgNode disjunct : arguments) {
          nodes.add(build(disjunct, action, parameters));
        }
        yield new Branches(nodes);
      }
      case OPCODE_be -> exists(application, action, parameters);
      case OPCODE_ite -> {
        List<@Nullable ExprNode> guards = new ArrayList<>();
        guards.add((ExprNode) arguments[0]);
        guards.add(null);
        yield choice(application, guards, List.of(arguments[1], arguments[2]), action, parameters);
      }
      case OPCODE_case -> {
        List<@Nullable ExprNode> guards = new ArrayList<>();
        List<SemanticNode> arms = new ArrayList<>();
        for (ExprOrOpArgNode pair : arguments) {
          ExprOrOpArgNode[] parts = ((OpApplNode) pair).getArgs();
          guards.add((ExprNode) parts[0]); // null for OTHER
          arms.add(parts[1]);
        }
        yield choice(application, guards, arms, action, parameters);
      }
      default -> leaf(application, action, parameters);
    };
  }

  private ActionNode choice(
      OpApplNode node,
      List<@Nullable ExprNode> guards,
      List<SemanticNode> arms,
      String action,
      List<FormalParamNode> parameters) {
    for (ExprNode guard : guards) {
      if (guard != null && guard.getLevel() > 1) {
        return leaf(node, action, parameters);
      }
    }
    List<ActionNode> nodes = new ArrayList<>();
    for (SemanticNode arm : arms) {
      nodes.add(build(arm, action, parameters));
    }
    return new Choice(node, guards, nodes);
  }

  private ActionNode call(OpDefNode definition, OpApplNode application) {
    ExprOrOpArgNode[] given = application.getArgs();
    String name = definition.getName().toString();
    boolean plain = calls.stream().noneMatch(around -> around.definition().equals(definition));
    List<ExprNode> arguments = new ArrayList<>();
    for (ExprOrOpArgNode each : given) {
      if (each instanceof ExprNode argument && argument.getLevel() <= 1) {
        arguments.add(argument);
      } else {
        plain = false;
      }
    }
    if (!plain) {
      return leaf(application, name, List.of());
    }
    List<FormalParamNode> parameters = List.of(definition.getParams());
    calls.push(new Around(definition, arguments));
    ActionNode body = build(definition.getBody(), name, parameters);
    calls.pop();
    return new Call(parameters, arguments, body);
  }

  private ActionNode exists(OpApplNode exists, String action, List<FormalParamNode> parameters) {
    List<FormalParamNode> variables = new ArrayList<>();
    List<ExprNode> domains = new ArrayList<>();
    FormalParamNode[][] names = exists.getBdedQuantSymbolLists();
    boolean patterns = false;
    for (int i = 0; i < names.length; i++) {
      ExprNode domain = exists.getBdedQuantBounds()[i];
      if (domain.getLevel() > 1) {
        return leaf(exists, action, parameters);
      }
      patterns |= exists.isBdedQuantATuple()[i];
      for (FormalParamNode name : names[i]) {
        variables.add(name);
        domains.add(domain);
      }
    }
    List<FormalParamNode> all = new ArrayList<>(parameters);
    all.addAll(variables);
    ActionNode body = build(exists.getArgs()[0], action, all);
    return new Exists(exists, variables, patterns ? List.of() : domains, body);
  }

  private Leaf leaf(SemanticNode node, String action, List<FormalParamNode> parameters) {
    List<String> names = parameters.stream().map(each -> each.getName().toString()).toList();
    SemanticNode defined = calls.isEmpty() ? node : calls.peek().definition();
    Known known = actions.computeIfAbsent(action, name -> new Known(Inside.place(defined)));
    known.parameters.addAll(names);
    Map<FormalParamNode, String> targets = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      targets.put(parameters.get(i), names.get(i));
    }
    for (Around call : calls) {
      FormalParamNode[] inner = call.definition().getParams();
      for (int i = 0; i < inner.length; i++) {
        String target = targets.get(inner[i]);
        if (target != null
            && call.arguments().get(i) instanceof OpApplNode variable
            && variable.getOperator() instanceof FormalParamNode passed) {
          targets.put(passed, target);
        }
      }
    }
    targets.forEach(known::aim);
    return new Leaf(action, List.copyOf(parameters), names, node, new Action(node, Context.Empty));
  }

  /** A call around the node at hand. */
  private record Around(OpDefNode definition, List<ExprNode> arguments) {}

  /** What is known of an action, over all its leaves. */
  private static final class Known {
    private final String place;
    private final Set<String> parameters = new LinkedHashSet<>();
    private final Map<FormalParamNode, String> targets = new HashMap<>();
    private final Set<FormalParamNode> ambiguous = new LinkedHashSet<>();

    Known(String place) {
      this.place = place;
    }

    /**
     * Notes that a variable becomes an argument; one that becomes two different ones is neither.
     */
    void aim(FormalParamNode variable, String target) {
      String before = targets.putIfAbsent(variable, target);
      if (before != null && !before.equals(target)) {
        ambiguous.add(variable);
      }
    }

    Map<FormalParamNode, String> passed() {
      Map<FormalParamNode, String> certain = new HashMap<>(targets);
      certain.keySet().removeAll(ambiguous);
      return certain;
    }
  }
}
