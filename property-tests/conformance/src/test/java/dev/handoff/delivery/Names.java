package dev.handoff.delivery;

import dev.handoff.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The peers of a subject by their numbers in the specification, from 1 on.
 *
 * <p>The names are made once: to check a name takes longer than a step.
 */
final class Names {
  private static final int MOST = 100;
  private static final List<PeerId> PEERS =
      IntStream.rangeClosed(1, MOST).mapToObj("v%03d"::formatted).map(PeerId::new).toList();
  private static final Map<PeerId, Long> NUMBERS =
      IntStream.range(0, MOST).boxed().collect(Collectors.toMap(PEERS::get, i -> i + 1L));

  private Names() {}

  static PeerId peer(long number) {
    return PEERS.get((int) number - 1);
  }

  static List<PeerId> peers(int count) {
    return PEERS.subList(0, count);
  }

  static long number(PeerId peer) {
    return Objects.requireNonNull(NUMBERS.get(peer), () -> "no peer of these: " + peer);
  }
}
