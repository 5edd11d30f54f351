package dev.handoff.shutdown.flawed;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import dev.handoff.spec.ModelId;
import dev.handoff.trace.EventSink;
import java.util.Map;
import java.util.Set;

/** The flawed designs of a connection's shutdown, to be caught. */
public final class FlawedShutdown {
  /** As found: nobody waits for anybody. */
  public static final Flawed AS_FOUND =
      new Flawed(
          new ModelId("shutdown", "AsFound", "Reading"),
          "NoSilentLoss",
          "PeerShutdown",
          Set.of("status", "wire"),
          constants -> asFound(constants, EventSink.NONE));

  /** The second remedy: what the multiplexer has put into a channel is not written yet. */
  public static final Flawed JOIN_MULTIPLEXER =
      new Flawed(
          new ModelId("shutdown", "JoinMultiplexer", "Reading"),
          "WholeOrReported",
          AS_FOUND.reference(),
          AS_FOUND.compared(),
          constants -> joinMultiplexer(constants, EventSink.NONE));

  private FlawedShutdown() {}

  /**
   * As {@link #AS_FOUND}.
   *
   * @param events told what the code does, in the words of the reference
   */
  static Subject asFound(Map<String, Object> constants, EventSink events) {
    return FoundSubject.of(new AsFound(FoundBounds.from(constants), events), constants);
  }

  /**
   * As {@link #JOIN_MULTIPLEXER}.
   *
   * @param events told what the code does, in the words of the reference
   */
  static Subject joinMultiplexer(Map<String, Object> constants, EventSink events) {
    return FoundSubject.of(new JoinMultiplexer(FoundBounds.from(constants), events), constants);
  }
}
