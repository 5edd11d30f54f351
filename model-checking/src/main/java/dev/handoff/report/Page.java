package dev.handoff.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page with generated parts, each between a line such as {@code <!-- scorecard fanout
 * -->} and a line {@code <!-- end -->}.
 */
public final class Page {
  private static final Pattern PART =
      Pattern.compile("(?ms)^<!-- (scorecard|claims) (\\S+) -->\\R(.*?)^<!-- end -->$");

  private Page() {}

  /**
   * A generated part.
   *
   * @param kind {@code scorecard} or {@code claims}
   * @param of a protocol's name, {@code all}, or a report's number
   */
  public record Part(String kind, String of) {}

  /** The parts that a page has. */
  public static List<Part> parts(String page) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(page);
    while (matcher.find()) {
      parts.add(new Part(matcher.group(1), matcher.group(2)));
    }
    return List.copyOf(parts);
  }

  /** The page with its parts generated anew; all else is left as it is. */
  public static String refresh(String page, Function<Part, String> generate) {
    return PART.matcher(page)
        .replaceAll(
            match -> {
              Part part = new Part(match.group(1), match.group(2));
              return Matcher.quoteReplacement(
                  "<!-- "
                      + part.kind()
                      + " "
                      + part.of()
                      + " -->\n"
                      + generate.apply(part)
                      + "<!-- end -->");
            });
  }
}
