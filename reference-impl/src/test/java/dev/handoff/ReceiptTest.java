package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceiptTest {
  private static final Fate LOST = new Fate.Unknown(Reason.GIVEN_UP);

  @Test
  void anOpenReceiptHasNoFate() {
    Receipt receipt = new Promise().receipt();
    assertThat(receipt.fate()).isEmpty();
    assertThat(receipt).hasToString("accepted");
    assertThat(receipt.stage().toCompletableFuture()).isNotDone();
  }

  @Test
  void theFateIsVisibleWhenItIsDecidedAndListenersAreToldWhenTheResultIsRun() {
    Promise promise = new Promise();
    List<Fate> told = new ArrayList<>();
    promise.receipt().onFate(told::add);
    promise.receipt().onFate(told::add);
    Runnable telling = promise.settle(Fate.DELIVERED);
    assertThat(promise.receipt().fate()).contains(Fate.DELIVERED);
    assertThat(promise.receipt()).hasToString("Delivered[]");
    assertThat(told).isEmpty();
    telling.run();
    assertThat(told).containsExactly(Fate.DELIVERED, Fate.DELIVERED);
  }

  @Test
  void aListenerThatComesAfterTheDecisionIsToldAtOnce() {
    Promise promise = new Promise();
    Runnable telling = promise.settle(LOST);
    List<Fate> told = new ArrayList<>();
    promise.receipt().onFate(told::add);
    assertThat(told).containsExactly(LOST);
    telling.run();
    assertThat(told).containsExactly(LOST);
  }

  @Test
  void aSecondFateIsRefusedAndTheFirstStays() {
    Promise promise = new Promise();
    promise.settle(Fate.DELIVERED).run();
    assertThatThrownBy(() -> promise.settle(LOST))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Delivered")
        .hasMessageContaining("GIVEN_UP");
    assertThat(promise.receipt().fate()).contains(Fate.DELIVERED);
    assertThatThrownBy(() -> promise.settle(Fate.DELIVERED))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRefusedReceiptIsSettledFromTheBeginning() {
    Receipt receipt = Receipt.refused(Reason.FULL);
    assertThat(receipt.fate()).contains(new Fate.Refused(Reason.FULL));
    assertThat(receipt.stage().toCompletableFuture())
        .isCompletedWithValue(new Fate.Refused(Reason.FULL));
    assertThat(Receipt.of(LOST).fate()).contains(LOST);
  }

  @Test
  void theStageCompletesWithTheFateAndNobodyElseCanCompleteIt() {
    Promise promise = new Promise();
    CompletableFuture<Fate> mine = promise.receipt().stage().toCompletableFuture();
    CompletableFuture<Fate> yours = promise.receipt().stage().toCompletableFuture();
    mine.complete(LOST);
    promise.settle(Fate.DELIVERED).run();
    assertThat(yours).isCompletedWithValue(Fate.DELIVERED);
    assertThat(promise.receipt().stage().toCompletableFuture())
        .isCompletedWithValue(Fate.DELIVERED);
  }

  @Test
  void aListenerThatThrowsDoesNotKeepTheOthersFromBeingTold() {
    List<Throwable> uncaught = new ArrayList<>();
    List<Fate> told = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((where, failure) -> uncaught.add(failure));
    try {
      Promise promise = new Promise();
      promise.receipt().onFate(told::add);
      promise
          .receipt()
          .onFate(
              fate -> {
                throw new IllegalStateException("bad listener");
              });
      promise.receipt().onFate(told::add);
      promise
          .receipt()
          .onFate(
              fate -> {
                throw new AssertionError("worse listener");
              });
      promise.receipt().onFate(told::add);
      promise.settle(LOST).run();
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    assertThat(told).containsExactly(LOST, LOST, LOST);
    assertThat(uncaught)
        .extracting(Throwable::getMessage)
        .containsExactly("worse listener", "bad listener");
  }

  @Test
  void withListenersThatRaceWithTheDecisionEachIsToldOnce() throws Exception {
    int listeners = 3;
    for (int round = 0; round < 500; round++) {
      Promise promise = new Promise();
      AtomicInteger told = new AtomicInteger();
      CyclicBarrier start = new CyclicBarrier(listeners + 1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < listeners; i++) {
        threads.add(
            new Thread(
                () -> {
                  await(start);
                  promise.receipt().onFate(fate -> told.incrementAndGet());
                }));
      }
      threads.add(
          new Thread(
              () -> {
                await(start);
                promise.settle(Fate.DELIVERED).run();
              }));
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(told).hasValue(listeners);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
