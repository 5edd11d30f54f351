package dev.handoff.check;

/**
 * A way in which a run is not as pinned.
 *
 * @param what a figure's or a property's name
 * @param pinned what the manifest says
 * @param found what the run showed
 */
public record Difference(String what, String pinned, String found) {
  @Override
  public String toString() {
    return what + ": pinned " + pinned + ", found " + found;
  }
}
