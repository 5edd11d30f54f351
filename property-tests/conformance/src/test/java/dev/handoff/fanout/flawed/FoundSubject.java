package dev.handoff.fanout.flawed;

import dev.handoff.conformance.Subject;
import dev.handoff.tlc.Tla;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * A {@link FoundFanOut}, driven by the actions of its own module ({@code AsFound.tla}) or of the
 * reference's. The variables are the module's: {@code answer} is "silent" for each commit that was
 * announced, as {@code notify} says nothing; {@code log} has those that got into the queue; the
 * others are fields of the code.
 */
class FoundSubject implements Subject {
  /** Steps of the reference that this code knows nothing of. */
  private static final Set<String> UNKNOWN =
      Set.of("SaveCursor", "Resynchronise", "Rejoin", "Detach", "FinishShutdown");

  private final long commits;
  private final FoundFanOut fanOut;

  FoundSubject(Map<String, Object> constants, FoundFanOut fanOut) {
    this.commits = ((Set<?>) Objects.requireNonNull(constants.get("Commits"))).size();
    this.fanOut = fanOut;
  }

  @Override
  public final void apply(String action, Map<String, Object> arguments) {
    if (!UNKNOWN.contains(action) && !take(action, arguments)) {
      throw new AssertionError("the code does not take the step " + action + arguments);
    }
  }

  private boolean take(String action, Map<String, Object> arguments) {
    Object component = arguments.get("c");
    if (component != null) {
      return takeOf(action, fanOut.component((String) component));
    } else if (action.equals("Notify")) {
      return fanOut.announce(Tla.number(arguments, "k"));
    }
    return takeOfAll(action);
  }

  boolean takeOfAll(String action) {
    return switch (action) {
      case "TakeCommand" -> fanOut.takeCommand();
      case "RequestShutdown" -> fanOut.requestShutdown();
      case "RestartProcess" -> fanOut.restartProcess();
      default -> throw new AssertionError("no such action: " + action);
    };
  }

  boolean takeOf(String action, FoundComponent component) {
    return switch (action) {
      case "SendCommit" -> fanOut.sendCommit(component);
      case "SendStop" -> fanOut.sendStop(component);
      case "AwaitStopped" -> fanOut.awaitStopped(component);
      case "PanicOn" -> fanOut.panicOn(component);
      case "Apply" -> fanOut.handle(component);
      case "Stop" -> fanOut.stop(component);
      case "Crash" -> fanOut.crash(component);
      case "RestartComponent" -> fanOut.restart(component);
      case "Hang" -> fanOut.hang(component);
      case "Resume" -> fanOut.resume(component);
      default -> throw new AssertionError("no such action: " + action);
    };
  }

  @Override
  public Map<String, Object> state() {
    Map<String, Object> state = new HashMap<>();
    List<Object> answer = new ArrayList<>();
    for (long k = 1; k <= commits; k++) {
      answer.add(fanOut.ledger().contains(k) ? "silent" : "none");
    }
    state.put("answer", answer);
    state.put("log", fanOut.log());
    state.put("status", ofEach(component -> lowerCase(component.status())));
    state.put(
        "state",
        ofEach(
            component ->
                Map.of(
                    "applied", component.applied(),
                    "batches", component.batches(),
                    "time", component.time(),
                    "pressure", component.pressure())));
    state.put("shutdown", fanOut.shutdown());
    state.put("process", fanOut.isExited() ? "down" : "up");
    state.put("faults", fanOut.faults());
    state.put("queue", fanOut.queue());
    state.put("channel", ofEach(FoundComponent::channel));
    state.put(
        "coordinator",
        Map.of(
            "mode", lowerCase(fanOut.mode()),
            "command", fanOut.command().map(List::of).orElse(List.of()),
            "left", fanOut.left(),
            "awaiting", fanOut.isAwaiting()));
    return state;
  }

  private Map<String, Object> ofEach(Function<FoundComponent, Object> question) {
    return Map.of(
        "PC", question.apply(fanOut.component("PC")),
        "PM", question.apply(fanOut.component("PM")),
        "BG", question.apply(fanOut.component("BG")));
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
