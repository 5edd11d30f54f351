package dev.handoff.shutdown.flawed;

import dev.handoff.trace.EventSink;

/**
 * The shutdown as found: the sender of the write queue is dropped, "close" is sent to the writer at
 * once, and nobody waits for anybody.
 */
final class AsFound extends FoundConnection {
  AsFound(FoundBounds bounds, EventSink events) {
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
