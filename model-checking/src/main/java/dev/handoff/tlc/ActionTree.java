package dev.handoff.tlc;

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
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.ToolGlobals;
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
 * <p>What has to be evaluated with primed variables, an operator that is given an operator, and one
 * that calls itself are not followed further: they are leaves themselves.
 *
 * <p>Not thread-safe.
 */
final class ActionTree implements ToolGlobals {
  private final FastTool tool;
  private final Node root;
  private final Context context;
  private final Map<String, Signature> actions = new LinkedHashMap<>();

  /** A part of the relation, and the names of the actions in it. */
  private sealed interface Node permits Branches, Exists, Call, Instance, Choice, Leaf {
    Set<String> actions();
  }

  /** A disjunction. */
  private record Branches(List<Node> nodes, Set<String> actions) implements Node {}

  /** A bounded existential quantifier, with its variables one by one unless there are patterns. */
  private record Exists(
      OpApplNode quantifier,
      List<FormalParamNode> variables,
      List<ExprNode> domains,
      Node body,
      Set<String> actions)
      implements Node {}

  /** An operator and its arguments. */
  private record Call(
      List<FormalParamNode> parameters, List<ExprNode> arguments, Node body, Set<String> actions)
      implements Node {}

  /** The inside of an instance, where its substitutions hold. */
  private record Instance(SubstInNode node, Node body, Set<String> actions) implements Node {}

  /** IF or CASE: the first guard that is true decides; an arm without one is always taken. */
  private record Choice(
      SemanticNode node, List<@Nullable ExprNode> guards, List<Node> arms, Set<String> actions)
      implements Node {}

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
      implements Node {
    @Override
    public Set<String> actions() {
      return Set.of(action);
    }
  }

  /** An action's parameters over all its leaves. */
  private static final class Signature {
    final String place;
    final Set<String> parameters = new LinkedHashSet<>();

    /** Which argument a quantified variable is, where it is passed on as it is. */
    final Map<FormalParamNode, String> targets = new HashMap<>();

    final Set<FormalParamNode> ambiguous = new LinkedHashSet<>();

    Signature(String place) {
      this.place = place;
    }
  }

  /** Takes steps; the answer {@code false} ends the walk. */
  @FunctionalInterface
  interface Consumer {
    boolean step(Leaf leaf, Context arguments, TLCState to);
  }

  /** What a walk looks for. */
  private record Wanted(String action, Map<String, Value> arguments) {
    static final Wanted ANY = new Wanted("", Map.of());

    boolean prunes(Node node) {
      if (action.isEmpty()) {
        return false;
      }
      return node instanceof Leaf leaf
          ? !leaf.action().equals(action)
          : !node.actions().contains(action);
    }
  }

  ActionTree(FastTool tool) {
    this.tool = tool;
    Action next = tool.getNextStateSpec();
    this.context = next.con;
    this.root = new Builder().build(next.pred, "Next", List.of());
  }

  /** The actions, in the specification's order. */
  List<ActionSignature> actions() {
    List<ActionSignature> all = new ArrayList<>();
    actions.forEach(
        (name, signature) ->
            all.add(new ActionSignature(name, List.copyOf(signature.parameters), signature.place)));
    return all;
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
    walk(root, context, from, new Wanted(action, arguments), consumer);
  }

  /** The value that a step has for a parameter. */
  static Value argument(Context context, FormalParamNode parameter) {
    return (Value) context.lookup(parameter);
  }

