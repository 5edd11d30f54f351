package dev.handoff.oracle;

import dev.handoff.spec.Tier;
import dev.handoff.tlc.TlaText;
import dev.handoff.tlc.TlcException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Behaviours of a model by chance, and what is almost one. */
final class RandomTraces {
  final SpecOracle oracle;
  private final String model;
  private final Random random;

  RandomTraces(Oracles oracles, String model, long seed) throws TlcException {
    this.oracle = oracles.model(Tier.STANDARD, model);
    this.model = model;
    this.random = new Random(seed);
  }

  /** A header with the model's constants. */
  TraceHeader header(String module, String... hidden) throws TlcException {
    Map<String, String> constants = new LinkedHashMap<>();
    oracle.constants().forEach((name, value) -> constants.put(name, TlaText.expression(value)));
    constants.remove("CommitCount"); // of the models of the fan-out, not of its module
    return new TraceHeader(model.split("/", 2)[0], module, constants, List.of(hidden));
  }

  /** A behaviour of at most so many steps. */
  List<SpecStep> walk(int length) throws TlcException {
    List<SpecStep> walk = new ArrayList<>();
    SpecState state = oracle.initialStates().get(0);
    while (walk.size() < length) {
      List<SpecStep> steps = oracle.steps(state);
      if (steps.isEmpty()) {
        break;
      }
      SpecStep step = steps.get(random.nextInt(steps.size()));
      walk.add(step);
      state = step.to();
    }
    return walk;
  }

  /** The behaviour with one step replaced by one that is not possible there, if there is such. */
  Optional<List<SpecStep>> spoiled(List<SpecStep> walk, int at) throws TlcException {
    SpecState before = at == 0 ? oracle.initialStates().get(0) : walk.get(at - 1).to();
    for (SpecStep other : walk) {
      if (oracle.step(before, other.action(), other.arguments()).isEmpty()) {
        List<SpecStep> spoiled = new ArrayList<>(walk);
        spoiled.set(at, other);
        return Optional.of(spoiled);
      }
    }
    return Optional.empty();
  }
}
