package dev.handoff.tlc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.CallStackTool;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.util.IdThread;
import tlc2.value.IValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/** The evaluator, on TLC's side of the class loader. */
final class InsideEvaluator implements Evaluator {
  private final Specification specification;
  private final FastTool tool;
  private final ActionTree actions;
  private final TlcValues values = new TlcValues();

  private InsideEvaluator(Specification specification) {
    this.specification = specification;
    this.tool = specification.tool();
    this.actions = ActionTreeBuilder.build(tool);
  }

  /** The entry: a serialized {@link Inside.Job} gives an evaluator or a {@link TlcException}. */
  public static final class Opening implements Function<byte[], Object> {
    @Override
    public Object apply(byte[] bytes) {
      try {
        Inside.Job job = (Inside.Job) Inside.read(bytes);
        Messages messages = Inside.begin(job);
        Specification specification =
            Specification.parse(
                job.request(), Path.of(job.standardModules()), Path.of(job.folder()), messages);
        Optional<String> wrong = Inside.falseAssumption(specification);
        if (wrong.isPresent()) {
          return new TlcException(
              TlcException.Kind.CONFIG, wrong.get() + ": the constants violate this assumption");
        }
        return new InsideEvaluator(specification);
      } catch (TlcException e) {
        return e;
      } catch (IOException e) {
        return new TlcException(TlcException.Kind.RESOURCE, "cannot read: " + e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        return new TlcException(TlcException.Kind.TOOLS, "TLC failed: " + Inside.describe(e));
      }
    }
  }

  @Override
  public String module() {
    return specification.module();
  }

  @Override
  public List<String> variables() {
    List<String> names = new ArrayList<>();
    for (OpDeclNode variable : TLCState.vars) {
      names.add(variable.getName().toString());
    }
    return names;
  }

  @Override
  public Map<String, Object> constants() throws TlcException {
    return guarded(
        () -> {
          Map<String, Object> constants = new LinkedHashMap<>();
          for (OpDeclNode constant : tool.getRootModule().getConstantDecls()) {
            Object meaning = tool.lookup(constant, Context.Empty, false);
            if (meaning instanceof OpDefNode definition && definition.getArity() == 0) {
              meaning = tool.eval(definition.getBody(), Context.Empty, TLCState.Empty);
            }
            if (meaning instanceof IValue value) {
              constants.put(constant.getName().toString(), JdkValues.of(value));
            }
          }
          return constants;
        });
  }

  @Override
  public List<ActionSignature> actions() {
    return actions.actions();
  }

  @Override
  public List<String> properties() {
    List<String> names = new ArrayList<>();
    specification
        .properties()
        .forEach(
            (name, parts) -> {
              if (!parts.invariants().isEmpty() || !parts.actions().isEmpty()) {
                names.add(name);
              }
            });
    return names;
  }

  @Override
  public List<Object> initialStates() throws TlcException {
    return guarded(
        () -> {
          StateVec states = tool.getInitStates();
          List<Object> list = new ArrayList<>(states.size());
          for (int i = 0; i < states.size(); i++) {
            list.add(states.elementAt(i));
          }
          return list;
        });
  }

  @Override
  public void steps(Object state, StepConsumer consumer) throws TlcException {
    TLCState from = (TLCState) state;
    try {
      IdThread.setCurrentState(from);
      actions.steps(
          from,
          (leaf, context, to) -> {
            consumer.step(leaf.action(), arguments(leaf, context), complete(leaf, to));
            return true;
          });
    } catch (RuntimeException | StackOverflowError e) {
      throw failure(from, e);
    }
  }

  @Override
  public List<Object> step(Object state, String action, Map<String, ?> arguments)
      throws TlcException {
    if (!actions.knows(action)) {
      throw new TlcException(
          TlcException.Kind.EVALUATION, module() + " has no action " + action + known());
    }
    TLCState from = (TLCState) state;
    Map<String, Value> wanted = converted(arguments);
    List<Object> successors = new ArrayList<>(1);
    try {
      IdThread.setCurrentState(from);
      actions.steps(
          from,
          action,
          wanted,
          (leaf, context, to) -> {
            successors.add(complete(leaf, to));
            return true;
          });
    } catch (RuntimeException | StackOverflowError e) {
      throw failure(from, e);
    }
    return successors;
  }

  private String known() {
    return "; it has "
        + String.join(", ", actions.actions().stream().map(ActionSignature::name).toList());
  }

  private Map<String, Value> converted(Map<String, ?> arguments) throws TlcException {
    Map<String, Value> wanted = new LinkedHashMap<>();
    for (Map.Entry<String, ?> argument : arguments.entrySet()) {
      try {
        wanted.put(argument.getKey(), values.of(argument.getValue()));
      } catch (IllegalArgumentException e) {
        throw new TlcException(
            TlcException.Kind.EVALUATION, "argument " + argument.getKey() + ": " + e.getMessage());
      }
    }
    return wanted;
  }

