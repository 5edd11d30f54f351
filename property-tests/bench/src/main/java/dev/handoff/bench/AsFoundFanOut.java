package dev.handoff.bench;

import dev.handoff.Digest;
import dev.handoff.fanout.BatchInfo;
import dev.handoff.fanout.Commit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The fan-out as found: a coordinator takes each notification from its queue and puts it into a
 * bounded queue of each of three components, one after the other; a thread for each of the four.
 *
 * <p>Each component does what the reference's does with a batch that it does not have: remembers
 * that it is committed, so that it is not taken for new later, and forgets it when it has expired.
 */
final class AsFoundFanOut implements AutoCloseable {
  private static final int COMPONENTS = 3;

  private final BlockingQueue<Commit> notifications;
  private final List<Thread> threads = new ArrayList<>();

  /** The committed batches that have not expired: a map, and a heap as the as-found code has. */
  private static final class Committed {
    private final Map<Digest, BatchInfo> batches = new HashMap<>();
    private final PriorityQueue<BatchInfo> byExpiration =
        new PriorityQueue<>(Comparator.comparingLong(BatchInfo::expiration));
    private long time;

    void apply(Commit commit) {
      time = Math.max(time, commit.timestamp());
      for (BatchInfo first = byExpiration.peek();
          first != null && first.expiration() <= time;
          first = byExpiration.peek()) {
        byExpiration.remove();
        batches.remove(first.digest());
      }
      for (BatchInfo batch : commit.batches()) {
        if (batches.put(batch.digest(), batch) == null) {
          byExpiration.add(batch);
        }
      }
    }
  }

  /**
   * Starts the threads.
   *
   * @param capacity of each of the four queues
   * @param onApplied is called by each component for each commit
   */
  AsFoundFanOut(int capacity, Runnable onApplied) {
    notifications = new ArrayBlockingQueue<>(capacity);
    List<BlockingQueue<Commit>> components = new ArrayList<>();
    for (int i = 0; i < COMPONENTS; i++) {
      components.add(component(capacity, onApplied));
    }
    start(
        () -> {
          Commit commit = notifications.take();
          for (BlockingQueue<Commit> component : components) {
            component.put(commit);
          }
        });
  }

  private BlockingQueue<Commit> component(int capacity, Runnable onApplied) {
    BlockingQueue<Commit> queue = new ArrayBlockingQueue<>(capacity);
    Committed committed = new Committed();
    start(
        () -> {
          committed.apply(queue.take());
          onApplied.run();
        });
    return queue;
  }

  /** One turn of a thread. */
  @FunctionalInterface
  private interface Turn {
    void take() throws InterruptedException;
  }

  private void start(Turn turn) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  turn.take();
                }
              } catch (InterruptedException e) {
                // The benchmark is over.
              }
            },
            "as-found");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  void notify(Commit commit) throws InterruptedException {
    notifications.put(commit);
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
