package dev.handoff.spec;

import java.util.List;

/**
 * An error seeded into a specification, which some property must notice.
 *
 * @param id {@code protocol/name}
 * @param file what is edited, relative to the manifest's folder
 * @param replace whole lines that occur exactly once in the file
 * @param with the lines that take their place
 * @param model the model, of the standard tier, that is run on the edited copy
 * @param noticedBy the properties that are violated then
 * @param why the mistake in one line
 */
public record Mutant(
    String id,
    String file,
    List<String> replace,
    List<String> with,
    ModelId model,
    List<String> noticedBy,
    String why) {
  public Mutant {
    replace = List.copyOf(replace);
    with = List.copyOf(with);
    noticedBy = List.copyOf(noticedBy);
  }
}
