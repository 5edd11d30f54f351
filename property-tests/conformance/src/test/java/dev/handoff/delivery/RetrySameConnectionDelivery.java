package dev.handoff.delivery;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import dev.handoff.trace.EventSink;
import java.util.Map;
import java.util.Set;

/** The application pushes what has failed again, onto a sink that still has it. */
public final class RetrySameConnectionDelivery implements Flawed {
  @Override
  public String protocol() {
    return "delivery";
  }

  @Override
  public String design() {
    return "RetrySameConnection";
  }

  @Override
  public String scenario() {
    return "Stall";
  }

  @Override
  public String property() {
    return "ExactlyOnce";
  }

  @Override
  public String reference() {
    return "PeerDelivery";
  }

  @Override
  public Set<String> compared() {
    return Set.of("status", "sink", "conn", "wire", "parser", "handedUp", "reading");
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return FlawedDelivery.retrySameConnection(constants, EventSink.NONE);
  }
}
