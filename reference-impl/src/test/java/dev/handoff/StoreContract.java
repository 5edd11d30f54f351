package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * What each {@link Store} keeps. An adapter's test extends this class, says how its store is made,
 * and gets all tests.
 */
public abstract class StoreContract {
  private static final long PATIENCE_SECONDS = 60;

  /** Returns the store under test; the same within a test. */
  protected abstract Store store() throws Exception;

  /**
   * Closes the store in order if that is something it does, and returns one on the same records.
   */
  protected abstract Store reopened() throws Exception;

  /** Commits, and waits for the result. */
  protected static WriteResult commit(Store store, Mutation... transaction) throws Exception {
    CompletableFuture<WriteResult> result = new CompletableFuture<>();
    store.commit(List.of(transaction), result::complete);
    return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Returns the records of a table in the order of a scan. */
  protected static List<Map.Entry<Bytes, Bytes>> records(Store store, String table)
      throws StoreException {
    List<Map.Entry<Bytes, Bytes>> records = new ArrayList<>();
    store.scan(table, (key, value) -> records.add(Map.entry(key, value)));
    return records;
  }

  protected static Mutation put(String table, String key, String value) {
    return new Mutation.Put(table, Bytes.utf8(key), Bytes.utf8(value));
  }

  protected static Mutation delete(String table, String key) {
    return new Mutation.Delete(table, Bytes.utf8(key));
  }

  @Test
  void whatIsCommittedIsReadAndSurvivesReopening() throws Exception {
    Store store = store();
    assertThat(commit(store, put("colours", "sky", "blue"))).isEqualTo(WriteResult.COMMITTED);
    assertThat(store.read("colours", Bytes.utf8("sky"))).contains(Bytes.utf8("blue"));
    assertThat(reopened().read("colours", Bytes.utf8("sky"))).contains(Bytes.utf8("blue"));
  }

  @Test
  void whatWasNeverWrittenIsNotThere() throws Exception {
    assertThat(store().read("nothing", Bytes.utf8("x"))).isEmpty();
    assertThat(records(store(), "nothing")).isEmpty();
    commit(store(), put("something", "y", "1"));
    assertThat(store().read("something", Bytes.utf8("x"))).isEmpty();
    assertThat(store().read("nothing", Bytes.utf8("y"))).isEmpty();
  }

  @Test
  void laterMutationsOfATransactionWin() throws Exception {
    commit(store(), put("t", "a", "1"), delete("t", "a"), put("t", "a", "2"), put("t", "b", "1"));
    commit(store(), delete("t", "b"), delete("t", "never"), put("t", "c", "3"), delete("u", "x"));
    assertThat(records(store(), "t"))
        .containsExactly(
            Map.entry(Bytes.utf8("a"), Bytes.utf8("2")),
            Map.entry(Bytes.utf8("c"), Bytes.utf8("3")));
  }

  @Test
  void anEmptyTransactionIsCommitted() throws Exception {
    assertThat(commit(store())).isEqualTo(WriteResult.COMMITTED);
  }

  @Test
  void tablesAreApart() throws Exception {
    commit(store(), put("a", "k", "1"), put("b", "k", "2"), put("select", "k", "3"));
    commit(store(), delete("a", "k"));
    assertThat(store().read("a", Bytes.utf8("k"))).isEmpty();
    assertThat(store().read("b", Bytes.utf8("k"))).contains(Bytes.utf8("2"));
    assertThat(store().read("select", Bytes.utf8("k"))).contains(Bytes.utf8("3"));
  }

  @Test
  void keysAndValuesAreAnyBytesAlsoNone() throws Exception {
    Bytes binary = Bytes.copyOf(new byte[] {0, -1, 39, 34, 0, 127, -128});
    commit(
        store(),
        new Mutation.Put("t", Bytes.EMPTY, binary),
        new Mutation.Put("t", binary, Bytes.EMPTY),
        new Mutation.Put("t", Bytes.of(7), Bytes.copyOf(new byte[300_000])));
    Store again = reopened();
    assertThat(again.read("t", Bytes.EMPTY)).contains(binary);
    assertThat(again.read("t", binary)).contains(Bytes.EMPTY);
    assertThat(again.read("t", Bytes.of(7)).orElseThrow().size()).isEqualTo(300_000);
  }

  @Test
  void aScanIsInTheOrderOfUnsignedBytes() throws Exception {
    byte[][] keys = {{-1}, {1, 0}, {1}, {}, {127}, {-128}, {0}, {1, -1}};
    for (byte[] key : keys) {
      commit(store(), new Mutation.Put("t", Bytes.copyOf(key), Bytes.EMPTY));
    }
    assertThat(records(store(), "t"))
        .extracting(Map.Entry::getKey)
        .extracting(Bytes::hex)
        .containsExactly("", "00", "01", "0100", "01ff", "7f", "80", "ff");
  }

  @Test
  void aScanSeesOneStateAndItsVisitorMayUseTheStore() throws Exception {
    commit(store(), put("t", "a", "1"), put("t", "b", "1"), put("t", "c", "1"));
    List<String> seen = new ArrayList<>();
    store()
        .scan(
            "t",
            (key, value) -> {
              try {
                commit(store(), put("t", "c", "2"), put("t", "d", "2"), delete("t", "b"));
                seen.add(
                    key.utf8() + value.utf8() + store().read("t", Bytes.utf8("d")).isPresent());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(seen).containsExactly("a1true", "b1true", "c1true");
    assertThat(records(store(), "t")).hasSize(3);
  }

  @Test
  void whatAVisitorThrowsReachesTheCallerAndTheStoreGoesOn() throws Exception {
    commit(store(), put("t", "a", "1"));
    assertThatThrownBy(
            () ->
                store()
                    .scan(
                        "t",
                        (key, value) -> {
                          throw new IllegalStateException("enough");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
    assertThat(commit(store(), put("t", "a", "2"))).isEqualTo(WriteResult.COMMITTED);
  }

  @Test
  void namesOfTablesAreChecked() throws Exception {
    Store store = store();
    for (String name : new String[] {"", "T", "a b", "a;drop", "a1", "x".repeat(49)}) {
      assertThatThrownBy(() -> store.read(name, Bytes.EMPTY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "'");
      assertThatThrownBy(() -> store.scan(name, (key, value) -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theOwnerIsNeverToldOnTheStackOfCommit() throws Exception {
    CompletableFuture<Thread> told = new CompletableFuture<>();
    store().commit(List.of(put("t", "a", "1")), result -> told.complete(Thread.currentThread()));
    assertThat(told.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
  }

  @Test
  void transactionsAreAtomicForReadersAndEachIsAnsweredOnce() throws Exception {
    Store store = store();
    int writers = 4;
    int rounds = 50;
    AtomicInteger answers = new AtomicInteger();
    CompletableFuture<Void> done = new CompletableFuture<>();
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String key = "w" + w;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  store.commit(
                      List.of(put("t", "total", key + i), put("t", key, key + i)),
                      result -> {
                        if (answers.incrementAndGet() == writers * rounds) {
                          done.complete(null);
                        }
                      });
                }
              });
      threads.add(thread);
      thread.start();
    }
    // The record of whoever wrote the total last is as new as the total.
    while (!done.isDone()) {
      Map<String, String> seen = new TreeMap<>();
      store.scan("t", (key, value) -> seen.put(key.utf8(), value.utf8()));
      Optional<String> total = Optional.ofNullable(seen.get("total"));
      total.ifPresent(last -> assertThat(seen.get(last.substring(0, 2))).isEqualTo(last));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(answers).hasValue(writers * rounds);
    for (int w = 0; w < writers; w++) {
      assertThat(store.read("t", Bytes.utf8("w" + w))).contains(Bytes.utf8("w" + w + "49"));
    }
  }

  @Test
  void randomTransactionsLeaveWhatAMapWouldHold() throws Exception {
    for (long seed : new long[] {1, 2, 20261121}) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      String table = "random_" + (char) ('a' + seed % 26);
      TreeMap<Bytes, Bytes> expected = new TreeMap<>();
      for (int i = 0; i < 60; i++) {
        List<Mutation> transaction = new ArrayList<>();
        for (int m = random.nextInt(6); m > 0; m--) {
          Bytes key = Bytes.of(random.nextInt(20));
          if (random.nextInt(3) == 0) {
            transaction.add(new Mutation.Delete(table, key));
            expected.remove(key);
          } else {
            byte[] value = new byte[random.nextInt(5000)];
            random.nextBytes(value);
            transaction.add(new Mutation.Put(table, key, Bytes.copyOf(value)));
            expected.put(key, Bytes.copyOf(value));
          }
        }
        assertThat(commit(store(), transaction.toArray(Mutation[]::new)))
            .as("seed %d", seed)
            .isEqualTo(WriteResult.COMMITTED);
      }
      assertThat(records(reopened(), table))
          .as("seed %d", seed)
          .containsExactlyElementsOf(expected.entrySet());
    }
  }
}
