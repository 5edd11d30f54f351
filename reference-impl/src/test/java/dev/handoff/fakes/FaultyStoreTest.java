package dev.handoff.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Store;
import dev.handoff.StoreContract;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.jdk.ThreadScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store in memory keeps the contract, and does what it is told to. */
class FaultyStoreTest extends StoreContract {
  private final ThreadScheduler threads = new ThreadScheduler("store", 1);
  private final FaultyStore store = new FaultyStore(threads);

  @AfterEach
  void close() {
    threads.close();
  }

  @Override
  protected Store store() {
    return store;
  }

  @Override
  protected Store reopened() {
    return store;
  }

  @Test
  void plansAreFollowedInTheirOrder() throws Exception {
    store.plan(
        FaultyStore.Plan.FAIL, FaultyStore.Plan.APPLY_IN_DOUBT, FaultyStore.Plan.FORGET_IN_DOUBT);
    assertThat(commit(store, put("t", "a", "1"))).isInstanceOf(WriteResult.Failed.class);
    assertThat(commit(store, put("t", "b", "1"))).isInstanceOf(WriteResult.InDoubt.class);
    assertThat(commit(store, put("t", "c", "1"))).isInstanceOf(WriteResult.InDoubt.class);
    assertThat(commit(store, put("t", "d", "1"))).isEqualTo(WriteResult.COMMITTED);
    assertThat(store.table("t").keySet()).containsExactly(Bytes.utf8("b"), Bytes.utf8("d"));
  }

  @Test
  void whatIsHeldIsAnsweredWhenReleased() {
    ManualScheduler scheduler = new ManualScheduler();
    FaultyStore held = new FaultyStore(scheduler);
    List<WriteResult> results = new ArrayList<>();
    held.plan(FaultyStore.Plan.HOLD);
    held.commit(List.of(put("t", "a", "1")), results::add);
    scheduler.runAll();
    assertThat(held.heldCount()).isEqualTo(1);
    assertThat(results).isEmpty();
    held.release(FaultyStore.Plan.COMMIT);
    scheduler.runAll();
    assertThat(results).containsExactly(WriteResult.COMMITTED);
    assertThat(held.heldCount()).isZero();
  }

  @Test
  void readingFailsWhenToldTo() {
    store.unreadable(true);
    assertThatThrownBy(() -> store.read("t", Bytes.EMPTY)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.scan("t", (key, value) -> {}))
        .isInstanceOf(StoreException.class);
  }
}
