package dev.handoff.demo;

import dev.handoff.PeerId;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that befalls a validator during the demo.
 *
 * <p>Immutable.
 *
 * @param peer whom
 * @param at when, since the start
 * @param lasting for how long; zero for ever
 */
record FaultPlan(PeerId peer, Duration at, Duration lasting) {
  private static final Pattern FORM = Pattern.compile("(v[1-4])@(\\d{1,6})(?:\\+(\\d{1,6}))?");

  /**
   * Reads {@code PEER@SECONDS} or {@code PEER@SECONDS+SECONDS}.
   *
   * @throws IllegalArgumentException with one line that says what is right
   */
  static FaultPlan parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not PEER@SECONDS or PEER@SECONDS+SECONDS, e.g. v2@20 or v2@20+5; the peers are v1 to v4"
              .formatted(text));
    }
    return new FaultPlan(
        new PeerId(form.group(1)),
        Duration.ofSeconds(Long.parseLong(form.group(2))),
        Duration.ofSeconds(form.group(3) == null ? 0 : Long.parseLong(form.group(3))));
  }
}
