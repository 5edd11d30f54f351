package dev.handoff.demo;

import dev.handoff.Scheduler;
import dev.handoff.fanout.Commit;
import dev.handoff.fanout.CommitFanOut;
import dev.handoff.fanout.CommitReceipt;
import dev.handoff.persistence.BatchStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The blocks that are decided, until the fan-out takes their commits: it may refuse for want of
 * room, and then the next is not tried before this one.
 *
 * <p>Thread-safe, guarded by this.
 */
final class Commits {
  private static final Duration RETRY = Duration.ofMillis(20);

  private final CommitFanOut fanOut;
  private final BatchStore batches;
  private final Author author;
  private final Scheduler scheduler;
  private final Deque<Block> backlog = new ArrayDeque<>();
  private boolean stopped;

  Commits(CommitFanOut fanOut, BatchStore batches, Author author, Scheduler scheduler) {
    this.fanOut = fanOut;
    this.batches = batches;
    this.author = author;
    this.scheduler = scheduler;
  }

  /** A block is decided: its commit waits its turn. */
  synchronized void add(Block block) {
    backlog.add(block);
    if (!stopped) {
      scheduler.execute(this::drain);
    }
  }

  /** Hands nothing over any more. */
  synchronized void stop() {
    stopped = true;
  }

  private synchronized void drain() {
    while (!backlog.isEmpty() && !stopped) {
      Block block = backlog.element();
      author.committing(block.batches());
      CommitReceipt receipt =
          fanOut.notify(
              new Commit(block.round(), block.batches().stream().map(Author::named).toList()));
      if (!receipt.isAccepted()) {
        scheduler.schedule(RETRY, this::drain);
        return;
      }
      backlog.remove();
      author.committed(block.batches(), receipt);
      batches.certify(block.round());
    }
  }
}
