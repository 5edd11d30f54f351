package dev.handoff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Hands the transactions of many threads to one writer, who writes those that are there together:
 * one synced write for all of a group. While a group is being written the next one gathers, so that
 * groups grow with the load and nobody waits for a group to fill.
 *
 * <p>A group that failed is tried again one transaction at a time, if it had more than one and the
 * failure may be the fault of one: a transaction that cannot be written fails alone. A group whose
 * outcome is in doubt is not tried again, and all of its owners hear of the doubt.
 *
 * <p>Owners are told on the writer's thread, or by a task of the scheduler, and never within a
 * section or on the stack of {@link #commit}. Whoever is told must be quick: the next group waits.
 * A refused transaction is not kept; until its owner is told, only the callback is.
 *
 * <p>Thread-safe. Transactions are written in the order of the sections of {@link #commit}.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>queue, queuedBytes</td><td>committers add, the writer takes</td><td>guard</td></tr>
 * <tr><td>closed</td><td>whoever closes</td><td>guard</td></tr>
 * <tr><td>drained</td><td>the writer</td><td>its own, completed once</td></tr>
 * </table>
 *
 * <p>Group commit: D. DeWitt et al., <i>Implementation Techniques for Main Memory Database
 * Systems</i>, SIGMOD 1984.
 */
public final class GroupCommit {

  /** Writes groups of transactions. Called by one thread at a time, and may block. */
  @FunctionalInterface
  public interface Journal {
    /** Writes all transactions of the group, in their order, durably, or none of them. */
    WriteResult write(List<List<Mutation>> group);
  }

  /**
   * How much is held at most. What is being written is no longer in the queue: in all there is one
   * queue and one group.
   *
   * @param queueTransactions the most transactions that wait
   * @param queueBytes the most bytes of keys and values that wait; a transaction that is larger
   *     than all of this waits alone
   * @param groupTransactions the most transactions of a group
   * @param groupBytes the most bytes of keys and values of a group; a transaction that is larger
   *     than all of this is written alone
   */
  public record Bounds(
      int queueTransactions, long queueBytes, int groupTransactions, long groupBytes) {

    /**
     * Checks that all bounds are positive.
     *
     * @throws IllegalArgumentException if one is not
     */
    public Bounds {
      if (queueTransactions < 1 || queueBytes < 1 || groupTransactions < 1 || groupBytes < 1) {
        throw new IllegalArgumentException("a bound below 1 lets nothing through");
      }
    }
  }

  private record Pending(
      List<Mutation> transaction, long bytes, Consumer<? super WriteResult> whenDone) {

    void tell(WriteResult result) {
      Receipt.tell(whenDone, result);
    }
  }

  private final Guard guard = new Guard();
  private final Journal journal;
  private final Bounds bounds;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final Loop writer;
  private final Runnable wake;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closed;

  /**
   * Creates a hand-over with an empty queue.
   *
   * @param scheduler runs the writer, which blocks its thread: one that has a thread to spare
   */
  public GroupCommit(Journal journal, Bounds bounds, Scheduler scheduler, Metrics metrics) {
    this.journal = journal;
    this.bounds = bounds;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.writer = new Loop(scheduler, this::writeGroup, Uncaught::report);
    this.wake = writer::wake;
  }

  /**
   * Has the transaction written, or refuses it: then it has failed, and nothing of it is stored.
   *
   * @param whenDone is called exactly once
   */
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    List<Mutation> mutations = List.copyOf(transaction);
    long bytes = bytesOf(mutations);
    try (Guard.Section section = guard.enter()) {
      if (closed) {
        section.afterwards(
            () -> refuse(StoreException.Kind.CLOSED, "the store has been closed", whenDone));
      } else if (!hasRoomFor(bytes)) {
        section.afterwards(
            () -> refuse(StoreException.Kind.FULL, "too much waits to be written", whenDone));
      } else {
        queue.add(new Pending(mutations, bytes, whenDone));
        queuedBytes += bytes;
        section.afterwards(wake);
      }
    }
  }

  /**
   * Refuses what comes from now on, and writes what has been accepted.
   *
   * @return completes when all owners have been told
   */
  public CompletionStage<Void> close() {
    try (Guard.Section section = guard.enter()) {
      closed = true;
      if (!drained.isDone()) {
        section.afterwards(wake);
      }
    }
    return drained.minimalCompletionStage();
  }

  private boolean hasRoomFor(long bytes) {
    return queue.isEmpty()
        || (queue.size() < bounds.queueTransactions()
            && queuedBytes + bytes <= bounds.queueBytes());
  }

  private void refuse(
      StoreException.Kind kind, String message, Consumer<? super WriteResult> whenDone) {
    metrics.failure("store", "refused-" + kind.word());
    WriteResult refusal = new WriteResult.Failed(new StoreException(kind, message));
    scheduler.execute(() -> Receipt.tell(whenDone, refusal));
  }

  /** The step of the writer: one group. */
  private boolean writeGroup() {
    List<Pending> group = takeGroup();
    if (group.isEmpty()) {
      return false;
    }
    WriteResult result = write(group);
    if (group.size() > 1 && result instanceof WriteResult.Failed failed && isOnesFault(failed)) {
      group.forEach(one -> one.tell(write(List.of(one))));
    } else {
      group.forEach(one -> one.tell(result));
    }
    return true;
  }

  private List<Pending> takeGroup() {
    List<Pending> group = new ArrayList<>();
    try (Guard.Section section = guard.enter()) {
      long bytes = 0;
      for (Pending next = queue.peek(); next != null; next = queue.peek()) {
        bytes += next.bytes();
        if (!group.isEmpty()
            && (group.size() == bounds.groupTransactions() || bytes > bounds.groupBytes())) {
          break;
        }
        group.add(queue.remove());
        queuedBytes -= next.bytes();
      }
      if (group.isEmpty() && closed) {
        section.afterwards(() -> drained.complete(null));
      }
    }
    return group;
  }

  private WriteResult write(List<Pending> group) {
    try {
      return journal.write(group.stream().map(Pending::transaction).toList());
    } catch (RuntimeException | Error e) {
      // Whoever handed over must be told, whatever went wrong; how far it went is not known.
      metrics.failure("store", "journal-threw");
      return new WriteResult.InDoubt(
          new StoreException(StoreException.Kind.IO, "the journal failed: " + e, e));
    }
  }

  /** Whether it may be that the others of a group can be written when one is left out. */
  private static boolean isOnesFault(WriteResult.Failed failed) {
    return switch (failed.cause().kind()) {
      case FULL, CORRUPT, IO -> true;
      case READ_ONLY, LOCKED, VERSION, CLOSED -> false;
    };
  }

  private static long bytesOf(List<Mutation> transaction) {
    long bytes = 0;
    for (Mutation mutation : transaction) {
      bytes += mutation.key().size();
      if (mutation instanceof Mutation.Put put) {
        bytes += put.value().size();
      }
    }
    return bytes;
  }
}
