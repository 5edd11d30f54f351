package dev.handoff.fanout;

import dev.handoff.Fate;
import dev.handoff.Metrics;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was counted. */
final class Tally implements Metrics {
  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  @Override
  public void fate(String protocol, Fate fate) {
    count(protocol + " " + fate);
  }

  @Override
  public void failure(String protocol, String kind) {
    count(protocol + " " + kind);
  }

  private void count(String what) {
    counts.computeIfAbsent(what, any -> new LongAdder()).increment();
  }

  long failures(String kind) {
    return sum("fanout " + kind);
  }

  long fates(Fate fate) {
    return sum("fanout " + fate);
  }

  private long sum(String what) {
    LongAdder sum = counts.get(what);
    return sum == null ? 0 : sum.sum();
  }
}
