package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final Transaction FIRST = Transaction.of(Bytes.utf8("first"));
  private static final Transaction SECOND = Transaction.of(Bytes.utf8("second"));

  private final Pool pool = new Pool(2);

  @Test
  void anOfferIsRefusedWhenThePoolIsFullClosedOrHasTheTransaction() {
    pool.offer(FIRST);
    assertThat(pool.offer(FIRST).fate()).hasValue(new Fate.Refused(Reason.INVALID));
    pool.offer(SECOND);
    assertThat(pool.offer(Transaction.of(Bytes.utf8("third"))).fate())
        .hasValue(new Fate.Refused(Reason.FULL));
    pool.close();
    assertThat(pool.offer(Transaction.of(Bytes.utf8("late"))).fate())
        .hasValue(new Fate.Refused(Reason.CLOSED));
  }

  @Test
  void aTransactionInTwoBatchesGetsOneFate() {
    Receipt receipt = pool.offer(FIRST);
    pool.handOut(pool.digests());
    pool.handOut(pool.digests());
    pool.settle(List.of(FIRST.digest()), Fate.DELIVERED);
    pool.settle(List.of(FIRST.digest()), Fate.DELIVERED);
    assertThat(receipt.fate()).hasValue(Fate.DELIVERED);
    assertThat(pool.size()).isZero();
  }

  @Test
  void whatWasNeverInABatchIsReturnedAndTheRestIsUnknown() {
    Receipt handedOut = pool.offer(FIRST);
    Receipt kept = pool.offer(SECOND);
    assertThat(pool.handOut(List.of(FIRST.digest()))).containsExactly(FIRST);

    pool.giveUp();

    assertThat(handedOut.fate()).hasValue(new Fate.Unknown(Reason.DEADLINE_PASSED));
    assertThat(kept.fate()).hasValue(new Fate.Undelivered(Reason.DEADLINE_PASSED));
  }

  @Test
  void ofANodeThatIsGoneEverythingIsUnknown() {
    Receipt receipt = pool.offer(FIRST);
    pool.crash();
    assertThat(receipt.fate()).hasValue(new Fate.Unknown(Reason.NODE_CRASHED));
  }
}
