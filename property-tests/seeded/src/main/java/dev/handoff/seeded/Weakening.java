package dev.handoff.seeded;

import java.util.ArrayList;
import java.util.List;

/**
 * A check, and a bug that it is there to find.
 *
 * @param check the class that says so by {@link Weakened}
 * @param bug the bug
 */
public record Weakening(Class<?> check, SeededBug bug) {
  /**
   * Returns what these checks say they find.
   *
   * @throws SeedingException if one names a bug that there is not, or none at all
   */
  public static List<Weakening> of(SeededBugs bugs, Iterable<Class<?>> checks)
      throws SeedingException {
    List<Weakening> weakenings = new ArrayList<>();
    for (Class<?> check : checks) {
      Weakened weakened = check.getAnnotation(Weakened.class);
      if (weakened == null) {
        continue;
      }
      if (weakened.value().length == 0) {
        throw new SeedingException(check.getName() + ": @Weakened names no bug");
      }
      for (String id : weakened.value()) {
        SeededBug bug =
            bugs.find(id)
                .orElseThrow(
                    () ->
                        new SeedingException(
                            check.getName() + ": @Weakened names " + id + ", which is no bug"));
        weakenings.add(new Weakening(check, bug));
      }
    }
    return List.copyOf(weakenings);
  }

  /** Returns the simple name of the check, and the bug's id: for the names of tests. */
  @Override
  public String toString() {
    String name = check.getName();
    return name.substring(name.lastIndexOf('.') + 1) + " with " + bug.id();
  }
}
