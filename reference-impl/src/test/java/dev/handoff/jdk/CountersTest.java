package dev.handoff.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fate;
import dev.handoff.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {
  private final Counters counters = new Counters();

  @Test
  void fatesAreCountedByProtocolKindAndReason() {
    counters.fate("fanout", Fate.DELIVERED);
    counters.fate("fanout", new Fate.Delivered());
    counters.fate("fanout", new Fate.Refused(Reason.FULL));
    counters.fate("delivery", new Fate.Refused(Reason.FULL));
    counters.fate("fanout", new Fate.Undelivered(Reason.WRITE_FAILED));
    counters.fate("fanout", new Fate.Unknown(Reason.GIVEN_UP));
    assertThat(counters.count("fanout", Fate.DELIVERED)).isEqualTo(2);
    assertThat(counters.count("fanout", new Fate.Refused(Reason.FULL))).isEqualTo(1);
    assertThat(counters.count("fanout", new Fate.Refused(Reason.CLOSED))).isZero();
    assertThat(counters.count("fanout", new Fate.Unknown(Reason.FULL))).isZero();
    assertThat(counters.count("fanout", new Fate.Undelivered(Reason.WRITE_FAILED))).isEqualTo(1);
    assertThat(counters.count("nobody", Fate.DELIVERED)).isZero();
  }

  @Test
  void allCountsAreShownInTheFormatOfPrometheus() {
    counters.fate("delivery", new Fate.Unknown(Reason.GIVEN_UP));
    counters.fate("delivery", Fate.DELIVERED);
    counters.fate("delivery", Fate.DELIVERED);
    counters.fate("fanout", new Fate.Refused(Reason.OVER_QUOTA));
    counters.fate("fanout", new Fate.Undelivered(Reason.DEADLINE_PASSED));
    counters.failure("store", "write-full");
    assertThat(counters.prometheus())
        .isEqualTo(
            """
            # HELP handoff_fates_total Items that got their fate.
            # TYPE handoff_fates_total counter
            handoff_fates_total{protocol="delivery",fate="delivered"} 2
            handoff_fates_total{protocol="delivery",fate="unknown",reason="given_up"} 1
            handoff_fates_total{protocol="fanout",fate="refused",reason="over_quota"} 1
            handoff_fates_total{protocol="fanout",fate="undelivered",reason="deadline_passed"} 1
            # HELP handoff_failures_total Failures that were met.
            # TYPE handoff_failures_total counter
            handoff_failures_total{protocol="store",kind="write-full"} 1
            """);
  }

  @Test
  void withoutCountsTheFamiliesAreDeclared() {
    assertThat(counters.prometheus().lines()).hasSize(4).allMatch(line -> line.startsWith("# "));
    assertThat(counters.failures()).isEmpty();
  }

  @Test
  void labelsAreEscaped() {
    counters.failure("p\"q", "a\\b\nc");
    assertThat(counters.failures())
        .isEqualTo(Map.of("protocol=\"p\\\"q\",kind=\"a\\\\b\\nc\"", 1L));
  }

  @Test
  void nothingIsMissedWhenManyThreadsCount() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  counters.fate("p", Fate.DELIVERED);
                  counters.failure("p", "kind-" + i % 3);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counters.count("p", Fate.DELIVERED)).isEqualTo(40_000);
    assertThat(counters.failures().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(40_000);
  }
}
