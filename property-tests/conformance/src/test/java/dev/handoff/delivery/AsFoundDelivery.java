package dev.handoff.delivery;

import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import dev.handoff.trace.EventSink;
import java.util.Map;
import java.util.Set;

/** The design as found: nobody acts on a failed write, and nobody is told. */
public final class AsFoundDelivery implements Flawed {
  @Override
  public String protocol() {
    return "delivery";
  }

  @Override
  public String design() {
    return "AsFound";
  }

  @Override
  public String scenario() {
    return "Stall";
  }

  @Override
  public String property() {
    return "NoSilentDrop";
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
    return FlawedDelivery.asFound(constants, EventSink.NONE);
  }
}
