package dev.handoff.delivery;

import dev.handoff.tlc.Tla;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code PeerLink.tla} says of the environment, for all designs in Java: the present
 * connection, the one before, whether the receiver reads, and how many faults are left.
 *
 * <table>
 * <caption>Projection</caption>
 * <tr><th>variable</th><th>where it is read from</th></tr>
 * <tr><td>conn</td><td>down if the sender has none, broken if the pipe was reset, else up</td></tr>
 * <tr><td>wire, acks</td><td>what the present pipe carries either way, by its bytes</td></tr>
 * <tr><td>parser</td><td>what the receiver has read of the present pipe, until its parser says that
 * the frame has left it</td></tr>
 * <tr><td>old</td><td>the same of the pipe before, or of the present one once its sender has ended
 * it; nothing if the end of no frame can come any more, as {@code Leftover} says</td></tr>
 * <tr><td>reading, faults</td><td>tracked: they are the environment's, and no code knows
 * them</td></tr>
 * </table>
 */
final class Network {
  private static final Map<String, Object> NO_BYTES =
      Map.of("wire", List.of(), "parser", List.of());

  private final int room;
  private final boolean lingers;
  private final boolean byzantine;
  private HalfPipe present;
  private HalfPipe before;
  private boolean reading = true;
  private long faults;

  Network(Map<String, Object> constants) {
    room = Math.toIntExact(Tla.number(constants, "SocketRoom"));
    lingers = Tla.value(constants, "Lingers", Boolean.class);
    byzantine = Tla.value(constants, "Byzantine", Boolean.class);
    faults = Tla.number(constants, "MaxFaults");
    present = new HalfPipe(room, lingers);
    before = new HalfPipe(room, lingers);
  }

  /** The present connection; the one that was is still readable if it lingers. */
  HalfPipe present() {
    return present;
  }

  boolean isReading() {
    return reading;
  }

  /**
   * Returns whether anything is unread of the connection before, also what the specification leaves
   * out because it cannot become whole.
   *
   * @param inUse whether the sender has a connection; if not, the last one is the one before
   */
  boolean hasUnreadOld(boolean inUse) {
    return (inUse ? before : present).wire().iterator().hasNext();
  }

  /** Opens a connection, which is the present one from now on. */
  HalfPipe open() {
    before = present;
    present = new HalfPipe(room, lingers);
    return present;
  }

  // Environment.

  void stall() {
    reading = false;
    if (!byzantine) {
      spend();
    }
  }

  void resume() {
    reading = true;
  }

  void reset() {
    present.reset();
    spend();
  }

  /**
   * Loses what is unread of the connection before.
   *
   * @param inUse whether the sender has a connection; if not, the last one is the one before
   */
  void loseOld(boolean inUse) {
    (inUse ? before : present).lose();
  }

  /** A fault has happened. */
  void spend() {
    faults--;
  }

  /**
   * Adds the environment's variables.
   *
   * @param inUse whether the sender has a connection
   * @param isWhole whether the receiver has a whole frame of the present pipe
   * @param isOldWhole the same of the pipe before
   */
  void project(Map<String, Object> into, boolean inUse, boolean isWhole, boolean isOldWhole) {
    into.put("conn", inUse ? present.isBroken() ? "broken" : "up" : "down");
    into.put("wire", inUse ? HalfFrame.values(present.wire()) : List.of());
    into.put("parser", inUse ? HalfFrame.values(present.parser(isWhole)) : List.of());
    into.put("acks", inUse ? present.acks() : List.of());
    into.put("old", inUse ? leftover(before, isOldWhole) : leftover(present, isWhole));
    into.put("reading", reading);
    into.put("faults", faults);
  }

  private static Map<String, Object> leftover(HalfPipe pipe, boolean isWhole) {
    List<HalfFrame> parser = pipe.parser(isWhole);
    boolean mayBecomeWhole = parser.size() == 2;
    for (HalfFrame piece : pipe.wire()) {
      mayBecomeWhole |= piece.isSecond();
    }
    return mayBecomeWhole
        ? Map.of("wire", HalfFrame.values(pipe.wire()), "parser", HalfFrame.values(parser))
        : NO_BYTES;
  }

  /** The messages that were handed up; a third time would tell nothing that the second did not. */
  static List<Object> handedUp(List<Long> numbers) {
    List<Object> shown = new ArrayList<>(numbers.size());
    for (Long number : numbers) {
      if (shown.indexOf(number) == shown.lastIndexOf(number)) {
        shown.add(Tla.number(number));
      }
    }
    return shown;
  }
}
