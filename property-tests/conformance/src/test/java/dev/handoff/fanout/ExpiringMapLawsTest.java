package dev.handoff.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An {@link ExpiringMap} is a map, and a search through it for what has expired. */
class ExpiringMapLawsTest {
  /** One use of the map. */
  sealed interface Use permits Put, PutIfLater, Remove, Look, Expire {}

  record Put(BatchInfo batch) implements Use {}

  record PutIfLater(BatchInfo batch) implements Use {}

  record Remove(int batch) implements Use {}

  record Look(int time) implements Use {}

  record Expire(int time) implements Use {}

  private static Arbitrary<BatchInfo> batches() {
    return Combinators.combine(Arbitraries.integers().between(1, 12), times())
        .as((name, expiration) -> Bench.batch(name, expiration));
  }

  private static Arbitrary<Integer> times() {
    return Arbitraries.integers().between(0, 30);
  }

  @Provide
  Arbitrary<List<Use>> uses() {
    return Arbitraries.<Use>oneOf(
            batches().map(Put::new),
            batches().map(PutIfLater::new),
            Arbitraries.integers().between(1, 12).map(Remove::new),
            times().map(Look::new),
            times().map(Expire::new))
        .list()
        .ofMaxSize(300);
  }

  @Property(tries = 500)
  void itIsAMapAndASearch(@ForAll("uses") List<Use> uses) {
    ExpiringMap<BatchInfo> map = new ExpiringMap<>(batch -> batch);
    Map<Object, BatchInfo> model = new LinkedHashMap<>();
    for (Use use : uses) {
      take(use, map, model);
      assertThat(map.size()).isEqualTo(model.size());
      assertThat(map.values()).containsExactlyInAnyOrderElementsOf(model.values());
    }
  }

  private static void take(Use use, ExpiringMap<BatchInfo> map, Map<Object, BatchInfo> model) {
    if (use instanceof Put put) {
      map.put(put.batch());
      model.put(put.batch().digest(), put.batch());
    } else if (use instanceof PutIfLater put) {
      map.putIfLater(put.batch());
      model.merge(put.batch().digest(), put.batch(), ExpiringMapLawsTest::later);
    } else if (use instanceof Remove remove) {
      assertThat(map.remove(Bench.digest(remove.batch())).isPresent())
          .isEqualTo(model.remove(Bench.digest(remove.batch())) != null);
    } else if (use instanceof Look look) {
      assertThat(map.expiredBy(look.time()))
          .containsExactlyInAnyOrderElementsOf(expired(model, look.time()))
          .isSortedAccordingTo(Comparator.comparingLong(BatchInfo::expiration));
    } else if (use instanceof Expire expire) {
      List<BatchInfo> expired = expired(model, expire.time());
      assertThat(map.removeExpiredBy(expire.time()))
          .isEqualTo(expired.stream().mapToLong(BatchInfo::expiration).max().orElse(0));
      model.values().removeAll(expired);
    }
  }

  private static BatchInfo later(BatchInfo one, BatchInfo other) {
    return one.expiration() < other.expiration() ? other : one;
  }

  private static List<BatchInfo> expired(Map<Object, BatchInfo> model, long time) {
    List<BatchInfo> expired = new ArrayList<>(model.values());
    expired.removeIf(batch -> batch.expiration() > time);
    return expired;
  }

  @Provide
  Arbitrary<List<Commit>> commits() {
    return Combinators.combine(times(), batches().list().ofMaxSize(3))
        .as((time, infos) -> new Commit(time, infos))
        .list()
        .ofMaxSize(40);
  }

  /** In whichever order commits took effect: each batch until its latest expiration. */
  @Property(tries = 500)
  void aHistoryIsTheUnexpiredCommittedBatches(@ForAll("commits") List<Commit> commits) {
    CommitHistory history = new CommitHistory();
    Map<Object, BatchInfo> latest = new HashMap<>();
    long time = 0;
    for (Commit commit : commits) {
      history.honour(commit);
      time = Math.max(time, commit.timestamp());
      for (BatchInfo batch : commit.batches()) {
        latest.merge(batch.digest(), batch, ExpiringMapLawsTest::later);
      }
    }
    latest.values().removeAll(expired(latest, time));
    assertThat(history.committed()).containsExactlyInAnyOrderElementsOf(latest.values());
    assertThat(history.time()).isEqualTo(time);
    assertThat(history.applied()).isEqualTo(commits.size());
  }
}
