package dev.handoff.persistence;

import dev.handoff.Loop;
import dev.handoff.Promise;
import dev.handoff.Scheduler;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The work on one request: which of its batches it is at, and how far it is with it. All that is
 * between two steps is in these fields, and nothing on a stack.
 *
 * <p>Thread-safe as the table says.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>place, index</td><td>the steps, a crash</td><td>written under the guard, volatile: the loop looks what is next, and the step looks again under the guard</td></tr>
 * <tr><td>begun, call</td><td>the steps, a crash</td><td>guard of the store</td></tr>
 * <tr><td>signed</td><td>sign, send</td><td>the loop's</td></tr>
 * </table>
 */
final class Task implements Waiter {
  /** The number of the request in the order of offers, from 1. */
  final long number;

  private final List<Batch> batches;
  private final List<Promise> promises;
  private final Loop loop;

  /** The store transaction that this task waits for. */
  final StoreCall call = new StoreCall();

  /** Whether the batch was accepted; otherwise it is new. */
  boolean begun;

  /** The signature of the batch, between sign and send. */
  Optional<SignedBatchInfo> signed = Optional.empty();

  private volatile int index;
  private volatile Place place = Place.NEW;

  Task(
      long number,
      List<Batch> batches,
      List<Promise> promises,
      Scheduler scheduler,
      Predicate<? super Task> step,
      Consumer<? super RuntimeException> onFailure) {
    this.number = number;
    this.batches = List.copyOf(batches);
    this.promises = List.copyOf(promises);
    this.loop = new Loop(scheduler, () -> step.test(this), onFailure);
  }

  @Override
  public void wake() {
    loop.wake();
  }

  Place place() {
    return place;
  }

  boolean isAt(Place expected) {
    return place == expected;
  }

  void goTo(Place next) {
    place = next;
  }

  /** Returns the place of the batch in the request, from 1, as the specification counts. */
  int batchNumber() {
    return index + 1;
  }

  Batch batch() {
    return batches.get(index);
  }

  Promise promise() {
    return promises.get(index);
  }

  /** Goes on to the next batch; returns false if this is the last. */
  boolean next() {
    begun = false;
    if (batchNumber() == batches.size()) {
      return false;
    }
    index = batchNumber();
    return true;
  }
}
