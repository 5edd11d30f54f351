package dev.handoff.spec;

import java.util.List;
import java.util.Optional;

/**
 * An edit seeded into a specification: an error, which some property must notice, or one that
 * changes no behaviour, which none may.
 *
 * @param id {@code protocol/name}
 * @param file what is edited, relative to the manifest's folder
 * @param replace whole lines that occur exactly once in the file
 * @param with the lines that take their place
 * @param model the model, of the standard tier, that is run on the edited copy
 * @param noticedBy the properties that are violated then; empty exactly if the edit is equivalent
 * @param equivalent the argument why the edit changes no behaviour, if it does not
 * @param why the edit in one line
 */
public record Mutant(
    String id,
    String file,
    List<String> replace,
    List<String> with,
    ModelId model,
    List<String> noticedBy,
    Optional<String> equivalent,
    String why) {
  public Mutant {
    replace = List.copyOf(replace);
    with = List.copyOf(with);
    noticedBy = List.copyOf(noticedBy);
  }
}
