package dev.handoff.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.GroupCommit;
import dev.handoff.GroupCommit.Bounds;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.fakes.ManualScheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/**
 * Group commit: each transaction has exactly one outcome, the outcome is the truth, a group is all
 * or nothing, and the order of the offers is that of the journal.
 */
class GroupCommitPropertyTest {
  /** What the journal does with a group. */
  enum Doing {
    COMMIT,
    FAIL,
    FAIL_READ_ONLY,
    DOUBT_WRITTEN,
    DOUBT_LOST,
    THROW
  }

  /** Offers some transactions of these sizes, then lets the writer run for some steps. */
  record Burst(List<Integer> sizes, int steps) {}

  /** Does what it is told, and remembers which transactions it has, in its order. */
  private static final class Journal implements GroupCommit.Journal {
    final Bounds bounds;
    final List<Doing> plan;
    final List<Integer> holds = new ArrayList<>();
    final List<Integer> asked = new ArrayList<>();
    int calls;

    Journal(Bounds bounds, List<Doing> plan) {
      this.bounds = bounds;
      this.plan = plan;
    }

    @Override
    public WriteResult write(List<List<Mutation>> group) {
      List<Integer> numbers = group.stream().map(GroupCommitPropertyTest::number).toList();
      checkBounds(group);
      asked.addAll(numbers);
      Doing doing = plan.isEmpty() ? Doing.COMMIT : plan.get(calls++ % plan.size());
      Statistics.label("journal").collect(doing, group.size() > 1 ? "group" : "one");
      if (doing == Doing.COMMIT || doing == Doing.DOUBT_WRITTEN) {
        holds.addAll(numbers);
      }
      return switch (doing) {
        case COMMIT -> WriteResult.COMMITTED;
        case FAIL -> new WriteResult.Failed(cause(StoreException.Kind.FULL));
        case FAIL_READ_ONLY -> new WriteResult.Failed(cause(StoreException.Kind.READ_ONLY));
        case DOUBT_WRITTEN, DOUBT_LOST -> new WriteResult.InDoubt(cause(StoreException.Kind.IO));
        case THROW -> throw new IllegalStateException("the journal throws as the test says");
      };
    }

    private void checkBounds(List<List<Mutation>> group) {
      assertThat(group).isNotEmpty().hasSizeLessThanOrEqualTo(bounds.groupTransactions());
      long bytes = group.stream().mapToLong(GroupCommitPropertyTest::bytes).sum();
      assertThat(group.size() == 1 || bytes <= bounds.groupBytes())
          .as("the group's bytes")
          .isTrue();
    }
  }

  private static StoreException cause(StoreException.Kind kind) {
    return new StoreException(kind, "this journal fails because the test says so");
  }

  private static int number(List<Mutation> transaction) {
    return Math.toIntExact(transaction.get(0).key().buffer().getLong(0));
  }

  private static long bytes(List<Mutation> transaction) {
    Mutation.Put put = (Mutation.Put) transaction.get(0);
    return (long) put.key().size() + put.value().size();
  }

  @Provide
  Arbitrary<Burst> bursts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 20).list().ofMinSize(1).ofMaxSize(8),
            Arbitraries.integers().between(0, 2))
        .as(Burst::new);
  }

  @Provide
  Arbitrary<Bounds> bounds() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 12),
            Arbitraries.longs().between(1, 400),
            Arbitraries.integers().between(1, 6),
            Arbitraries.longs().between(20, 150))
        .as(Bounds::new);
  }

  @Property(tries = 500)
  void eachTransactionHasOneOutcomeAndItIsTheTruth(
      @ForAll("bounds") Bounds bounds,
      @ForAll @Size(max = 10) List<@From("bursts") Burst> bursts,
      @ForAll @Size(max = 6) List<Doing> plan) {
    ManualScheduler scheduler = new ManualScheduler();
    Journal journal = new Journal(bounds, plan);
    GroupCommit commits = new GroupCommit(journal, bounds, scheduler, Metrics.NONE);
    Map<Integer, List<WriteResult>> outcomes = new HashMap<>();
    int offered = 0;
    for (Burst burst : bursts) {
      for (int size : burst.sizes()) {
        int number = offered++;
        Mutation put = new Mutation.Put("records", Bytes.of(number), Bytes.copyOf(new byte[size]));
        commits.commit(
            List.of(put),
            result -> outcomes.computeIfAbsent(number, any -> new ArrayList<>()).add(result));
        assertThat(outcomes).as("never on the caller's stack").doesNotContainKey(number);
      }
      for (int i = 0; i < burst.steps() && scheduler.readyCount() > 0; i++) {
        scheduler.run(0);
      }
    }
    boolean[] drained = new boolean[1];
    commits.close().thenRun(() -> drained[0] = true);
    scheduler.runAll();
    assertThat(drained[0]).as("all was written when it is closed").isTrue();
    assertThat(journal.holds).as("in the order of the offers, each once").isSorted();
    assertThat(new HashSet<>(journal.holds)).hasSameSizeAs(journal.holds);
    for (int number = 0; number < offered; number++) {
      List<WriteResult> results = Optional.ofNullable(outcomes.get(number)).orElse(List.of());
      assertThat(results).as("outcomes of %d", number).hasSize(1);
      boolean holds = journal.holds.contains(number);
      boolean asked = journal.asked.contains(number);
      if (results.get(0) instanceof WriteResult.Committed) {
        assertThat(holds).as("%d committed", number).isTrue();
      } else if (results.get(0) instanceof WriteResult.Failed) {
        assertThat(holds).as("%d failed", number).isFalse();
      } else {
        assertThat(asked).as("only the journal can leave %d in doubt", number).isTrue();
      }
    }
  }
}
