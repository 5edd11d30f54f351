package dev.handoff.delivery;

import dev.handoff.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The peers of a subject by their numbers in the specification, from 1 on; and its constants.
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
    return value(NUMBERS, peer, Long.class);
  }

  /** Returns a constant or an argument, which must be there and of that type. */
  static <T> T value(Map<?, ?> values, Object name, Class<T> type) {
    Object value = values.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("%s is %s, not a %s".formatted(name, value, type));
    }
    return type.cast(value);
  }

  static long number(Map<?, ?> values, String name) {
    return value(values, name, Long.class);
  }

  static Set<Long> numbers(Map<?, ?> values, String name) {
    return ((Set<?>) value(values, name, Set.class))
        .stream().map(Long.class::cast).collect(Collectors.toUnmodifiableSet());
  }
}
