package dev.handoff.delivery;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.conformance.Changes;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The events of a run of {@code PeerDelivery}, kept until it is over: only then is it known how
 * many faults there were, and a trace is allowed no more of them.
 *
 * <p>Three actions are hidden. Where bytes are moved, both sides have sections of their own and the
 * system is between them, so a read may be recorded before the write that it follows; and one call
 * moves any number of half-frames. A receiver cannot tell {@code Take} from {@code TakeOld} before
 * it has got the next connection. The specification begins with a connection, so recording does.
 *
 * <p>Thread-safe, guarded by this.
 */
final class TraceLog implements EventSink {
  private static final String PREFIX = "PeerDelivery!";
  private static final Set<String> HIDDEN = Set.of("Flush", "Read", "ReadOld");
  private static final Set<String> FAULTS =
      Set.of("Stall", "Reset", "Sever", "EncodeFails", "FailWithIoError");

  private record Event(String action, List<Object> arguments) {}

  private final List<Event> events = new ArrayList<>();
  private final Changes changes = new Changes();
  private boolean recording;

  synchronized void start() {
    recording = true;
  }

  @Override
  public synchronized void record(String action, Object... arguments) {
    String name = action.substring(PREFIX.length());
    if (recording && !HIDDEN.contains(name)) {
      events.add(new Event(name, Arrays.asList(arguments)));
    }
    changes.happened();
  }

  /** The environment has taken a step. */
  void environment(String action) {
    record(PREFIX + action);
  }

  /** Waits until the condition holds, which may change with any step, recorded or not. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    changes.await(what, condition);
  }

  synchronized long count(String action) {
    return events.stream().filter(event -> event.action().equals(action)).count();
  }

  /** Writes the trace, and forgets what comes later. */
  synchronized void write(Path file, int capacity, int socketRoom) throws IOException {
    recording = false;
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("handoff", "trace");
    header.put("version", 1);
    header.put("protocol", "delivery");
    header.put("module", "PeerDelivery");
    header.put("constants", constants(capacity, socketRoom));
    header.put("hidden", HIDDEN.stream().sorted().toList());
    List<String> lines = new ArrayList<>();
    lines.add(JSON.std.asString(header));
    for (Event event : events) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("seq", lines.size());
      line.put(
          "action", event.action().equals("Take") ? List.of("Take", "TakeOld") : event.action());
      if (!event.arguments().isEmpty()) {
        line.put("args", event.arguments());
      }
      lines.add(JSON.std.asString(line));
    }
    Files.write(file, lines);
  }

  private Map<String, String> constants(int capacity, int socketRoom) {
    Map<String, String> constants = new LinkedHashMap<>();
    constants.put("Messages", "1.." + (count("Accept") + count("Refuse")));
    constants.put("Capacity", Integer.toString(capacity));
    constants.put("HighWater", "1");
    constants.put("SocketRoom", Integer.toString(socketRoom));
    constants.put("FaultKinds", "{\"stall\", \"reset\", \"sever\", \"encode\", \"io\"}");
    constants.put(
        "MaxFaults",
        Long.toString(events.stream().filter(event -> FAULTS.contains(event.action())).count()));
    constants.put("Byzantine", "FALSE");
    constants.put("Lingers", "TRUE");
    return constants;
  }
}
