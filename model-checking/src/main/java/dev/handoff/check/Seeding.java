package dev.handoff.check;

import dev.handoff.spec.Manifest;
import dev.handoff.spec.Mutant;
import dev.handoff.spec.Specifications;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Seeds an error into a copy of the specifications. */
public final class Seeding {
  private Seeding() {}

  /**
   * Copies the specifications and applies a mutant's edit.
   *
   * @param specifications left as they are
   * @param mutant the edit; its lines must occur exactly once
   * @param into an empty folder for the copy
   * @return the copy
   * @throws StaleMutantException if the lines do not occur exactly once
   * @throws IOException if the copy cannot be written
   */
  public static Specifications seed(Specifications specifications, Mutant mutant, Path into)
      throws StaleMutantException, IOException {
    List<String> mutated = apply(specifications, mutant);
    specifications.copyTo(into);
    Files.write(into.resolve(mutant.file()), mutated);
    return new Specifications(into, specifications.manifest());
  }

  /**
   * The lines of the mutated file.
   *
   * @throws StaleMutantException if the lines do not occur exactly once
   * @throws IOException if the file cannot be read
   */
  public static List<String> apply(Specifications specifications, Mutant mutant)
      throws StaleMutantException, IOException {
    List<String> lines = Files.readAllLines(specifications.folder().resolve(mutant.file()));
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i + mutant.replace().size() <= lines.size(); i++) {
      if (lines.subList(i, i + mutant.replace().size()).equals(mutant.replace())) {
        places.add(i);
      }
    }
    if (places.size() != 1) {
      throw new StaleMutantException(
          specifications.folder().resolve(Manifest.FILE_NAME)
              + ": mutants["
              + specifications.manifest().mutants().indexOf(mutant)
              + "].replace: occurs "
              + places.size()
              + " times in "
              + mutant.file()
              + ", must occur exactly once ("
              + mutant.id()
              + ")");
    }
    int place = places.get(0);
    List<String> mutated = new ArrayList<>(lines.subList(0, place));
    mutated.addAll(mutant.with());
    mutated.addAll(lines.subList(place + mutant.replace().size(), lines.size()));
    return List.copyOf(mutated);
  }

  /** The text that a mutant replaces is not there, or there more than once. */
  public static final class StaleMutantException extends Exception {
    private static final long serialVersionUID = 1L;

    StaleMutantException(String message) {
      super(message);
    }
  }
}
