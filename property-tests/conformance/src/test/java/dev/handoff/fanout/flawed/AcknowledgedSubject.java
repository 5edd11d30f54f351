package dev.handoff.fanout.flawed;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An {@link AcknowledgedFanOut}, driven by the actions of its own module ({@code Acknowledged.tla})
 * or of the reference's. The variables are those of {@link FoundSubject}, and {@code due} and
 * {@code acknowledged}, fields of the code.
 */
final class AcknowledgedSubject extends FoundSubject {
  private final AcknowledgedFanOut fanOut;

  AcknowledgedSubject(Map<String, Object> constants, AcknowledgedFanOut fanOut) {
    super(constants, fanOut);
    this.fanOut = fanOut;
  }

  @Override
  boolean takeOfAll(String action) {
    return action.equals("AwaitProcessed") ? fanOut.awaitProcessed() : super.takeOfAll(action);
  }

  @Override
  boolean takeOf(String action, FoundComponent component) {
    return action.equals("Acknowledge")
        ? fanOut.acknowledge(component)
        : super.takeOf(action, component);
  }

  @Override
  public Map<String, Object> state() {
    Map<String, Object> state = super.state();
    Set<Object> acknowledged = new HashSet<>();
    for (long commit : fanOut.ledger()) {
      for (String component : List.of("PC", "PM", "BG")) {
        if (fanOut.hasAcknowledged(commit, component)) {
          acknowledged.add(List.of(commit, component));
        }
      }
    }
    state.put("due", fanOut.due());
    state.put("acknowledged", acknowledged);
    return state;
  }
}
