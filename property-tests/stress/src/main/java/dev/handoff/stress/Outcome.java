package dev.handoff.stress;

import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.runners.TestConfig;

/** What came out of a race. */
record Outcome(
    long samples, boolean broken, Map<String, Long> allowed, Map<String, Long> forbidden) {
  /** Of a race that did not run. */
  static final Outcome NONE = new Outcome(0, true, Map.of(), Map.of());

  static Outcome of(TestResult result, TestConfig config) {
    result.setConfig(config);
    result.getMessages().forEach(System.out::println);
    return of(result);
  }

  static Outcome of(TestResult result) {
    Map<String, Long> allowed = new TreeMap<>();
    Map<String, Long> forbidden = new TreeMap<>();
    for (GradingResult each : result.grading().gradingResults.values()) {
      if (each.count > 0) {
        (each.expect == Expect.FORBIDDEN ? forbidden : allowed).put(each.id, each.count);
      }
    }
    boolean broken =
        switch (result.status()) {
          case NORMAL -> false;
          case API_MISMATCH, CHECK_TEST_ERROR, TIMEOUT_ERROR, TEST_ERROR, VM_ERROR -> true;
        };
    return new Outcome(result.getTotalCount(), broken, allowed, forbidden);
  }

  Outcome and(Outcome other) {
    return new Outcome(
        samples + other.samples,
        broken || other.broken,
        sum(allowed, other.allowed),
        sum(forbidden, other.forbidden));
  }

  boolean isSound() {
    return samples > 0 && !broken && !isForbidden();
  }

  boolean isForbidden() {
    return !forbidden.isEmpty();
  }

  private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> sum = new TreeMap<>(one);
    other.forEach((id, count) -> sum.merge(id, count, Long::sum));
    return sum;
  }
}
