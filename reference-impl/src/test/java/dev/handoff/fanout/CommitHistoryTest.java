package dev.handoff.fanout;

import static dev.handoff.fanout.Bench.batch;
import static dev.handoff.fanout.Bench.commit;
import static dev.handoff.fanout.Bench.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commits amount to. */
class CommitHistoryTest {
  private final CommitHistory history = new CommitHistory();

  @Test
  void theTimeIsTheLatestAndTheBatchListCountsWhateverTheTimestamp() {
    history.honour(commit(5, batch(1)));
    history.honour(commit(3, batch(2)));
    assertThat(history.time()).isEqualTo(5);
    assertThat(history.applied()).isEqualTo(2);
    assertThat(history.contains(digest(2))).isTrue();
  }

  @Test
  void committedBatchesAreForgottenWhenTheyExpire() {
    history.honour(commit(1, batch(1, 4), batch(2, 9)));
    history.honour(commit(3));
    assertThat(history.committed()).hasSize(2);
    assertThat(history.forgotten()).isZero();
    history.honour(commit(4));
    assertThat(history.committed()).containsExactly(batch(2, 9));
    assertThat(history.forgotten()).isEqualTo(4);
  }

  @Test
  void aBatchThatHasExpiredWhenItIsCommittedIsForgottenAtOnce() {
    history.honour(commit(5, batch(1, 5)));
    assertThat(history.committed()).isEmpty();
    assertThat(history.forgotten()).isEqualTo(5);
  }

  @Test
  void aBatchThatIsCommittedTwiceIsRememberedUntilTheLaterExpiration() {
    history.honour(commit(1, batch(1, 4)));
    history.honour(commit(2, batch(1, 9)));
    history.honour(commit(3, batch(1, 5)));
    assertThat(history.committed()).containsExactly(batch(1, 9));
    history.honour(commit(5));
    assertThat(history.contains(digest(1))).isTrue();
  }

  @Test
  void roomIsCountedAfterWhatHasExpired() {
    history.honour(commit(1, batch(1, 4), batch(2, 9)));
    assertThat(history.hasRoomFor(commit(2, batch(3)), 3)).isTrue();
    assertThat(history.hasRoomFor(commit(2, batch(3)), 2)).isFalse();
    assertThat(history.hasRoomFor(commit(4, batch(3)), 2)).isTrue();
  }

  /** What a transaction saves, and what memory has then, are said in two places. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsPlannedIsWhatIsHonoured(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Digest, BatchInfo> saved = new HashMap<>();
    long[] reached = new long[3];
    for (int i = 0; i < 2_000; i++) {
      Commit commit =
          commit(
              random.nextInt(Math.max(0, i - 5), i + 5),
              batch(random.nextInt(20), i + random.nextInt(30)),
              batch(random.nextInt(20), i + random.nextInt(30)));
      history.plan(
          commit,
          new CommitHistory.Changes() {
            @Override
            public void remember(BatchInfo batch) {
              saved.put(batch.digest(), batch);
            }

            @Override
            public void forget(BatchInfo batch) {
              saved.remove(batch.digest());
            }

            @Override
            public void reach(long applied, long time, long forgotten) {
              reached[0] = applied;
              reached[1] = time;
              reached[2] = forgotten;
            }
          });
      history.honour(commit);
      assertThat(history.committed()).containsExactlyInAnyOrderElementsOf(saved.values());
      assertThat(reached).containsExactly(history.applied(), history.time(), history.forgotten());
    }
  }

  @Test
  void whatIsRememberedForAsLongIsNotSavedAgain() {
    history.honour(commit(1, batch(1, 5)));
    List<BatchInfo> saved = new ArrayList<>();
    history.plan(
        commit(2, batch(1, 5), batch(2, 5)),
        new CommitHistory.Changes() {
          @Override
          public void remember(BatchInfo batch) {
            saved.add(batch);
          }

          @Override
          public void forget(BatchInfo batch) {
            throw new AssertionError(batch);
          }

          @Override
          public void reach(long applied, long time, long forgotten) {}
        });
    assertThat(saved).containsExactly(batch(2, 5));
  }

  @Test
  void aCopyIsOfItsOwn() {
    history.honour(commit(1, batch(1)));
    CommitHistory copy = history.copy();
    history.honour(commit(2, batch(2)));
    assertThat(copy.applied()).isEqualTo(1);
    assertThat(copy.contains(digest(2))).isFalse();
    assertThat(copy.contains(digest(1))).isTrue();
  }
}
