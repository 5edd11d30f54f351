package dev.handoff.conformance;

import dev.handoff.oracle.SpecStep;
import dev.handoff.tlc.TlcException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a behaviour that parts from the specification smaller, until to leave out any one step
 * makes it part no more: delta debugging (Zeller and Hildebrandt, 2002) over steps. A step that is
 * not enabled any more because an earlier one is gone, goes too.
 */
public final class Shrinker {
  private final Behaviour behaviour;
  private int attempts;

  public Shrinker(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  /**
   * The smallest that it finds; locally minimal.
   *
   * @param found a behaviour that parts
   */
  public Divergence shrink(Divergence found) throws TlcException {
    Divergence smallest = found;
    int piece = Math.max(1, found.steps().size() / 2);
    while (true) {
      Optional<Divergence> smaller = withoutOne(smallest, piece);
      if (smaller.isPresent()) {
        smallest = smaller.get();
        piece = Math.max(1, Math.min(piece, smallest.steps().size() / 2));
      } else if (piece == 1) {
        return smallest;
      } else {
        piece /= 2;
      }
    }
  }

  /** How many behaviours were tried. */
  public int attempts() {
    return attempts;
  }

  /** The first that still parts with one piece of that length left out, from the end on. */
  private Optional<Divergence> withoutOne(Divergence found, int piece) throws TlcException {
    List<SpecStep> steps = found.steps();
    // The last step is the one that parts, unless what parts was tried after it.
    int last = found.tried().isPresent() ? steps.size() : steps.size() - 1;
    for (int end = last; end > 0; end -= piece) {
      List<SpecStep> fewer = new ArrayList<>(steps.subList(0, Math.max(0, end - piece)));
      fewer.addAll(steps.subList(end, steps.size()));
      attempts++;
      Optional<Divergence> divergence = behaviour.attempt(fewer, found.tried());
      if (divergence.isPresent() && divergence.get().steps().size() < steps.size()) {
        return divergence;
      }
    }
    return Optional.empty();
  }
}
