package dev.handoff.delivery;

import dev.handoff.PeerId;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The n = 3f+1 validators of a round, of whom at most f are faulty, in the order of their numbers.
 *
 * <p>Immutable.
 *
 * @param validators who they are; the first has number 1
 */
public record Committee(List<PeerId> validators) {
  /**
   * Checks the number of the validators.
   *
   * @throws IllegalArgumentException if it is not 3f+1, or one is there twice
   */
  public Committee {
    validators = List.copyOf(validators);
    if (validators.size() % 3 != 1 || Set.copyOf(validators).size() != validators.size()) {
      throw new IllegalArgumentException(
          "a committee has 3f+1 distinct validators, not %s".formatted(validators));
    }
  }

  /** Returns f, how many may be faulty. */
  public int faults() {
    return (validators.size() - 1) / 3;
  }

  /** Returns how many voters are a quorum: 2f+1. */
  public int quorum() {
    return 2 * faults() + 1;
  }

  /** Returns whether this is one of the validators. */
  public boolean has(PeerId validator) {
    return validators.contains(validator);
  }

  /**
   * Returns the number of the validator, from 1 on.
   *
   * @throws IllegalArgumentException if it is none
   */
  public int number(PeerId validator) {
    int place = validators.indexOf(validator);
    if (place < 0) {
      throw new IllegalArgumentException("%s is not of the committee".formatted(validator));
    }
    return place + 1;
  }

  /** Returns to whom votes go: the leader and its f successors, one of whom at least is correct. */
  public List<PeerId> collectors(PeerId leader) {
    int first = number(leader) - 1;
    return IntStream.rangeClosed(0, faults())
        .mapToObj(k -> validators.get((first + k) % validators.size()))
        .toList();
  }
}
