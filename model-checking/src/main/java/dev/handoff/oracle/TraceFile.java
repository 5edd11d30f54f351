package dev.handoff.oracle;

import java.nio.file.Path;
import java.util.List;

/**
 * A recorded run: NDJSON, version 1. The first line is the header, each further one an event.
 *
 * <pre>{@code
 * {"handoff":"trace","version":1,"protocol":"shutdown","module":"PeerShutdown",
 *  "constants":{"Messages":"1..50","ChannelCapacity":"4"},"hidden":["Write"]}
 * {"seq":1,"action":"Offer","args":[1]}
 * {"seq":2,"action":"BeginClose"}
 * {"seq":3,"action":["Receive","VoteByzantine"],"args":{"c":3},"state":{"actor":"\"closing\""}}
 * }</pre>
 *
 * (The header is one line too.) {@code constants} are TLA+ expressions, the values of {@code state}
 * values written out in TLA+. {@code args} are JSON: strings, whole numbers, booleans, arrays for
 * sequences, and {@code {"tla":"{1, 2}"}} for anything else; in the order of the parameters, and as
 * many as were observed, or an object by name.
 *
 * @param path the file
 * @param header its first line
 * @param events the others, at least one
 */
public record TraceFile(Path path, TraceHeader header, List<TraceEvent> events) {
  public TraceFile {
    events = List.copyOf(events);
  }

  /**
   * Reads a file.
   *
   * @throws TraceException if it cannot be read, or is not a trace of this version, complete and in
   *     sequence
   */
  public static TraceFile read(Path path) throws TraceException {
    return new TraceReader(path).read();
  }
}
