package dev.handoff.tlc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tlc2.tool.TLCState;
import tlc2.tool.TLCStateInfo;
import tlc2.tool.impl.FastTool;
import tlc2.value.IValue;
import util.UniqueString;

/** Builds counterexamples with named steps out of TLC's states. */
final class Traces {
  private final FastTool tool;
  private final ActionTree actions;

  Traces(FastTool tool) {
    this.tool = tool;
    this.actions = ActionTreeBuilder.build(tool);
  }

  /**
   * The behaviour along a path of fingerprints, generated again from the specification, and one
   * state more if the last step led to a state outside of the path.
   */
  Trace along(long[] path, Optional<TLCState> last) {
    List<TLCState> states = new ArrayList<>();
    for (long fingerprint : path) {
      TLCStateInfo info =
          states.isEmpty()
              ? tool.getState(fingerprint)
              : tool.getState(fingerprint, states.get(states.size() - 1));
      if (info == null) {
        throw new IllegalStateException("a state of the counterexample could not be found again");
      }
      states.add(info.state);
    }
    last.ifPresent(
        state -> {
          // Under symmetry the path is of representatives: take the successor of the one at hand.
          TLCStateInfo again =
              states.isEmpty()
                  ? null
                  : tool.getState(state.fingerPrint(), states.get(states.size() - 1));
          states.add(again == null ? state : again.state);
        });
    return trace(states, Trace.Ending.END, -1);
  }

  /** The counterexample to a temporal property that TLC printed. */
  Trace printed(Messages messages) {
    List<TLCState> states = messages.states().stream().map(info -> info.state).toList();
    return trace(states, messages.ending(), messages.loopStart());
  }

  private Trace trace(List<TLCState> states, Trace.Ending ending, int loopStart) {
    List<Trace.State> all = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      Step step = i == 0 ? new Step("", Map.of()) : name(states.get(i - 1), states.get(i));
      all.add(state(states.get(i), step));
    }
    String back = "";
    if (ending == Trace.Ending.LOOP && loopStart >= 0 && loopStart < states.size()) {
      Step step = name(states.get(states.size() - 1), states.get(loopStart));
      back = step.toString();
    }
    return new Trace(List.copyOf(all), ending, loopStart, back);
  }

  /** The first step, in the order of the specification, from one state to the other. */
  private Step name(TLCState from, TLCState to) {
    long fingerprint = to.fingerPrint();
    Step[] found = {new Step("Next", Map.of())};
    actions.steps(
        from,
        (leaf, context, successor) -> {
          if (successor.fingerPrint() != fingerprint) {
            return true;
          }
          Map<String, String> arguments = new LinkedHashMap<>();
          for (int i = 0; i < leaf.names().size(); i++) {
            IValue value = ActionTree.argument(context, leaf.parameters().get(i));
            arguments.put(leaf.names().get(i), JdkValues.text(value));
          }
          found[0] = new Step(leaf.action(), arguments);
          return false;
        });
    return found[0];
  }

  /** A step's name and its arguments as TLA+ text. */
  private record Step(String action, Map<String, String> arguments) {
    @Override
    public String toString() {
      return arguments.isEmpty()
          ? action
          : action + "(" + String.join(", ", arguments.values()) + ")";
    }
  }

  private static Trace.State state(TLCState state, Step step) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, String> text = new LinkedHashMap<>();
    for (var variable : state.getVars()) {
      UniqueString name = variable.getName();
      IValue value = state.lookup(name);
      if (value != null) {
        values.put(name.toString(), JdkValues.of(value));
        text.put(name.toString(), JdkValues.text(value));
      }
    }
    return new Trace.State(step.action(), new LinkedHashMap<>(step.arguments()), values, text);
  }
}
