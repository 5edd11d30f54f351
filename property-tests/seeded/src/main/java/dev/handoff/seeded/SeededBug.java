package dev.handoff.seeded;

/**
 * A mistake, as an edit of one source file.
 *
 * @param id protocol and name, such as {@code shutdown/confirm-before-flush}
 * @param file the file, from the kit's folder on
 * @param replace the lines that are replaced; they occur once in the file
 * @param with the lines that stand there instead
 * @param ordering whether only threads that race, or see memory in another order, can show it
 * @param why what the mistake is, and what it leads to
 */
public record SeededBug(
    String id, String file, String replace, String with, boolean ordering, String why) {

  /** Returns the protocol that the bug belongs to. */
  public String protocol() {
    return id.substring(0, id.indexOf('/'));
  }

  /**
   * Makes the mistake.
   *
   * @throws SeedingException if what is to be replaced occurs never, or more than once
   */
  public String in(String source) throws SeedingException {
    int place = source.indexOf(replace);
    if (place < 0) {
      throw new SeedingException(
          id + ": " + file + " has no such lines any more: the edit is to be written anew");
    }
    if (source.indexOf(replace, place + 1) >= 0) {
      throw new SeedingException(
          id + ": " + file + " has these lines more than once: give the edit more of them");
    }
    return source.substring(0, place) + with + source.substring(place + replace.length());
  }
}
