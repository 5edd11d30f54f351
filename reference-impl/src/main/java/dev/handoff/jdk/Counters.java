package dev.handoff.jdk;

import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.Reason;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts in memory, and shows the counts as text in the format of Prometheus.
 *
 * <p>Thread-safe: concurrent map of adders; a sum that is read meanwhile may miss the latest.
 */
public final class Counters implements Metrics {
  /** Something that is counted. Its text is made when it is asked for, not each time it happens. */
  private sealed interface Counted {
    String labels();
  }

  private record Fated(String protocol, Fate fate) implements Counted {
    @Override
    public String labels() {
      if (fate instanceof Fate.Refused refused) {
        return labels("refused", refused.reason());
      } else if (fate instanceof Fate.Undelivered undelivered) {
        return labels("undelivered", undelivered.reason());
      } else if (fate instanceof Fate.Unknown unknown) {
        return labels("unknown", unknown.reason());
      }
      return "protocol=\"%s\",fate=\"delivered\"".formatted(escaped(protocol));
    }

    private String labels(String word, Reason reason) {
      return "protocol=\"%s\",fate=\"%s\",reason=\"%s\""
          .formatted(escaped(protocol), word, reason.name().toLowerCase(Locale.ROOT));
    }
  }

  private record Failed(String protocol, String kind) implements Counted {
    @Override
    public String labels() {
      return "protocol=\"%s\",kind=\"%s\"".formatted(escaped(protocol), escaped(kind));
    }
  }

  private final ConcurrentHashMap<Counted, LongAdder> fates = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Counted, LongAdder> failures = new ConcurrentHashMap<>();

  @Override
  public void fate(String protocol, Fate fate) {
    count(fates, new Fated(protocol, fate));
  }

  @Override
  public void failure(String protocol, String kind) {
    count(failures, new Failed(protocol, kind));
  }

  /** Returns how many items of the protocol got that fate. */
  public long count(String protocol, Fate fate) {
    LongAdder adder = fates.get(new Fated(protocol, fate));
    return adder == null ? 0 : adder.sum();
  }

  /** Returns how many failures were counted, by protocol and kind. */
  public Map<String, Long> failures() {
    return sums(failures);
  }

  /** Returns all counts in Prometheus' text format 0.0.4. */
  public String prometheus() {
    StringBuilder text = new StringBuilder();
    write(text, "handoff_fates_total", "Items that got their fate.", fates);
    write(text, "handoff_failures_total", "Failures that were met.", failures);
    return text.toString();
  }

  private static void write(
      StringBuilder text, String name, String help, ConcurrentHashMap<Counted, LongAdder> counts) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" counter\n");
    sums(counts)
        .forEach(
            (labels, sum) ->
                text.append(name).append('{').append(labels).append("} ").append(sum).append('\n'));
  }

  private static Map<String, Long> sums(ConcurrentHashMap<Counted, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((counted, adder) -> sums.put(counted.labels(), adder.sum()));
    return sums;
  }

  private static void count(ConcurrentHashMap<Counted, LongAdder> counts, Counted counted) {
    LongAdder adder = counts.get(counted);
    (adder == null ? counts.computeIfAbsent(counted, any -> new LongAdder()) : adder).increment();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