  private boolean walk(Node node, Context at, TLCState from, Wanted wanted, Consumer consumer) {
    if (wanted.prunes(node)) {
      return true;
    }
    if (node instanceof Leaf leaf) {
      return leaf(leaf, at, from, wanted, consumer);
    } else if (node instanceof Branches branches) {
      for (Node branch : branches.nodes()) {
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
    Value value = wanted.arguments().get(signature(wanted.action()).targets.getOrDefault(name, ""));
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

  private Signature signature(String action) {
    Signature signature = actions.get(action);
    if (signature == null) {
      throw new IllegalStateException("no action " + action);
    }
    return signature;
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

  private final class Builder {
    /** The calls around the node at hand, outermost first. */
    private final Deque<Call> calls = new ArrayDeque<>();

    private final Deque<OpDefNode> definitions = new ArrayDeque<>();

    Node build(SemanticNode node, String action, List<FormalParamNode> parameters) {
      if (node instanceof LetInNode let) {
        return build(let.getBody(), action, parameters);
      } else if (node instanceof LabelNode label) {
        return build(label.getBody(), action, parameters);
      } else if (node instanceof SubstInNode instance) {
        Node body = build(instance.getBody(), action, parameters);
        return new Instance(instance, body, body.actions());
      } else if (node.getKind() == ASTConstants.OpApplKind) {
        return application((OpApplNode) node, action, parameters);
      }
      return leaf(node, action, parameters);
    }

    private Node application(
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
          List<Node> nodes = new ArrayList<>();
          for (ExprOrOpArgNode disjunct : arguments) {
            nodes.add(build(disjunct, action, parameters));
          }
          yield new Branches(nodes, union(nodes));
        }
        case OPCODE_be -> exists(application, action, parameters);
        case OPCODE_ite -> {
          List<@Nullable ExprNode> guards = new ArrayList<>();
          guards.add((ExprNode) arguments[0]);
          guards.add(null);
          yield choice(
              application, guards, List.of(arguments[1], arguments[2]), action, parameters);
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

    private Node choice(
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
      List<Node> nodes = new ArrayList<>();
      for (SemanticNode arm : arms) {
        nodes.add(build(arm, action, parameters));
      }
      return new Choice(node, guards, nodes, union(nodes));
    }

    private Node call(OpDefNode definition, OpApplNode application) {
      ExprOrOpArgNode[] given = application.getArgs();
      String name = definition.getName().toString();
      boolean plain = !definitions.contains(definition);
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
      definitions.push(definition);
      calls.addLast(new Call(parameters, arguments, PLACEHOLDER, Set.of()));
      Node body = build(definition.getBody(), name, parameters);
      calls.removeLast();
      definitions.pop();
      return new Call(parameters, arguments, body, body.actions());
    }

    private Node exists(OpApplNode exists, String action, List<FormalParamNode> parameters) {
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
      Node body = build(exists.getArgs()[0], action, all);
      return new Exists(exists, variables, patterns ? List.of() : domains, body, body.actions());
    }

    private Leaf leaf(SemanticNode node, String action, List<FormalParamNode> parameters) {
      List<String> names = parameters.stream().map(each -> each.getName().toString()).toList();
      var location = definitions.isEmpty() ? node.getLocation() : definitions.peek().getLocation();
      Signature signature =
          actions.computeIfAbsent(
              action,
              name ->
                  new Signature(
                      location.source()
                          + ".tla:"
                          + location.beginLine()
                          + ":"
                          + location.beginColumn()));
      signature.parameters.addAll(names);
      Map<FormalParamNode, String> targets = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        targets.put(parameters.get(i), names.get(i));
      }
      for (var outward = calls.descendingIterator(); outward.hasNext(); ) {
        Call call = outward.next();
        for (int i = 0; i < call.parameters().size(); i++) {
          String target = targets.get(call.parameters().get(i));
          if (target != null
              && call.arguments().get(i) instanceof OpApplNode variable
              && variable.getOperator() instanceof FormalParamNode passed) {
            targets.put(passed, target);
          }
        }
      }
      targets.forEach((variable, target) -> aim(signature, variable, target));
      return new Leaf(
          action, List.copyOf(parameters), names, node, new Action(node, Context.Empty));
    }

    private void aim(Signature signature, FormalParamNode variable, String target) {
      String known = signature.targets.get(variable);
      if (known != null && !known.equals(target)) {
        signature.ambiguous.add(variable);
      }
      signature.targets.put(variable, target);
      signature.targets.keySet().removeAll(signature.ambiguous);
    }

    private Set<String> union(List<Node> nodes) {
      Set<String> all = new LinkedHashSet<>();
      nodes.forEach(node -> all.addAll(node.actions()));
      return all;
    }
  }

  /** Stands for the body of a call that is being built: only its arguments are looked at. */
  private static final Node PLACEHOLDER = new Branches(List.of(), Set.of());
}
