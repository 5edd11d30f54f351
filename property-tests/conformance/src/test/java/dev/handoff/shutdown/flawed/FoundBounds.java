package dev.handoff.shutdown.flawed;

import dev.handoff.tlc.Tla;
import java.util.List;
import java.util.Map;

/**
 * The bounds of a connection as found.
 *
 * @param fragments by message
 * @param requestCapacity in messages
 * @param writeCapacity in messages
 * @param channelCapacity in frames
 * @param sinkRoom how many frames fit into the sink before it must flush
 */
record FoundBounds(
    List<Long> fragments,
    long requestCapacity,
    long writeCapacity,
    long channelCapacity,
    long sinkRoom) {

  /** From the constants of the design's own module, or of the reference's. */
  static FoundBounds from(Map<String, Object> constants) {
    return new FoundBounds(
        Tla.numbers(constants, "Fragments"),
        Tla.number(constants, "RequestCapacity"),
        Tla.number(constants, "WriteCapacity"),
        Tla.number(constants, "ChannelCapacity"),
        constants.containsKey("SinkRoom") ? Tla.number(constants, "SinkRoom") : 1);
  }

  long fragments(long message) {
    return fragments.get((int) message - 1);
  }

  int messages() {
    return fragments.size();
  }
}
