package dev.handoff.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * The quota's arithmetic and the expiration queue, in any order of charging, storing, prolonging,
 * giving up, collecting and restarting. What it cannot show: that the owner of a digest goes about
 * it in the right order, which is the specification's part.
 */
class CatalogPropertyTest {
  private static final Quota QUOTA = new Quota(4, 24, 12);

  /** What is done next to a batch. */
  enum Doing {
    RESERVE,
    PUBLISH,
    RELEASE,
    EVICT,
    FREE,
    RELOAD
  }

  record Move(Doing doing, int batch, int expiration) {}

  /** A catalog, and what must be in it. */
  private static final class Books {
    Catalog catalog = new Catalog(Map.of(World.AUTHOR, QUOTA));
    final Map<Integer, Batch> reserved = new HashMap<>();
    final Map<Integer, Entry> published = new HashMap<>();
    final Map<Integer, Entry> evicted = new HashMap<>();

    /** Makes the move if it is its turn; returns whether it was. */
    boolean make(Move move) {
      int b = move.batch();
      Batch batch = batch(b, move.expiration());
      return switch (move.doing()) {
        case RESERVE -> {
          boolean fits = catalog.fitsStore(batch);
          assertThat(fits).as("fits").isEqualTo(published.containsKey(b) || fits(batch));
          boolean enabled = fits && !reserved.containsKey(b) && !evicted.containsKey(b);
          if (enabled) {
            catalog.reserve(batch);
            reserved.put(b, batch);
          }
          yield enabled;
        }
        case PUBLISH -> {
          Optional<Batch> written = Optional.ofNullable(reserved.remove(b));
          written.ifPresent(known -> published.put(b, catalog.publish(known)));
          yield written.isPresent();
        }
        case RELEASE -> {
          Optional<Batch> failed = Optional.ofNullable(reserved.remove(b));
          failed.ifPresent(catalog::release);
          yield failed.isPresent();
        }
        case EVICT -> {
          Optional<Entry> due =
              reserved.containsKey(b) ? Optional.empty() : Optional.ofNullable(published.remove(b));
          due.ifPresent(
              entry -> {
                catalog.evict(entry);
                evicted.put(b, entry);
              });
          yield due.isPresent();
        }
        case FREE -> {
          Optional<Entry> deleted = Optional.ofNullable(evicted.remove(b));
          deleted.ifPresent(catalog::free);
          yield deleted.isPresent();
        }
        case RELOAD -> reload();
      };
    }

    private boolean fits(Batch batch) {
      Charge used = sum();
      return used.batches() < QUOTA.batches()
          && used.bytes() + batch.payload().size() <= QUOTA.bytes();
    }

    /** The node restarts on the records of what was published. */
    private boolean reload() {
      boolean hadSome = !published.isEmpty();
      Catalog found = new Catalog(Map.of(World.AUTHOR, QUOTA));
      published.entrySet().stream()
          .sorted(Comparator.comparing(entry -> entry.getValue().digest()))
          .forEach(entry -> found.load(batch(entry.getKey(), entry.getValue().expiration())));
      assertThat(found.shortage()).as("a node can start on what it stored").isEmpty();
      catalog = found;
      reserved.clear();
      evicted.clear();
      published.replaceAll((b, entry) -> catalog.find(entry.digest()).orElseThrow());
      return hadSome;
    }

    Charge sum() {
      Charge sum = Charge.NONE;
      for (Entry entry : published.values()) {
        sum = sum.plus(entry.charge());
      }
      for (Entry entry : evicted.values()) {
        sum = sum.plus(entry.charge());
      }
      for (Map.Entry<Integer, Batch> batch : reserved.entrySet()) {
        if (!published.containsKey(batch.getKey())) {
          sum = sum.plus(Charge.stored(batch.getValue().payload().size()));
        }
      }
      return sum;
    }

    void check() {
      Charge used = catalog.used(World.AUTHOR);
      assertThat(used).as("what is charged is the sum of what is held").isEqualTo(sum());
      assertThat(used.batches()).isBetween(0, QUOTA.batches());
      assertThat(used.bytes()).isBetween(0L, QUOTA.bytes());
      assertThat(used.memoryBytes()).isBetween(0L, QUOTA.memoryBytes());
      assertThat(new HashSet<>(catalog.cache().values()))
          .as("cached is what was published")
          .isEqualTo(Set.copyOf(published.values()));
      List<Entry> byExpiration = new ArrayList<>(published.values());
      byExpiration.sort(Comparator.comparingLong(Entry::expiration).thenComparing(Entry::digest));
      assertThat(List.copyOf(catalog.queue()))
          .as("one place in the queue for each, the first to expire first")
          .isEqualTo(byExpiration);
      assertThat(catalog.first()).isEqualTo(byExpiration.stream().findFirst());
    }
  }

  private static Batch batch(int number, long expiration) {
    return Batch.of(World.AUTHOR, Bytes.utf8("b".repeat(number + 2)), expiration);
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(8, Doing.RESERVE),
                Tuple.of(8, Doing.PUBLISH),
                Tuple.of(2, Doing.RELEASE),
                Tuple.of(6, Doing.EVICT),
                Tuple.of(6, Doing.FREE),
                Tuple.of(1, Doing.RELOAD)),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(1, 5))
        .as(Move::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(120);
  }

  @Property(tries = 400)
  void theBooksBalanceAfterEachMove(@ForAll("moves") List<Move> moves) {
    Books books = new Books();
    int made = 0;
    for (Move move : moves) {
      if (books.make(move)) {
        made++;
        Statistics.collect(move.doing());
      }
      books.check();
    }
    Statistics.label("moves made").collect(made == 0 ? "none" : made < 20 ? "some" : "many");
    Statistics.coverage(
        coverage ->
            List.of(Doing.values())
                .forEach(doing -> coverage.check(doing).count(count -> count > 0)));
    undoAll(books);
  }

  /** What was charged is free when nothing is left, whatever the order was. */
  private static void undoAll(Books books) {
    List.copyOf(books.reserved.keySet()).forEach(b -> books.make(new Move(Doing.RELEASE, b, 1)));
    List.copyOf(books.published.keySet()).forEach(b -> books.make(new Move(Doing.EVICT, b, 1)));
    List.copyOf(books.evicted.keySet()).forEach(b -> books.make(new Move(Doing.FREE, b, 1)));
    books.check();
    assertThat(books.catalog.used(World.AUTHOR)).isEqualTo(Charge.NONE);
  }

  @Property
  void chargesAddUpInAnyOrder(@ForAll List<Byte> sizes) {
    Charge sum = Charge.NONE;
    for (byte size : sizes) {
      sum = sum.plus(Charge.stored(size & 0xff));
    }
    List<Byte> shuffled = new ArrayList<>(sizes);
    shuffled.sort(Comparator.reverseOrder());
    for (byte size : shuffled) {
      sum = sum.minus(Charge.stored(size & 0xff));
    }
    assertThat(sum).isEqualTo(Charge.NONE);
  }
}
