package dev.handoff.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.Receipt;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.fakes.FaultyStore;
import dev.handoff.fakes.FaultyStore.Plan;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.Size;

/**
 * Requests for one digest that are in flight together: at most one transaction is under way, and a
 * batch that is stored is not written again. The order of all loops and of the disk is jqwik's
 * choice. What it cannot show: threads.
 */
class OneDigestPropertyTest {
  private static final Bytes PAYLOAD = Bytes.utf8("the batch");

  /** Sees how many transactions are under way, and what was written. */
  private static final class Watched implements Store {
    final FaultyStore records;
    final List<Long> written = new ArrayList<>();
    final List<Boolean> puts = new ArrayList<>();
    int underWay;

    Watched(FaultyStore records) {
      this.records = records;
    }

    @Override
    public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
      assertThat(++underWay).as("transactions under way for one digest").isEqualTo(1);
      boolean put = transaction.get(0) instanceof Mutation.Put;
      puts.add(put);
      records.commit(
          transaction,
          result -> {
            underWay--;
            if (put && result instanceof WriteResult.Committed) {
              written.add(stored());
            }
            whenDone.accept(result);
          });
    }

    long stored() {
      return records.table(Records.TABLE).values().stream()
          .mapToLong(value -> value.buffer().getLong(1))
          .findFirst()
          .orElse(0);
    }

    @Override
    public Optional<Bytes> read(String table, Bytes key) throws StoreException {
      return records.read(table, key);
    }

    @Override
    public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor)
        throws StoreException {
      records.scan(table, visitor);
    }
  }

  /** A store, and a program that offers requests with these expirations at once. */
  private static final class Run {
    final ManualScheduler scheduler = new ManualScheduler();
    final FaultyStore records = new FaultyStore(scheduler);
    final Watched watched = new Watched(records);
    final List<Receipt> receipts = new ArrayList<>();
    final List<Long> sent = new ArrayList<>();
    final List<Long> announced = new ArrayList<>();

    void go(List<Long> expirations, List<Integer> choices) throws StoreException {
      BatchStore store =
          BatchStore.open(
              new BatchStoreSettings(
                  Map.of(World.AUTHOR, new Quota(1, 100, 100)),
                  0,
                  100,
                  1,
                  100,
                  Duration.ofNanos(1),
                  Duration.ofNanos(1)),
              new BatchStorePorts(
                  watched,
                  Digester.SHA_256,
                  message -> message,
                  signed -> {
                    assertThat(watched.stored())
                        .as("what is stored when the signature leaves")
                        .isGreaterThanOrEqualTo(signed.info().expiration());
                    sent.add(signed.info().expiration());
                  },
                  info -> announced.add(info.expiration()),
                  scheduler,
                  scheduler,
                  Metrics.NONE,
                  EventSink.NONE));
      for (long expiration : expirations) {
        receipts.addAll(store.persist(List.of(Batch.of(World.AUTHOR, PAYLOAD, expiration))));
      }
      for (int choice : choices) {
        if (scheduler.readyCount() > 0) {
          scheduler.run(choice % scheduler.readyCount());
        }
      }
      scheduler.advance(Duration.ofSeconds(1));
    }

    List<Fate> fates() {
      return receipts.stream().map(receipt -> receipt.fate().orElseThrow()).toList();
    }
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return Arbitraries.integers().between(0, 30).list().ofMaxSize(200);
  }

  @Provide
  Arbitrary<Long> expirations() {
    return Arbitraries.longs().between(1, 4);
  }

  @Provide
  Arbitrary<Tuple2<Integer, Plan>> faults() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.of(Plan.FAIL, Plan.APPLY_IN_DOUBT, Plan.FORGET_IN_DOUBT))
        .as(Tuple::of);
  }

  @Property(tries = 300)
  void eachLifeIsWrittenOnce(
      @ForAll @Size(min = 1, max = 12) List<@From("expirations") Long> expirations,
      @ForAll("choices") List<Integer> choices)
      throws StoreException {
    Run run = new Run();
    run.go(expirations, choices);
    assertThat(run.fates()).containsOnly(Fate.DELIVERED);
    assertThat(run.watched.written)
        .as("each write gives it a longer life")
        .isSorted()
        .doesNotHaveDuplicates()
        .last()
        .isEqualTo(expirations.stream().mapToLong(Long::longValue).max().orElseThrow());
    assertThat(run.watched.puts).as("nothing is removed").doesNotContain(false);
    assertThat(run.sent).containsExactlyInAnyOrderElementsOf(expirations);
    assertThat(run.announced).containsExactlyInAnyOrderElementsOf(expirations);
  }

  @Property(tries = 300)
  void aFailureIsItsOwnRequests(
      @ForAll @Size(min = 1, max = 12) List<@From("expirations") Long> expirations,
      @ForAll("choices") List<Integer> choices,
      @ForAll @Size(max = 4) List<@From("faults") Tuple2<Integer, Plan>> faults)
      throws StoreException {
    Run run = new Run();
    for (int i = 0; i < 10; i++) {
      int place = i;
      run.records.plan(
          faults.stream()
              .filter(fault -> fault.get1() == place)
              .map(Tuple2::get2)
              .findFirst()
              .orElse(Plan.COMMIT));
    }
    run.go(expirations, choices);
    long delivered = run.fates().stream().filter(Fate.DELIVERED::equals).count();
    assertThat(run.fates())
        .hasSize(expirations.size())
        .allMatch(fate -> fate instanceof Fate.Delivered || fate instanceof Fate.Undelivered);
    assertThat(run.sent).as("a signature for each delivery, and no other").hasSize((int) delivered);
    assertThat(run.announced).containsExactlyInAnyOrderElementsOf(run.sent);
    assertThat(run.watched.stored())
        .as("what is stored at the end keeps each promise")
        .isGreaterThanOrEqualTo(run.sent.stream().mapToLong(Long::longValue).max().orElse(0));
  }
}
