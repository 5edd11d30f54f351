package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import dev.handoff.tlc.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private static Job job(String module, long weight) {
    return new Job(
        module + weight,
        new ModelRequest(module, "x.cfg", List.of(), List.of(), 0),
        weight,
        (model, watch) -> Fixtures.asFound());
  }

  private static final List<Job> JOBS =
      List.of(job("A", 10), job("B", 50_000), job("A", 90_000), job("C", 20), job("B", 60_000));

  @Test
  void aThreadStaysWithItsModuleLargestFirstThenTakesTheLargestModule() {
    JobQueue queue = new JobQueue(JOBS);
    List<String> order = new ArrayList<>();
    Optional<Integer> next = queue.next(Optional.empty());
    while (next.isPresent()) {
      order.add(JOBS.get(next.get()).label());
      next = queue.next(next);
    }
    assertThat(order).containsExactly("B60000", "B50000", "A90000", "A10", "C20");
  }

  @Test
  void aSecondThreadTakesAModuleOfItsOwnAndHelpsOnlyWhenNoneIsLeft() {
    JobQueue queue = new JobQueue(JOBS);
    int first = queue.next(Optional.empty()).orElseThrow();
    int second = queue.next(Optional.empty()).orElseThrow();
    assertThat(JOBS.get(first).label()).isEqualTo("B60000");
    assertThat(JOBS.get(second).label()).isEqualTo("A90000");
    int third = queue.next(Optional.empty()).orElseThrow();
    assertThat(JOBS.get(third).label()).isEqualTo("C20");
    // C is done, A and B are begun: the larger rest of them is B's.
    assertThat(JOBS.get(queue.next(Optional.of(third)).orElseThrow()).label()).isEqualTo("B50000");
    assertThat(JOBS.get(queue.next(Optional.of(second)).orElseThrow()).label()).isEqualTo("A10");
    assertThat(queue.next(Optional.of(first))).isEmpty();
  }
}
