package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.StoreException.Kind;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.ThreadScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private static final GroupCommit.Bounds WIDE = new GroupCommit.Bounds(100, 10_000, 50, 5_000);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final Counters metrics = new Counters();
  private final List<List<String>> groups = new ArrayList<>();
  private final Map<String, WriteResult> results = new TreeMap<>();
  private final List<String> answeredAgain = new ArrayList<>();
  private Function<List<String>, WriteResult> disk = group -> WriteResult.COMMITTED;

  @AfterEach
  void nobodyWasAnsweredTwice() {
    assertThat(answeredAgain).isEmpty();
  }

  private GroupCommit commits(GroupCommit.Bounds bounds) {
    return new GroupCommit(
        group -> {
          List<String> keys =
              group.stream().map(transaction -> transaction.get(0).key().utf8()).toList();
          groups.add(keys);
          return disk.apply(keys);
        },
        bounds,
        scheduler,
        metrics);
  }

  private void commit(GroupCommit commits, String key, int valueBytes) {
    // What an owner throws reaches nobody here, so it is kept for the end.
    commits.commit(
        List.of(put(key, valueBytes)),
        result -> {
          if (results.put(key, result) != null) {
            answeredAgain.add(key);
          }
        });
  }

  private static Mutation put(String key, int valueBytes) {
    return new Mutation.Put("t", Bytes.utf8(key), Bytes.copyOf(new byte[valueBytes]));
  }

  private void commitAll(GroupCommit commits, String... keys) {
    for (String key : keys) {
      commit(commits, key, 10);
    }
  }

  private static WriteResult failed(Kind kind) {
    return new WriteResult.Failed(new StoreException(kind, "the test says so"));
  }

  private static Kind kindOf(Map<String, WriteResult> results, String key) {
    WriteResult result = results.getOrDefault(key, WriteResult.COMMITTED);
    assertThat(result).isInstanceOf(WriteResult.Failed.class);
    return ((WriteResult.Failed) result).cause().kind();
  }

  @Test
  void whatIsThereTogetherIsWrittenTogetherInTheOrderOfItsArrival() {
    GroupCommit commits = commits(WIDE);
    commitAll(commits, "a", "b", "c");
    assertThat(groups).isEmpty();
    assertThat(results).isEmpty();
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("a", "b", "c"));
    assertThat(results.values()).hasSize(3).containsOnly(WriteResult.COMMITTED);
    commitAll(commits, "d");
    scheduler.runAll();
    assertThat(groups).endsWith(List.of("d"));
  }

  @Test
  void nobodyIsToldOnTheStackOfCommit() {
    GroupCommit commits = commits(new GroupCommit.Bounds(1, 100, 1, 100));
    commitAll(commits, "a", "refused");
    assertThat(results).isEmpty();
    scheduler.runAll();
    assertThat(results).hasSize(2);
  }

  @Test
  void aGroupHasAtMostSoManyTransactions() {
    GroupCommit commits = commits(new GroupCommit.Bounds(100, 10_000, 2, 5_000));
    commitAll(commits, "a", "b", "c", "d", "e");
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
  }

  @Test
  void aGroupHasAtMostSoManyBytesAndALargerTransactionIsAlone() {
    GroupCommit commits = commits(new GroupCommit.Bounds(100, 10_000, 50, 100));
    commit(commits, "a", 49);
    commit(commits, "b", 49);
    commit(commits, "c", 1);
    commit(commits, "huge", 1_000);
    commit(commits, "d", 1);
    scheduler.runAll();
    assertThat(groups)
        .containsExactly(List.of("a", "b"), List.of("c"), List.of("huge"), List.of("d"));
  }

  @Test
  void deletesCountWithTheirKeys() {
    GroupCommit commits = commits(new GroupCommit.Bounds(100, 10_000, 50, 4));
    for (String key : new String[] {"aa", "bb", "cc"}) {
      commits.commit(
          List.of(new Mutation.Delete("t", Bytes.utf8(key))), result -> results.put(key, result));
    }
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("aa", "bb"), List.of("cc"));
  }

  @Test
  void aFullQueueRefusesAndLosesNothing() {
    GroupCommit commits = commits(new GroupCommit.Bounds(2, 10_000, 50, 5_000));
    commitAll(commits, "a", "b", "refused");
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("a", "b"));
    assertThat(kindOf(results, "refused")).isEqualTo(Kind.FULL);
    assertThat(metrics.failures())
        .containsExactly(Map.entry("protocol=\"store\",kind=\"refused-full\"", 1L));
    commitAll(commits, "later");
    scheduler.runAll();
    assertThat(results).containsEntry("later", WriteResult.COMMITTED);
  }

  @Test
  void theQueueIsBoundedInBytesButTakesAnythingAlone() {
    GroupCommit commits = commits(new GroupCommit.Bounds(10, 100, 50, 5_000));
    commit(commits, "huge", 1_000);
    commit(commits, "b", 1);
    scheduler.runAll();
    commit(commits, "c", 49);
    commit(commits, "d", 49);
    commit(commits, "e", 0);
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("huge"), List.of("c", "d"));
    assertThat(kindOf(results, "b")).isEqualTo(Kind.FULL);
    assertThat(kindOf(results, "e")).isEqualTo(Kind.FULL);
  }

  @Test
  void oneBadTransactionDoesNotFailItsNeighbours() {
    disk = group -> group.contains("bad") ? failed(Kind.FULL) : WriteResult.COMMITTED;
    GroupCommit commits = commits(WIDE);
    commitAll(commits, "a", "bad", "c");
    scheduler.runAll();
    assertThat(groups)
        .containsExactly(List.of("a", "bad", "c"), List.of("a"), List.of("bad"), List.of("c"));
    assertThat(results)
        .containsEntry("a", WriteResult.COMMITTED)
        .containsEntry("c", WriteResult.COMMITTED);
    assertThat(kindOf(results, "bad")).isEqualTo(Kind.FULL);
  }

  @Test
  void aTransactionThatFailsAloneIsNotTriedAgain() {
    disk = group -> failed(Kind.IO);
    GroupCommit commits = commits(WIDE);
    commitAll(commits, "a");
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("a"));
    assertThat(kindOf(results, "a")).isEqualTo(Kind.IO);
  }

  @Test
  void aFailureOfTheWholeStoreIsNotTriedAgainOneByOne() {
    for (Kind kind : new Kind[] {Kind.LOCKED, Kind.READ_ONLY, Kind.CLOSED, Kind.VERSION}) {
      groups.clear();
      results.clear();
      disk = group -> failed(kind);
      GroupCommit commits = commits(WIDE);
      commitAll(commits, "a", "b");
      scheduler.runAll();
      assertThat(groups).containsExactly(List.of("a", "b"));
      assertThat(kindOf(results, "a")).isEqualTo(kind);
      assertThat(kindOf(results, "b")).isEqualTo(kind);
    }
  }

  @Test
  void aGroupInDoubtIsNotTriedAgainAndAllHearOfTheDoubt() {
    WriteResult doubt = new WriteResult.InDoubt(new StoreException(Kind.IO, "sync failed"));
    disk = group -> doubt;
    GroupCommit commits = commits(WIDE);
    commitAll(commits, "a", "b");
    scheduler.runAll();
    assertThat(groups).hasSize(1);
    assertThat(results).hasSize(2).containsValue(doubt).containsEntry("a", doubt);
  }

  @Test
  void aJournalThatThrowsLeavesADoubtAndTheWriterGoesOn() {
    for (Throwable failure :
        new Throwable[] {new IllegalStateException("x"), new AssertionError()}) {
      results.clear();
      disk =
          group -> {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) failure;
          };
      GroupCommit commits = commits(WIDE);
      commitAll(commits, "a", "b");
      scheduler.runAll();
      assertThat(results.values())
          .hasSize(2)
          .allSatisfy(
              result ->
                  assertThat(result)
                      .isInstanceOfSatisfying(
                          WriteResult.InDoubt.class,
                          doubt -> assertThat(doubt.cause()).hasCause(failure)));
      disk = group -> WriteResult.COMMITTED;
      commitAll(commits, "c");
      scheduler.runAll();
      assertThat(results).containsEntry("c", WriteResult.COMMITTED);
    }
    assertThat(metrics.failures()).containsValue(2L).hasSize(1);
  }

  @Test
  void anOwnerThatThrowsDoesNotKeepTheOthersFromBeingTold() {
    List<Throwable> uncaught = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((where, failure) -> uncaught.add(failure));
    try {
      GroupCommit commits = commits(WIDE);
      commits.commit(
          List.of(put("a", 1)),
          result -> {
            throw new IllegalStateException("bad owner");
          });
      commitAll(commits, "b");
      commits.commit(
          List.of(put("c", 1)),
          result -> {
            throw new AssertionError("worse owner");
          });
      commitAll(commits, "d");
      scheduler.runAll();
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    assertThat(groups).containsExactly(List.of("a", "b", "c", "d"));
    assertThat(results).containsOnlyKeys("b", "d");
    assertThat(uncaught)
        .extracting(Throwable::getMessage)
        .containsExactly("bad owner", "worse owner");
  }

  @Test
  void anOwnerMayCommitAgainWhenItIsTold() {
    GroupCommit commits = commits(WIDE);
    commits.commit(List.of(put("a", 1)), result -> commitAll(commits, "next"));
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("a"), List.of("next"));
  }

  @Test
  void whatTheCallerDoesToItsListLaterChangesNothing() {
    GroupCommit commits = commits(WIDE);
    List<Mutation> mine = new ArrayList<>(List.of(put("a", 1)));
    commits.commit(mine, result -> results.put("a", result));
    mine.set(0, put("b", 1));
    scheduler.runAll();
    assertThat(groups).containsExactly(List.of("a"));
  }

  @Test
  void closingRefusesWhatComesAndWritesWhatWasAccepted() {
    GroupCommit commits = commits(new GroupCommit.Bounds(100, 10_000, 1, 5_000));
    commitAll(commits, "a", "b");
    CompletableFuture<Void> closed = commits.close().toCompletableFuture();
    commitAll(commits, "late");
    assertThat(closed).isNotDone();
    scheduler.runAll();
    assertThat(closed).isCompleted();
    assertThat(groups).containsExactly(List.of("a"), List.of("b"));
    assertThat(kindOf(results, "late")).isEqualTo(Kind.CLOSED);
    assertThat(results).hasSize(3);
    assertThat(commits.close().toCompletableFuture()).isCompleted();
    assertThat(scheduler.readyCount()).isZero();
  }

  @Test
  void closingAnIdleOneEnds() {
    CompletableFuture<Void> closed = commits(WIDE).close().toCompletableFuture();
    scheduler.runAll();
    assertThat(closed).isCompleted();
    assertThat(groups).isEmpty();
  }

  @Test
  void boundsAreChecked() {
    int[][] wrong = {{0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 0, 1}, {1, 1, 1, 0}};
    for (int[] w : wrong) {
      assertThatThrownBy(() -> new GroupCommit.Bounds(w[0], w[1], w[2], w[3]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new GroupCommit.Bounds(1, 1, 1, 1).groupBytes()).isEqualTo(1);
  }

  @Test
  void inRandomOrdersEveryTransactionIsAnsweredOnceAndTheJournalKeepsTheOrder() {
    for (long seed = 1; seed <= 200; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      ManualScheduler tasks = new ManualScheduler();
      GroupCommit.Bounds bounds =
          new GroupCommit.Bounds(
              1 + random.nextInt(6),
              1 + random.nextInt(200),
              1 + random.nextInt(4),
              1 + random.nextInt(100));
      List<Integer> journal = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      GroupCommit commits =
          new GroupCommit(
              group -> {
                sizes.add(group.size());
                int fault = random.nextInt(10);
                if (fault == 0) {
                  return failed(List.of(Kind.values()).get(random.nextInt(Kind.values().length)));
                } else if (fault == 1) {
                  return new WriteResult.InDoubt(new StoreException(Kind.IO, "doubt"));
                }
                group.forEach(t -> journal.add(Integer.parseInt(t.get(0).key().utf8())));
                return WriteResult.COMMITTED;
              },
              bounds,
              tasks,
              Metrics.NONE);
      Map<Integer, WriteResult> answers = new TreeMap<>();
      int offered = 0;
      boolean closed = false;
      for (int i = 0; i < 200; i++) {
        int choice = random.nextInt(20);
        if (choice == 0 && i > 150 && !closed) {
          closed = true;
          commits.close();
        } else if (choice < 11) {
          int number = offered++;
          commits.commit(
              List.of(put(String.valueOf(number), random.nextInt(60))),
              result -> {
                if (answers.put(number, result) != null) {
                  answeredAgain.add(String.valueOf(number));
                }
              });
        } else if (tasks.readyCount() > 0) {
          tasks.run(random.nextInt(tasks.readyCount()));
        }
      }
      CompletableFuture<Void> drained = commits.close().toCompletableFuture();
      tasks.runAll();
      assertThat(drained).as("seed %d", seed).isCompleted();
      assertThat(sizes)
          .as("seed %d", seed)
          .allSatisfy(size -> assertThat(size).isBetween(1, bounds.groupTransactions()));
      assertThat(answers).as("seed %d", seed).hasSize(offered);
      assertThat(journal).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
      List<Integer> told =
          answers.entrySet().stream()
              .filter(answer -> answer.getValue().equals(WriteResult.COMMITTED))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(journal).as("seed %d", seed).isEqualTo(told);
    }
  }

  @Test
  void withManyThreadsEveryTransactionIsAnsweredOnceAndGroupsNeverOverlap() throws Exception {
    int threads = 8;
    int each = 500;
    AtomicInteger writing = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    AtomicInteger groupCount = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch answered = new CountDownLatch(threads * each);
    try (ThreadScheduler pool = new ThreadScheduler("commit", 3)) {
      GroupCommit commits =
          new GroupCommit(
              group -> {
                if (writing.incrementAndGet() != 1) {
                  overlaps.incrementAndGet();
                }
                written.addAndGet(group.size());
                groupCount.incrementAndGet();
                writing.decrementAndGet();
                return WriteResult.COMMITTED;
              },
              new GroupCommit.Bounds(64, 1 << 20, 16, 1 << 20),
              pool,
              Metrics.NONE);
      List<Thread> committers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    commits.commit(
                        List.of(put("k", 1)),
                        result -> {
                          if (!result.equals(WriteResult.COMMITTED)) {
                            refused.incrementAndGet();
                          }
                          answered.countDown();
                        });
                  }
                });
        committers.add(thread);
        thread.start();
      }
      for (Thread thread : committers) {
        thread.join();
      }
      assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
      commits.close().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
    assertThat(overlaps).hasValue(0);
    assertThat(written.get() + refused.get()).isEqualTo(threads * each);
    assertThat(groupCount.get()).isBetween(1, written.get());
  }
}
