package dev.handoff.delivery;

import dev.handoff.conformance.Decisions;
import dev.handoff.conformance.Reference;
import dev.handoff.conformance.Scale;
import dev.handoff.conformance.Subject;
import dev.handoff.tlc.Tla;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** {@code PeerDelivery.tla} and the session that implements it. */
public final class PeerDeliveryReference implements Reference {
  private static final Set<String> ALL_FAULTS = Set.of("stall", "reset", "sever", "encode", "io");

  private static final List<String> ALL =
      List.of(
          "TypeOK",
          "NoSilentDrop",
          "ExactlyOnce",
          "ExactlyOnceAtRest",
          "Fifo",
          "FrameIntegrity",
          "FailureVisible",
          "BoundedMemory");

  @Override
  public String protocol() {
    return "delivery";
  }

  @Override
  public String module() {
    return "PeerDelivery";
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return new PeerDeliverySubject(constants);
  }

  /**
   * What the two halves do of their own accord. Which message is next is theirs to say, and they
   * are asked for none.
   */
  @Override
  public Decisions decisions() {
    return Decisions.of(
            "Encode",
            "Flush",
            "TimeOutWrite",
            "WriteToBroken",
            "NoticeReset",
            "Connect",
            "Read",
            "ReadOld",
            "Take",
            "TakeOld",
            "TellDelivered",
            "TellUnknown")
        .choosing("Encode", "m")
        .choosing("Take", "m")
        .choosing("TakeOld", "m")
        .choosing("TellDelivered", "m")
        .choosing("TellUnknown", "m");
  }

  /**
   * In the second, {@code ExactlyOnce}, {@code ExactlyOnceAtRest} and {@code Fifo} are left to the
   * first and the third: they look at all pairs of messages, and there are too many.
   */
  @Override
  public List<Scale> scales() {
    return List.of(
        new Scale("many faults", constants(40, 8, 4, ALL_FAULTS, 30, false), ALL),
        new Scale(
            "many messages, a long outbox, a wide wire",
            constants(150, 64, 32, ALL_FAULTS, 20, false),
            List.of("TypeOK", "NoSilentDrop", "FrameIntegrity", "FailureVisible", "BoundedMemory")),
        new Scale("a receiver that stops at will", constants(40, 8, 4, Set.of(), 0, true), ALL));
  }

  private static Map<String, Object> constants(
      int messages, int capacity, int room, Set<String> faultKinds, int maxFaults, boolean evil) {
    return Map.of(
        "Messages",
        LongStream.rangeClosed(1, messages).boxed().collect(Collectors.toSet()),
        "Capacity",
        Tla.number(capacity),
        "HighWater",
        Tla.number(1),
        "SocketRoom",
        Tla.number(room),
        "FaultKinds",
        faultKinds,
        "MaxFaults",
        Tla.number(maxFaults),
        "Byzantine",
        evil,
        "Lingers",
        true);
  }

  /** An offer that is refused is a message less; giving up ends all but the refusals. */
  @Override
  public int weight(String action) {
    return switch (action) {
      case "GiveUp" -> 1;
      case "Refuse", "Stall", "Reset", "Sever", "FailWithIoError", "TimeOutWrite" -> 20;
      case "EncodeFails", "LoseOld" -> 50;
      case "Resume" -> 100;
      default -> 400;
    };
  }
}
