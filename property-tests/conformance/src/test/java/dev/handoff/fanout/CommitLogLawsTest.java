package dev.handoff.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The laws of the commit log and of its cursors, under all that can happen to components. */
class CommitLogLawsTest {
  /** What can happen next; what cannot be done then, does nothing. */
  enum Kind {
    NOTIFY,
    APPLY,
    SAVE_CURSOR,
    RESYNCHRONISE,
    REJOIN,
    HANG,
    RESUME,
    CRASH,
    RESTART,
    DETACH
  }

  /** Something that happens, to a component unless it is a notification. */
  record Happening(Kind kind, ComponentName component) {}

  @Provide
  Arbitrary<List<Happening>> happenings() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(6, Kind.NOTIFY),
            Tuple.of(12, Kind.APPLY),
            Tuple.of(12, Kind.SAVE_CURSOR),
            Tuple.of(3, Kind.RESYNCHRONISE),
            Tuple.of(3, Kind.REJOIN),
            Tuple.of(1, Kind.HANG),
            Tuple.of(2, Kind.RESUME),
            Tuple.of(1, Kind.CRASH),
            Tuple.of(2, Kind.RESTART),
            Tuple.of(1, Kind.DETACH));
    return Combinators.combine(kinds, Arbitraries.of(ComponentName.class))
        .as(Happening::new)
        .list()
        .ofMaxSize(200);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void theLawsHoldInMemory(
      @ForAll("happenings") List<Happening> happenings,
      @ForAll @IntRange(min = 1, max = 6) int bound) {
    new Laws(Bench.inMemory(Bench.SMALL.withLogBound(bound)), bound).go(happenings);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void theLawsHoldOnAStore(
      @ForAll("happenings") List<Happening> happenings,
      @ForAll @IntRange(min = 1, max = 6) int bound) {
    FanOutSettings settings =
        Bench.SMALL.withLogBound(bound).withStateKeeping(StateKeeping.DURABLE);
    new Laws(Bench.onStore(settings), bound).go(happenings);
  }

  private static final class Laws {
    private final Bench bench;
    private final int bound;
    private final List<Long> accepted = new ArrayList<>();
    private final Map<ComponentName, Long> cursors = new EnumMap<>(ComponentName.class);
    private long announced;
    private long base;

    private Laws(Bench bench, int bound) {
      this.bench = bench;
      this.bound = bound;
    }

    private void go(List<Happening> happenings) {
      for (Happening happening : happenings) {
        take(happening.kind(), happening.component());
        check();
      }
    }

    private void take(Kind kind, ComponentName component) {
      switch (kind) {
        case NOTIFY -> announce();
        case APPLY -> {
          bench.write(component);
          bench.apply(component);
        }
        case SAVE_CURSOR -> {
          bench.write(component);
          bench.saveCursor(component);
        }
        case RESYNCHRONISE -> {
          bench.resynchronise(component);
          bench.write(component);
        }
        case REJOIN -> {
          bench.write(component);
          bench.rejoin(component);
        }
        case HANG -> bench.hang(component);
        case RESUME -> bench.resume(component);
        case CRASH -> bench.crash(component);
        case RESTART -> bench.restart(component);
        case DETACH -> bench.detach(component);
      }
    }

    /** Refuses exactly at the bound: nothing else may keep a commit out here. */
    private void announce() {
      long before = bench.log().end();
      boolean isFull = before - bench.log().base() >= bound;
      long k = ++announced;
      // Each commit's batch expires with the next, so that the memory of batches is never full.
      CommitReceipt receipt = bench.fanOut().notify(Bench.commit(k, Bench.batch(k, k + 1)));
      bench.disk.runAll();
      assertThat(receipt.isAccepted()).isEqualTo(!isFull);
      assertThat(bench.log().end()).isEqualTo(isFull ? before : before + 1);
      if (receipt.isAccepted()) {
        accepted.add(k);
      }
    }

    private void check() {
      CommitLog log = bench.log();
      assertThat(log.end()).isEqualTo(accepted.size());
      long slowest = log.end();
      for (Member member : log.members()) {
        long cursor = member.cursor();
        assertThat(cursor)
            .as("a cursor never goes back")
            .isGreaterThanOrEqualTo(cursors.getOrDefault(member.name(), 0L));
        assertThat(cursor).isLessThanOrEqualTo(member.position());
        assertThat(member.position()).isLessThanOrEqualTo(log.end());
        cursors.put(member.name(), cursor);
        if (member.isAttached()) {
          slowest = Math.min(slowest, cursor);
          for (long entry = cursor; entry < log.end(); entry++) {
            assertThat(log.entry(entry).timestamp())
                .as("what an attached component needs is there")
                .isEqualTo(accepted.get((int) entry));
          }
        }
      }
      assertThat(log.base()).as("the base is the slowest attached cursor").isEqualTo(slowest);
      assertThat(slowest).as("the base never goes back").isGreaterThanOrEqualTo(base);
      assertThat(log.end() - slowest).isLessThanOrEqualTo(bound);
      base = slowest;
    }
  }
}
