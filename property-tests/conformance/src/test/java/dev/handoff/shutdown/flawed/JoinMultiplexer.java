package dev.handoff.shutdown.flawed;

import dev.handoff.trace.EventSink;

/**
 * The second remedy: the actor awaits the multiplexer before it tells the writer to close. What the
 * multiplexer has put into a channel is not written yet.
 */
final class JoinMultiplexer extends FoundConnection {
  JoinMultiplexer(FoundBounds bounds, EventSink events) {
    super(bounds, events);
  }

  @Override
  boolean beginClose() {
    if (actor != Actor.SERVING) {
      return false;
    }
    actor = Actor.CLOSING;
    record("BeginClose");
    return true;
  }

  @Override
  boolean signalClose() {
    if (actor != Actor.CLOSING || !writes.isEmpty() || !mux.isEmpty()) {
      return false;
    }
    actor = Actor.SIGNALLED;
    return true;
  }
}
