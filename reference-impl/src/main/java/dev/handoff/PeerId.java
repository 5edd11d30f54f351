package dev.handoff;

/**
 * The name of a peer.
 *
 * <p>Immutable.
 *
 * @param name up to {@value #MAX_LENGTH} letters, digits, dots, underscores and hyphens
 */
public record PeerId(String name) implements Comparable<PeerId> {
  /** The most characters of a name. */
  public static final int MAX_LENGTH = 64;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is empty, too long or has other characters
   */
  public PeerId {
    if (!name.matches("[A-Za-z0-9._-]{1,%d}".formatted(MAX_LENGTH))) {
      throw new IllegalArgumentException(
          "not the name of a peer: '%s'; use up to %d of A-Z a-z 0-9 . _ -"
              .formatted(name, MAX_LENGTH));
    }
  }

  @Override
  public int compareTo(PeerId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
