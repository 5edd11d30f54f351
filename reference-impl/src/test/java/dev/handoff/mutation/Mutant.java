package dev.handoff.mutation;

import java.util.regex.Pattern;

/**
 * One edit that PIT made, named so that lines may move and lambdas may be counted anew.
 *
 * <p>Immutable.
 *
 * @param type the class, from the package of the protocol on
 * @param method the method, or the one that the lambda is in
 * @param mutator PIT's name of the kind of edit
 * @param edit what PIT says that it did
 * @param place which one, of those that agree in all of the above, from 1, in the order of the code
 */
record Mutant(String type, String method, String mutator, String edit, int place) {
  private static final String BASE = "dev.handoff.";
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\d+");

  /** PIT says again there which method it is. */
  private static final Pattern METHOD_IN_TEXT = Pattern.compile(" for dev/handoff/\\S+$");

  /** Returns the mutant of what is in PIT's report. */
  static Mutant of(String type, String method, String mutator, String edit, int place) {
    return new Mutant(
        type.startsWith(BASE) ? type.substring(BASE.length()) : type,
        LAMBDA.matcher(method).replaceFirst("$1 (lambda)"),
        mutator.substring(mutator.lastIndexOf('.') + 1).replaceFirst("Mutator$", ""),
        METHOD_IN_TEXT.matcher(edit).replaceFirst("").replace("|", "\\|"),
        place);
  }

  /** Returns the first columns of its row in the list. */
  String row() {
    return "| `%s` | `%s` | %s | %s | %d |".formatted(type, method, mutator, edit, place);
  }
}
