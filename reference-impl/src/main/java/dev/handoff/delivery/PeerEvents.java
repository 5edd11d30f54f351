package dev.handoff.delivery;

import dev.handoff.trace.EventSink;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Passes on the events of one receiver's session, and with each the step of {@code
 * PeerIsolation.tla} that it is, with the receiver's number. There a message enters the pipe in one
 * step, which is its encoding; what happens between the sink and the acknowledgement is no step.
 *
 * <p>Immutable.
 */
final class PeerEvents implements EventSink {
  /** Which steps of the session are steps there, too. */
  private static final Map<String, String> STEPS =
      Map.of(
          "PeerDelivery!Accept", "PeerIsolation!Accept",
          "PeerDelivery!Refuse", "PeerIsolation!Refuse",
          "PeerDelivery!Encode", "PeerIsolation!Write",
          "PeerDelivery!TellDelivered", "PeerIsolation!TakeAndAcknowledge",
          "PeerDelivery!TimeOutWrite", "PeerIsolation!TimeOutWrite",
          "PeerDelivery!GiveUp", "PeerIsolation!GiveUp",
          "PeerDelivery!TellUnknown", "PeerIsolation!TellUnknown");

  private final int peer;
  private final EventSink events;

  PeerEvents(int peer, EventSink events) {
    this.peer = peer;
    this.events = events;
  }

  @Override
  public void record(String action, Object... arguments) {
    events.record(action, arguments);
    String step = STEPS.getOrDefault(action, "");
    if (step.equals("PeerIsolation!Accept") || step.equals("PeerIsolation!Refuse")) {
      events.record(step, Stream.concat(Arrays.stream(arguments), Stream.of(peer)).toArray());
    } else if (!step.isEmpty()) {
      events.record(step, peer);
    }
  }
}
