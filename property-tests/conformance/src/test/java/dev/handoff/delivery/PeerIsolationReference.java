package dev.handoff.delivery;

import dev.handoff.conformance.Decisions;
import dev.handoff.conformance.Reference;
import dev.handoff.conformance.Scale;
import dev.handoff.conformance.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** {@link Peers} implement {@code PeerIsolation.tla}. */
public final class PeerIsolationReference implements Reference {
  @Override
  public String protocol() {
    return "delivery";
  }

  @Override
  public String module() {
    return "PeerIsolation";
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return new PeerIsolationSubject(constants);
  }

  /** What the sessions do of their own accord. */
  @Override
  public Decisions decisions() {
    return Decisions.of("Write", "TakeAndAcknowledge", "TimeOutWrite", "TellUnknown");
  }

  @Override
  public List<Scale> scales() {
    return List.of(scale("long", 120, 2, 10, 3), scale("wide", 25, 7, 6, 4));
  }

  private static Scale scale(String name, int messages, int peers, int capacity, int pipeRoom) {
    return new Scale(
        name,
        Map.of(
            "Messages",
            numbers(messages),
            "Peers",
            numbers(peers),
            "Stuck",
            2L,
            "Capacity",
            (long) capacity,
            "PipeRoom",
            (long) pipeRoom),
        List.of("TypeOK", "NoSilentDrop", "BoundedMemory"));
  }

  private static Set<Long> numbers(int count) {
    return LongStream.rangeClosed(1, count).boxed().collect(Collectors.toUnmodifiableSet());
  }

  /** The stuck receiver, given up, has nothing more to show. */
  @Override
  public int weight(String action) {
    return action.equals("GiveUp") ? 1 : 10;
  }
}
