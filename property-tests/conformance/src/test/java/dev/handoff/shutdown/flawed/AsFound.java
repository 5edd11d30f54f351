package dev.handoff.shutdown.flawed;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import dev.handoff.trace.EventSink;
import java.util.Map;
import java.util.Set;

/**
 * The shutdown as found: the sender of the write queue is dropped, "close" is sent to the writer at
 * once, and nobody waits for anybody.
 */
public final class AsFound implements Flawed {
  private static final class Connection extends FoundConnection {
    private Connection(FoundBounds bounds, EventSink events) {
      super(bounds, events);
    }

    @Override
    boolean beginClose() {
      if (actor != Actor.SERVING) {
        return false;
      }
      actor = Actor.SIGNALLED;
      record("BeginClose");
      return true;
    }
  }

  @Override
  public String protocol() {
    return "shutdown";
  }

  @Override
  public String design() {
    return "AsFound";
  }

  @Override
  public String scenario() {
    return "Reading";
  }

  @Override
  public String property() {
    return "NoSilentLoss";
  }

  @Override
  public String reference() {
    return "PeerShutdown";
  }

  @Override
  public Set<String> compared() {
    return Set.of("status", "wire");
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return start(constants, EventSink.NONE);
  }

  /** As {@link #start(Map)}; what the code does is recorded in the words of the reference. */
  public Subject start(Map<String, Object> constants, EventSink events) {
    return FoundSubject.of(new Connection(FoundBounds.from(constants), events), constants);
  }
}