  private static Map<String, Object> arguments(ActionNode.Leaf leaf, Context context) {
    List<String> names = leaf.names();
    if (names.size() <= 1) {
      return names.isEmpty() ? Map.of() : Map.of(names.get(0), argument(leaf, context, 0));
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      arguments.put(names.get(i), argument(leaf, context, i));
    }
    return Collections.unmodifiableMap(arguments);
  }

  private static Object argument(ActionNode.Leaf leaf, Context context, int number) {
    return JdkValues.of(ActionTree.argument(context, leaf.parameters().get(number)));
  }

  private TLCState complete(ActionNode.Leaf leaf, TLCState to) {
    if (!tool.isGoodState(to)) {
      throw new IllegalStateException(
          leaf.action() + " leaves a variable without a next value: " + to.getUnassigned());
    }
    return to;
  }

  @Override
  public boolean inModel(Object state) throws TlcException {
    return guarded(() -> tool.isInModel((TLCState) state));
  }

  @Override
  public boolean inModel(Object from, Object to) throws TlcException {
    return guarded(() -> tool.isInActions((TLCState) from, (TLCState) to));
  }

  @Override
  public List<String> violated(Optional<Object> from, Object to) throws TlcException {
    TLCState state = (TLCState) to;
    return guarded(
        () -> {
          IdThread.setCurrentState(state);
          List<String> violated = new ArrayList<>();
          specification
              .properties()
              .forEach(
                  (name, parts) -> {
                    if (!holds(parts, from.map(TLCState.class::cast), state)) {
                      violated.add(name);
                    }
                  });
          return violated;
        });
  }

  private boolean holds(PropertyParts parts, Optional<TLCState> from, TLCState to) {
    for (Action invariant : parts.invariants()) {
      if (!tool.isValid(invariant, to)) {
        return false;
      }
    }
    if (from.isEmpty()) {
      return parts.inits().stream().allMatch(init -> tool.isValid(init, to));
    }
    TLCState before = from.get();
    return parts.actions().stream()
        .allMatch(step -> step.isValid(tool, before, before.fingerPrint(), to, to.fingerPrint()));
  }

  @Override
  public long fingerprint(Object state) {
    return ((TLCState) state).fingerPrint();
  }

  @Override
  public Map<String, Object> values(Object state) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (OpDeclNode variable : TLCState.vars) {
      UniqueString name = variable.getName();
      all.put(name.toString(), JdkValues.of(((TLCState) state).lookup(name)));
    }
    return all;
  }

  @Override
  public Map<String, String> text(Object state) {
    Map<String, String> all = new LinkedHashMap<>();
    for (OpDeclNode variable : TLCState.vars) {
      UniqueString name = variable.getName();
      all.put(name.toString(), JdkValues.text(((TLCState) state).lookup(name)));
    }
    return all;
  }

  @Override
  public Object state(Map<String, ?> wanted) throws TlcException {
    TLCState state = TLCState.Empty.createEmpty();
    List<String> known = variables();
    for (String name : wanted.keySet()) {
      if (!known.contains(name)) {
        throw new TlcException(TlcException.Kind.EVALUATION, module() + " has no variable " + name);
      }
    }
    for (String name : known) {
      Object value = wanted.get(name);
      if (value == null) {
        throw new TlcException(TlcException.Kind.EVALUATION, "variable " + name + " has no value");
      }
      try {
        state.bind(UniqueString.uniqueStringOf(name), values.of(value));
      } catch (IllegalArgumentException e) {
        throw new TlcException(
            TlcException.Kind.EVALUATION, "variable " + name + ": " + e.getMessage());
      }
    }
    return state;
  }

  @Override
  public Object evaluate(String operator, Object state) throws TlcException {
    OpDefNode definition = tool.getRootModule().getOpDef(operator);
    if (definition == null || definition.getArity() != 0 || definition.getLevel() > 1) {
      throw new TlcException(
          TlcException.Kind.EVALUATION,
          module() + " has no operator " + operator + " that is a value of one state");
    }
    return guarded(
        () -> {
          IdThread.setCurrentState((TLCState) state);
          return JdkValues.of(tool.eval(definition.getBody(), Context.Empty, (TLCState) state));
        });
  }

  private <T> T guarded(Supplier<T> evaluation) throws TlcException {
    try {
      return evaluation.get();
    } catch (RuntimeException | StackOverflowError e) {
      throw new TlcException(
          TlcException.Kind.EVALUATION, module() + ".tla: " + Inside.describe(e));
    }
  }

  /** Evaluates again with a tool that keeps a call stack, as TLC does, to learn the place. */
  private TlcException failure(TLCState from, Throwable cause) {
    CallStackTool stack = new CallStackTool(tool);
    String place = module() + ".tla";
    try {
      for (Action action : stack.getActions()) {
        stack.getNextStates(action, from);
      }
    } catch (RuntimeException | StackOverflowError again) {
      String innermost = Messages.innermostPlace(stack.toString());
      place = innermost.isEmpty() ? place : innermost;
    }
    return new TlcException(TlcException.Kind.EVALUATION, place + ": " + Inside.describe(cause));
  }
}
