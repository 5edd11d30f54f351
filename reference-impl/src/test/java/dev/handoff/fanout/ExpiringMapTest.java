package dev.handoff.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiringMapTest {
  private final ExpiringMap<BatchInfo> map = new ExpiringMap<>(batch -> batch);

  private static BatchInfo batch(int name, long expiration) {
    return new BatchInfo(Digest.of(Bytes.of(name)), expiration);
  }

  @Test
  void valuesAreInTheOrderOfTheirArrivalWhicheverExpiresFirst() {
    map.put(batch(1, 9));
    map.put(batch(2, 3));
    map.put(batch(3, 6));
    assertThat(map.values()).containsExactly(batch(1, 9), batch(2, 3), batch(3, 6));
    assertThat(map.expiredBy(6)).containsExactly(batch(2, 3), batch(3, 6));
    assertThat(map.size()).isEqualTo(3);
  }

  @Test
  void oneThatCameAgainExpiresOnceAndAtItsLastExpiration() {
    map.put(batch(1, 3));
    map.remove(batch(1, 3).digest());
    map.put(batch(1, 3));
    map.put(batch(2, 3));
    map.put(batch(2, 5));
    assertThat(map.expiredBy(3)).containsExactly(batch(1, 3));
    assertThat(map.expiredBy(5)).containsExactly(batch(1, 3), batch(2, 5));
    assertThat(map.removeExpiredBy(4)).isEqualTo(3);
    assertThat(map.removeExpiredBy(4)).isZero();
    assertThat(map.values()).containsExactly(batch(2, 5));
  }

  @Test
  void oneObjectThatComesAgainAndAgainExpiresOnce() {
    BatchInfo same = batch(1, 3);
    for (int i = 0; i < 200; i++) {
      map.put(same);
      map.remove(same.digest());
    }
    map.put(same);
    map.put(same);
    assertThat(map.expiring()).as("it is there once").isLessThan(100);
    assertThat(map.expiredBy(3)).containsExactly(same);
    map.remove(same.digest());
    map.put(same);
    assertThat(map.expiredBy(3)).containsExactly(same);
    assertThat(map.removeExpiredBy(3)).isEqualTo(3);
    assertThat(map.size()).isZero();
  }

  @Test
  void whatHasExpiredIsAmongTheExpirationsUntilItIsRemoved() {
    map.put(batch(1, 3));
    map.put(batch(2, 5));
    assertThat(map.expiring()).isEqualTo(2);
    map.expiredBy(3);
    assertThat(map.expiring()).isEqualTo(2);
  }

  @Test
  void anEarlierExpirationDoesNotReplaceALaterOne() {
    map.putIfLater(batch(1, 5));
    map.putIfLater(batch(1, 4));
    assertThat(map.values()).containsExactly(batch(1, 5));
    map.putIfLater(batch(1, 6));
    assertThat(map.values()).containsExactly(batch(1, 6));
    assertThat(map.removeExpiredBy(5)).isZero();
  }

  @Test
  void oneThatComesAgainArrivesAnewUnlessItExpiresNoLater() {
    map.put(batch(1, 5));
    map.put(batch(2, 5));
    map.put(batch(1, 5));
    assertThat(map.values()).containsExactly(batch(2, 5), batch(1, 5));
    map.putIfLater(batch(2, 5));
    assertThat(map.values()).containsExactly(batch(2, 5), batch(1, 5));
    map.putIfLater(batch(2, 6));
    assertThat(map.values()).containsExactly(batch(1, 5), batch(2, 6));
  }

  /** A sweep shows in that the map asks, once more, what its values are about. */
  @Test
  void leftoversAreSweptOnceTheyAreMoreThanAFewAndTwiceTheValues() {
    AtomicInteger asked = new AtomicInteger();
    ExpiringMap<BatchInfo> counting =
        new ExpiringMap<>(
            batch -> {
              asked.incrementAndGet();
              return batch;
            });
    counting.put(batch(0, 1_000));
    // 64 are a few, and there are two values whenever one more is put.
    for (int i = 1; i <= 64 + 2 * 2; i++) {
      counting.put(batch(i, 1_000));
      counting.remove(batch(i, 1_000).digest());
    }
    assertThat(asked).hasValue(1 + 68);
    counting.put(batch(69, 1_000));
    assertThat(asked).hasValue(1 + 69 + 1);
    counting.put(batch(70, 1_000));
    assertThat(asked).as("they are gone").hasValue(1 + 70 + 1);
  }

  /** Against a map and a sort, which is what this is. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isAMapAndASort(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Digest, BatchInfo> model = new LinkedHashMap<>();
    long time = 0;
    int removed = 0;
    for (int i = 0; i < 20_000; i++) {
      BatchInfo batch = batch(random.nextInt(50), time + random.nextInt(1, 40));
      switch (random.nextInt(5)) {
        case 0 -> {
          map.put(batch);
          model.put(batch.digest(), batch);
        }
        case 1 -> {
          map.putIfLater(batch);
          model.merge(batch.digest(), batch, (a, b) -> a.expiration() < b.expiration() ? b : a);
        }
        case 2 ->
            assertThat(map.remove(batch.digest()).isPresent())
                .isEqualTo(model.remove(batch.digest()) != null);
        case 3 -> {
          long asked = time + random.nextInt(4);
          assertThat(map.expiredBy(asked))
              .containsExactlyInAnyOrderElementsOf(expired(model, asked))
              .isSortedAccordingTo(Comparator.comparingLong(BatchInfo::expiration));
        }
        default -> {
          time += random.nextInt(3);
          List<BatchInfo> expired = expired(model, time);
          assertThat(map.removeExpiredBy(time))
              .isEqualTo(expired.stream().mapToLong(BatchInfo::expiration).max().orElse(0));
          expired.forEach(each -> model.remove(each.digest()));
          removed += expired.size();
        }
      }
      assertThat(map.size()).isEqualTo(model.size());
    }
    assertThat(map.values()).containsExactlyInAnyOrderElementsOf(model.values());
    assertThat(removed).isGreaterThan(1_000);
  }

  private static List<BatchInfo> expired(Map<Digest, BatchInfo> model, long time) {
    List<BatchInfo> expired = new ArrayList<>(model.values());
    expired.removeIf(batch -> batch.expiration() > time);
    return expired;
  }

  @Test
  void leftoversDoNotPileUp() {
    Expirations expirations = new Expirations();
    for (int i = 0; i < 1_000; i++) {
      expirations.add(batch(i, 1_000_000 - i));
    }
    expirations.removeIf(batch -> batch.expiration() < 999_990);
    assertThat(expirations.size()).isEqualTo(11);
  }
}
