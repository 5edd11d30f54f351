package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.StoreException;
import dev.handoff.delivery.Committee;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.persistence.BatchInfo;
import dev.handoff.persistence.BatchStore;
import dev.handoff.persistence.BatchStorePorts;
import dev.handoff.persistence.Digester;
import dev.handoff.sqlite.SqliteStore;
import dev.handoff.trace.EventSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Opens a validator's store once more, as after a crash, and looks for every batch that the
 * validator has promised to keep and that has not expired.
 *
 * @param peer whose store
 * @param promised how many such batches there are
 * @param missing those that cannot be read
 */
record Audit(PeerId peer, int promised, List<Digest> missing) {
  /**
   * Audits a store that nobody has open.
   *
   * @param signed what the validator has signed
   * @param time the latest certified time that it knew
   */
  static Audit of(PeerId peer, Committee committee, Path folder, Set<BatchInfo> signed, long time)
      throws StoreException {
    int promised = 0;
    List<Digest> missing = new ArrayList<>();
    try (ThreadScheduler scheduler = new ThreadScheduler("audit-" + peer, 1);
        SqliteStore store =
            SqliteStore.open(Stores.file(folder, peer), Stores.DISK, scheduler, Metrics.NONE)) {
      BatchStore batches = BatchStore.open(Stores.batches(committee), ports(store, scheduler));
      for (BatchInfo info : signed) {
        if (info.expiration() > time) {
          promised++;
          if (!isKept(batches, info)) {
            missing.add(info.digest());
          }
        }
      }
      batches.abort();
    }
    return new Audit(peer, promised, missing);
  }

  private static boolean isKept(BatchStore batches, BatchInfo info) {
    try {
      return batches
          .read(info.digest())
          .filter(batch -> batch.expiration() >= info.expiration())
          .isPresent();
    } catch (StoreException e) {
      return false;
    }
  }

  private static BatchStorePorts ports(SqliteStore store, ThreadScheduler scheduler) {
    return new BatchStorePorts(
        store,
        Digester.SHA_256,
        message -> Bytes.EMPTY,
        promise -> {},
        info -> {},
        scheduler,
        SystemClock.INSTANCE,
        Metrics.NONE,
        EventSink.NONE);
  }
}
