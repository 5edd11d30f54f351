package dev.handoff.shutdown;

import dev.handoff.conformance.Decisions;
import dev.handoff.conformance.Reference;
import dev.handoff.conformance.Scale;
import dev.handoff.conformance.Subject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code PeerShutdown.tla} and the package {@code dev.handoff.shutdown}. */
public final class PeerShutdownReference implements Reference {
  /** All that the models' configurations list. */
  private static final List<String> ALL =
      List.of(
          "TypeOK",
          "NoSilentLoss",
          "LatePushAnswered",
          "WholeOrReported",
          "OverflowVisible",
          "FifoPerChannel",
          "NoWriteAfterClose",
          "NoWriteAfterNotice",
          "BoundedShutdown",
          "NoDeadlock",
          "OneFate");

  /**
   * Without those that compare each frame with each other, or count the deliveries of each message,
   * in every state: the square of hundreds of frames, a thousand times in a behaviour. The small
   * queues judge these too.
   */
  private static final List<String> LINEAR =
      ALL.stream()
          .filter(name -> !name.equals("FifoPerChannel") && !name.equals("OneFate"))
          .toList();

  @Override
  public String protocol() {
    return "shutdown";
  }

  @Override
  public String module() {
    return "PeerShutdown";
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return new PeerShutdownSubject(constants);
  }

  /**
   * All but the offers, which are always answered. That the remote cannot stall is not the
   * implementation's to know; where it cannot, no model has a write that times out.
   */
  @Override
  public Decisions decisions() {
    return Decisions.of(
            "BeginClose",
            "Forward",
            "Fetch",
            "Send",
            "Encode",
            "Write",
            "Confirm",
            "TimeOutWrite",
            "Finish",
            "Abort",
            "PassDeadline",
            "Return",
            "Announce")
        .choosing("Return", "m");
  }

  /**
   * Small queues, in which most offers meet a full one; and a hundred messages in longer queues,
   * two fifths of them large ones.
   */
  @Override
  public List<Scale> scales() {
    return List.of(
        new Scale("small queues", constants(24, 3, 2, 1), ALL),
        new Scale("hundreds of frames", constants(100, 32, 16, 8), LINEAR));
  }

  private static Map<String, Object> constants(
      int count, long requests, long writes, long channels) {
    Set<Object> messages = new LinkedHashSet<>();
    List<Object> fragments = new ArrayList<>();
    for (long m = 1; m <= count; m++) {
      messages.add(m);
      // Two fragments at least: what fits into one is a small message.
      fragments.add(m % 5 == 2 ? 2L : m % 5 == 4 ? 2 + m % 7 : 0L);
    }
    return Map.of(
        "Messages", messages,
        "Fragments", fragments,
        "RequestCapacity", requests,
        "WriteCapacity", writes,
        "ChannelCapacity", channels,
        "MayStall", true);
  }

  /**
   * A close at every tenth step would leave no time for the rest; its deadline is to pass about as
   * often as not, before all is drained. Offers come twice as often as the queues can take them.
   */
  @Override
  public int weight(String action) {
    return switch (action) {
      case "BeginClose", "TimeOutWrite" -> 1;
      case "PassDeadline" -> 4;
      case "Offer" -> 40;
      default -> 100;
    };
  }
}
