package dev.handoff.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Picks ids by pattern. A pattern names an id or its leading parts; {@code *} stands for any text
 * within a part, {@code **} for any text, {@code ?} for one character.
 */
public final class Selection {
  private static final int SUGGESTIONS = 3;

  private Selection() {}

  /**
   * The ids that at least one pattern matches, in the ids' order; all of them if there is no
   * pattern.
   *
   * @throws NoMatchException if a pattern matches none
   */
  public static Set<String> select(Collection<String> ids, List<String> patterns)
      throws NoMatchException {
    if (patterns.isEmpty()) {
      return new LinkedHashSet<>(ids);
    }
    Set<String> picked = new LinkedHashSet<>();
    for (String pattern : patterns) {
      List<String> matching = ids.stream().filter(regex(pattern).asMatchPredicate()).toList();
      if (matching.isEmpty()) {
        throw new NoMatchException(pattern, close(pattern, ids));
      }
      picked.addAll(matching);
    }
    Set<String> inOrder = new LinkedHashSet<>(ids);
    inOrder.retainAll(picked);
    return inOrder;
  }

  private static Pattern regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    String parts = pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
    for (int i = 0; i < parts.length(); i++) {
      char c = parts.charAt(i);
      if (parts.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex + "(/.*)?");
  }

  /** Ids, or their leading parts, that a person may have meant; the closest first. */
  public static List<String> close(String text, Collection<String> ids) {
    Set<String> candidates = new LinkedHashSet<>();
    for (String id : ids) {
      // A pattern of as many parts as the text has is what was meant.
      candidates.add(leading(id, text.chars().filter(c -> c == '/').count() + 1));
    }
    int best = candidates.stream().mapToInt(each -> distance(text, each)).min().orElse(0);
    return candidates.stream()
        .filter(
            candidate ->
                candidate.startsWith(text)
                    || distance(text, candidate) <= Math.max(2, candidate.length() / 3))
        .filter(candidate -> candidate.startsWith(text) || distance(text, candidate) <= best + 1)
        .sorted(Comparator.comparingInt(candidate -> distance(text, candidate)))
        .limit(SUGGESTIONS)
        .toList();
  }

  private static String leading(String id, long parts) {
    String[] all = id.split("/", -1);
    return String.join("/", List.of(all).subList(0, (int) Math.min(parts, all.length)));
  }

  /** How many characters must be inserted, deleted or replaced; case does not count. */
  static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }

  /** A pattern that matches nothing. The message is one line that suggests close ids. */
  public static final class NoMatchException extends Exception {
    private static final long serialVersionUID = 1L;

    NoMatchException(String pattern, List<String> close) {
      super(
          "nothing matches \""
              + pattern
              + "\""
              + (close.isEmpty()
                  ? "; see 'list'"
                  : "; did you mean " + String.join(" or ", close) + "?"));
    }
  }
}
